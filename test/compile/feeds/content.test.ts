import { describe, expect, test } from "vitest";
import type { Reference } from "../../../src/model.ts";
import { feedsOfStories, story } from "./newsroom.ts";

function contentOf(slug: string, ...args: Parameters<typeof feedsOfStories>): string {
  const { items } = JSON.parse(feedsOfStories(...args).get("feed.json") ?? "") as {
    items: { id: string; content_html: string }[];
  };
  return items.find(({ id }) => id.endsWith(`:${slug}`))?.content_html ?? "";
}

const reference = (kind: Reference["kind"], target: string, more: Partial<Reference> = {}): Reference => ({
  kind,
  target,
  text: target,
  line: 9,
  ...more,
});

test("a callout is a linked paragraph with the other story's own title", () => {
  const references = [reference("callout", "TITLE OF B")];
  const content = contentOf("a", [story("a", { html: "", references }), story("b", { on: "2026-10-01" })]);
  expect(content).toContain(
    '<p><strong>Related:</strong> <a href="https://news.example/stories/b/">Title of b</a></p>',
  );
});

test("a picture has an absolute address, its words and its size", () => {
  const picture = { asset: "stories/a/x y.png", alt: 'A "plot"', width: 640, height: 480 };
  const content = contentOf("a", [story("a", { references: [reference("picture", "x y.png", { picture })] })]);
  expect(content).toContain(
    '<img src="https://news.example/stories/a/x%20y.png" alt="A &quot;plot&quot;" width="640" height="480">',
  );
});

test("links within the newsroom and to footnotes are absolute", () => {
  const references = [reference("wiki", "b"), reference("anchor", "#note", { text: "1" })];
  const content = contentOf("a", [story("a", { references }), story("b", { on: "2026-10-01" })]);
  expect(content).toContain('<a href="https://news.example/stories/b/">Title of b</a>');
  expect(content.match(/(href|src)="(?!https:)/g)).toBeNull();
});

test("a link to a draft is words only", () => {
  const references = [reference("wiki", "b", { text: "the plan" })];
  const content = contentOf("a", [story("a", { html: "", references }), story("b", { draft: true })]);
  expect(content).toBe("the plan");
});

test("the story's picture opens the content unless the text shows it", () => {
  const image = { asset: "p.png", alt: "P", caption: "By hand & eye" };
  const figure =
    '<figure><img src="https://news.example/p.png" alt="P"><figcaption>By hand &amp; eye</figcaption></figure>';
  expect(contentOf("a", [story("a", { image })])).toContain(figure);
  const references = [reference("picture", "p.png", { picture: image })];
  expect(contentOf("a", [story("a", { image, references })])).not.toContain("<figure>");
});

describe("around the text", () => {
  test("a correction comes first, then the place in the thread", () => {
    const content = contentOf("two", [
      story("one", { thread: "deal", on: "2026-10-01" }),
      story("two", { thread: "deal", correction: "It was <5>." }),
    ]);
    expect(content.split("\n").slice(0, 2)).toEqual([
      "<p><strong>Correction:</strong> It was &lt;5&gt;.</p>",
      '<p><strong>Part 2 of 2:</strong> <a href="https://news.example/threads/deal/">Deal</a><br><strong>Previously:</strong> <a href="https://news.example/stories/one/">Title of one</a></p>',
    ]);
  });

  test("a story that is on no page has its thread without a number", () => {
    const parts = [story("a", { thread: "deal" }), story("b", { thread: "deal", channels: ["feed"] })];
    expect(contentOf("b", parts)).toContain('<p><a href="https://news.example/threads/deal/">Deal</a>');
  });

  test("related stories end it as a plain list without a class", () => {
    const content = contentOf("a", [story("a", { related: ["b"] }), story("b", { on: "2026-10-01" })]);
    expect(content).toMatch(/<ul>\n<li><a href="https:\/\/news.example\/stories\/b\/">Title of b<\/a><\/li>\n<\/ul>$/);
    expect(content).not.toContain("class=");
  });

  test("its words are in the story's language", () => {
    const content = contentOf("a", [story("a", { lang: "fr", correction: "Non." })]);
    expect(content).toMatch(/^<p><strong>(?!Correction:<)[^<]+<\/strong>/);
  });

  test("its words are the newsroom's where its language has none", () => {
    const content = contentOf("a", [story("a", { lang: "sw", correction: "Hapana." })], { language: "de" });
    expect(content).toMatch(/^<p><strong>Berichtigung:<\/strong> Hapana/);
  });

  test("a language written from the right says so, and so does any other beside one", () => {
    expect(contentOf("a", [story("a", { lang: "ar" })])).toBe(
      '<div dir="rtl" lang="ar">\n<p>The text of a.</p>\n</div>',
    );
    expect(contentOf("a", [story("a")], { language: "he" })).toMatch(/^<div dir="ltr" lang="en">/);
    expect(contentOf("a", [story("a", { lang: "ja" })])).toBe("<p>The text of a.</p>");
  });

  test("a withdrawn story is its reason and nothing else", () => {
    const stories = [story("a", { withdrawn: "Wrong & sorry.", related: ["b"] }), story("b", { on: "2026-10-01" })];
    expect(contentOf("a", stories)).toBe("<p><strong>Withdrawn:</strong> Wrong &amp; sorry.</p>");
    expect(contentOf("b", [story("b", { related: ["a"] }), stories[0]!])).not.toContain("stories/a/");
  });

  test("with `content: summary` the dek stands for the text", () => {
    const content = contentOf("a", [story("a", { related: ["b"] }), story("b")], { feeds: { content: "summary" } });
    expect(content).toContain("<p>What a is about.</p>");
    expect(content).not.toContain("The text of a.");
    expect(content).toContain("Title of b");
  });
});
