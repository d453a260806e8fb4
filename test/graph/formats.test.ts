import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { SaxesParser } from "saxes";
import { describe, expect, test } from "vitest";
import { graphDocument, renderGraph, type GraphDocument } from "../../src/graph/formats.ts";
import { realPart } from "../real-part.ts";
import { build, callout, config, link, publishedOf, story } from "./make.ts";

const stories = [
  story("launch", { title: "Launch day", on: "2026-11-01", tags: ["Cloud", "Chips"], thread: "oracle" }),
  story("end", {
    title: `"Quotes" & <tags> \\N {a|b} #1; style: [x] \u0007 *é* 日本`,
    on: "2026-11-02",
    thread: "oracle",
  }),
  story("digest-only", { on: "2026-11-03", channels: ["mail"], body: [link("launch.md")] }),
  story("later", { on: "2026-11-04", body: [callout("LAUNCH DAY"), link("end.md")] }),
  story("secret", { title: "Secret", draft: true }),
];

const document = graphDocument(publishedOf(stories), build(stories), { ...config, url: "https://news.example/blog" });

describe("graph.json", () => {
  test("holds what the contract says, newest first", () => {
    expect(document.nodes.map((node) => node.slug)).toEqual(["later", "end", "launch"]);
    expect(document.nodes.at(-1)).toEqual({
      slug: "launch",
      title: "Launch day",
      url: "https://news.example/blog/stories/launch/",
      date: "2026-11-01T12:00:00Z",
      tags: ["Cloud", "Chips"],
      thread: "oracle",
    });
    expect(document.edges[0]).toEqual({
      from: "end",
      to: "launch",
      kind: "continues",
      weight: 1.5,
      because: "the part before it in its thread",
    });
  });

  test("names no draft and no story without a page", () => {
    expect(JSON.stringify(document)).not.toMatch(/secret|digest-only/i);
  });

  test("reads back as the document", () => {
    expect(JSON.parse(renderGraph(document, "json"))).toEqual(document);
    expect(JSON.parse(renderGraph({ nodes: [], edges: [] }, "json"))).toEqual({ nodes: [], edges: [] });
  });
});

describe("DOT", () => {
  test.skipIf(!realPart("dot"))("Graphviz draws every title as it is written", () => {
    const { status, stdout, stderr } = spawnSync("dot", ["-Tsvg"], { input: renderGraph(document, "dot") });
    expect([status, stderr.toString()]).toEqual([0, ""]);
    expect(textsOf(stdout.toString())).toEqual(expect.arrayContaining(titles(document)));
  });
});

describe("GraphML", () => {
  test.skipIf(!realPart("xmllint"))("is valid against its schema", () => {
    const schema = join(import.meta.dirname, "../fixtures/graph/graphml.xsd");
    const graphml = renderGraph(document, "graphml");
    const { status, stderr } = spawnSync("xmllint", ["--noout", "--schema", schema, "-"], { input: graphml });
    expect([status, stderr.toString()]).toEqual([0, "- validates\n"]);
  });

  test("keeps titles as they are written", () => {
    expect(textsOf(renderGraph(document, "graphml"))).toEqual(expect.arrayContaining(titles(document)));
  });
});

describe("Mermaid", () => {
  test("numbers its nodes and escapes what it would read as its own", () => {
    expect(renderGraph(document, "mermaid")).toBe(
      [
        "flowchart RL",
        '  s0["later"]',
        '  s1["#34;Quotes#34; #38; #60;tags#62; #92;N #123;a#124;b#125; #35;1#59; style#58; #91;x#93; #42;é#42; 日本"]',
        '  s2["Launch day"]',
        '  click s0 href "https://news.example/blog/stories/later/"',
        '  click s1 href "https://news.example/blog/stories/end/"',
        '  click s2 href "https://news.example/blog/stories/launch/"',
        '  s1 -->|"the part before it in its thread"| s2',
        '  s0 -->|"a callout in the text"| s2',
        '  s0 -->|"linked in the text"| s1',
        "",
      ].join("\n"),
    );
  });
});

/** Without the control character, which XML cannot hold. */
function titles({ nodes }: GraphDocument): string[] {
  return nodes.map((node) => node.title.replace(/ \u0007/, ""));
}

/** Texts of an XML document, as a reader sees them: spaces of any kind and number are one. */
function textsOf(xml: string): readonly string[] {
  const texts: string[] = [];
  const parser = new SaxesParser();
  parser.on("text", (text) => texts.push(text.replace(/\s+/g, " ").trim()));
  parser.write(xml).close();
  return texts;
}
