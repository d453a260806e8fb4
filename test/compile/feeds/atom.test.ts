import { describe, expect, test } from "vitest";
import { feedsOfStories, story } from "./newsroom.ts";

const atomOf = (...args: Parameters<typeof feedsOfStories>): string => feedsOfStories(...args).get("atom.xml") ?? "";

test("the feed names its language, its id, its page, itself, its author and its hubs", () => {
  const atom = atomOf([], { feeds: { hubs: ["https://hub.example/"] } });
  expect(atom).toMatch(/<feed [^>]*xml:lang="en">/);
  expect(atom).toContain("<id>https://news.example/</id>");
  expect(atom).toContain('<link rel="alternate" type="text/html" href="https://news.example/"/>');
  expect(atom).toContain('<link rel="self" type="application/atom+xml" href="https://news.example/atom.xml"/>');
  expect(atom).toContain('<link rel="hub" href="https://hub.example/"/>');
  expect(atom).toContain("<name>The Desk</name>");
  expect(atom).toContain("<rights>© The Courant</rights>");
});

describe("an entry", () => {
  const stories = [
    story("new", { on: "2026-11-09", related: ["old"] }),
    story("old", { title: "Before & after", on: "2026-11-02", lang: "fr" }),
  ];

  test("has its explicit alternate link before any related link", () => {
    const links = [...atomOf(stories).matchAll(/<link rel="(\w+)"[^>]*stories\/(\w+)/g)].map(([, rel, to]) => [
      rel,
      to,
    ]);
    expect(links.slice(0, 2)).toEqual([
      ["alternate", "new"],
      ["related", "old"],
    ]);
  });

  test("has one before its related links even where it is on no page", () => {
    const atom = atomOf([story("a", { channels: ["feed"], related: ["b"] }), story("b", { on: "2026-10-01" })]);
    expect(atom.slice(atom.indexOf("<entry>")).match(/<link [^>]*>/)?.[0]).toBe(
      '<link rel="alternate" type="text/html" href="https://news.example/"/>',
    );
  });

  test("gives each related link a title, a type and a language", () => {
    expect(atomOf(stories)).toContain(
      '<link rel="related" type="text/html" hreflang="fr" title="Before &amp; after" href="https://news.example/stories/old/"/>',
    );
  });

  test("lists at most five related stories, strongest first", () => {
    const names = ["b", "c", "d", "e", "f", "g"];
    const atom = atomOf([story("a", { related: names }), ...names.map((name) => story(name, { on: "2026-10-01" }))]);
    const first = atom.slice(atom.indexOf("<entry>"), atom.indexOf("</entry>"));
    expect(first.match(/rel="related"/g)).toHaveLength(5);
  });

  test("says when it was published and when it last changed", () => {
    const atom = atomOf([story("a", { updated: Date.parse("2026-11-03T00:00:00Z") })]);
    expect(atom).toContain("<published>2026-11-01T12:00:00.000Z</published>");
    expect(atom).toContain("<updated>2026-11-03T00:00:00.000Z</updated>");
  });

  test("has plain title and summary, HTML content, and its language where it differs", () => {
    const atom = atomOf([story("a", { title: "1 < 2", dek: "a & b", lang: "de" })]);
    expect(atom).toContain('<title xml:lang="de">1 &lt; 2</title>');
    expect(atom).toContain('<summary xml:lang="de">a &amp; b</summary>');
    expect(atom).toContain('<content type="html" xml:lang="de"><![CDATA[<p>The text of a.</p>]]></content>');
  });

  test("names every author with what is known of them", () => {
    const authors = [{ name: "Ada", email: "ada@news.example", url: "https://ada.example" }, { name: "Lin" }];
    const atom = atomOf([story("a", { authors })]).replace(/\n\s*/g, "");
    expect(atom).toContain(
      "<author><name>Ada</name><email>ada@news.example</email><uri>https://ada.example/</uri></author><author><name>Lin</name></author>",
    );
  });

  test("answers the story it continues, so that mail-like readers show a conversation", () => {
    const atom = atomOf([story("one", { thread: "t", on: "2026-10-01" }), story("two", { thread: "t" })]);
    expect(atom).toContain(
      '<thr:in-reply-to ref="tag:news.example,2026-10-01:one" href="https://news.example/stories/one/" type="text/html"/>',
    );
  });

  test("carries its enclosure, and where it first appeared", () => {
    const enclosure = { url: "https://cdn.example/a b.ogg", type: "audio/ogg", bytes: 7 };
    const atom = atomOf([story("a", { enclosure, canonical: "https://elsewhere.example/a" })]);
    expect(atom).toContain(
      '<link rel="enclosure" type="audio/ogg" length="7" title="Title of a" href="https://cdn.example/a%20b.ogg"/>',
    );
    expect(atom).toContain('<link rel="via" href="https://elsewhere.example/a"/>');
  });
});
