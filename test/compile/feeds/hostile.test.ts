import * as fc from "fast-check";
import { parseFeed } from "feedsmith";
import Parser from "rss-parser";
import { describe, expect, test } from "vitest";
import { xmlFault } from "../../../src/compile/feeds/well-formed.ts";
import { escapeHtml, xmlText } from "../../../src/base/html.ts";
import { feedsOfStories, story } from "./newsroom.ts";

/** Pieces that have broken feed generators before, between any Unicode at all. */
const fears = [
  "]]>",
  "]]]]>>",
  "<![CDATA[",
  "&amp;",
  "&#0;",
  "<b>",
  "</item>",
  "</content></entry><entry>",
  "\u0000",
  "\u000b",
  "\u001b",
  "\uFFFE",
  "\uFFFF",
  "\ud800",
  "\udc00",
  "\u0085",
  "\u2028",
  "🗞️",
  '"',
  "'",
  "\\u0041",
  "courant-slot:title;",
  "courant-slot:content;",
  "$&",
  "$1",
  "%00",
  "<?xml?>",
  "<!--",
  "-->",
];
const text = fc
  .array(fc.oneof(fc.constantFrom(...fears), fc.string({ unit: "binary", maxLength: 8 })), {
    minLength: 1,
    maxLength: 8,
  })
  // Parsers trim what they take for space at the ends (U+0085 too): a letter stands there.
  .map((pieces) => `a${pieces.join("").replace(/\s+/g, " ")}z`);
const written = fc.record({ title: text, dek: text, author: text, tag: text, body: text });
type Written = typeof written extends fc.Arbitrary<infer T> ? T : never;

function press({ title, dek, author, tag, body }: Written): ReadonlyMap<string, string> {
  const html = `<p>${escapeHtml(body)}</p><!-- ${body.replaceAll("--", "")} ]]> ]]> -->`;
  const related = story("other", { title, on: "2026-10-01" });
  return feedsOfStories(
    [story("a", { title, dek, authors: [{ name: author }], tags: [tag], html, related: ["other"] }), related],
    { title },
  );
}

/** rss-parser decodes and trims on its own terms where it makes snippets; its raw fields are what the document says. */
const consumer = new Parser();

describe("whatever people write", () => {
  test("every XML document is well-formed", () => {
    fc.assert(
      fc.property(written, (words) => {
        const documents = [...press(words)].filter(([path]) => path.endsWith(".xml"));
        expect(documents.map(([, xml]) => xmlFault(xml))).toEqual([null, null, null, null]);
      }),
    );
  });

  test("feedsmith reads the words back from Atom exactly", () => {
    fc.assert(
      fc.property(written, (words) => {
        const parsed = parseFeed(press(words).get("atom.xml") ?? "");
        if (parsed.format !== "atom") throw new Error(`read as ${parsed.format}`);
        const [entry, ...others] = parsed.feed.entries ?? [];
        expect(others).toHaveLength(1);
        expect(entry?.title?.value).toBe(xmlText(words.title));
        expect(entry?.summary?.value).toBe(xmlText(words.dek));
        expect(entry?.authors?.[0]?.name).toBe(xmlText(words.author));
        expect(entry?.categories?.[0]?.term).toBe(xmlText(words.tag));
        expect(entry?.content?.value).toContain(xmlText(escapeHtml(words.body)));
        expect(entry?.links?.[1]?.title).toBe(xmlText(words.title));
      }),
    );
  });

  test("rss-parser reads the words back from RSS exactly", async () => {
    await fc.assert(
      fc.asyncProperty(written, async (words) => {
        const { items, title } = await consumer.parseString(press(words).get("feed.xml") ?? "");
        expect(items).toHaveLength(2);
        expect(title).toBe(xmlText(words.title));
        expect(items[0]?.title).toBe(xmlText(words.title));
        expect(items[0]?.content).toBe(escapeHtml(xmlText(words.dek)));
        expect(items[0]?.creator).toBe(xmlText(words.author));
        expect(items[0]?.["content:encoded"]).toContain(xmlText(escapeHtml(words.body)));
      }),
    );
  });

  test("JSON carries the same words", () => {
    fc.assert(
      fc.property(written, (words) => {
        const { items } = JSON.parse(press(words).get("feed.json") ?? "") as { items: Record<string, unknown>[] };
        expect(items[0]).toMatchObject({
          title: xmlText(words.title),
          summary: xmlText(words.dek),
          authors: [{ name: xmlText(words.author) }],
          tags: [xmlText(words.tag)],
        });
      }),
    );
  });
});
