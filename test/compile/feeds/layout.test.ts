import { Feed } from "feed";
import { expect, test } from "vitest";
import { learnLayout, slot, slotDates } from "../../../src/compile/feeds/layout.ts";

function skeleton(): Feed {
  const feed = new Feed({
    id: slot("id"),
    title: slot("title"),
    link: slot("link"),
    description: slot("description"),
    updated: slotDates.updated,
    generator: "Courant",
    docs: "https://docs.example/",
    language: slot("language"),
    ttl: 60,
    copyright: slot("rights"),
  });
  feed.addItem({
    title: slot("title"),
    id: slot("id"),
    link: slot("link"),
    date: slotDates.updated,
    published: slotDates.published,
    description: slot("summary"),
    content: slot("content"),
    copyright: slot("rights"),
    extensions: [{ name: "more", objects: { _text: slot("more") } }],
  });
  return feed;
}

test("the feed package still lays out RSS in the form we know", () => {
  expect(skeleton().rss2()).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="utf-8"?>
    <rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
        <channel>
            <title>courant-slot:title;</title>
            <link>courant-slot:link;</link>
            <description>courant-slot:description;</description>
            <lastBuildDate>Thu, 01 Jan 1970 00:00:00 GMT</lastBuildDate>
            <docs>https://docs.example/</docs>
            <generator>Courant</generator>
            <language>courant-slot:language;</language>
            <ttl>60</ttl>
            <copyright>courant-slot:rights;</copyright>
            <item>
                <title><![CDATA[courant-slot:title;]]></title>
                <link>courant-slot:link;</link>
                <guid isPermaLink="false">courant-slot:id;</guid>
                <pubDate>Thu, 01 Jan 1970 00:00:01 GMT</pubDate>
                <description><![CDATA[courant-slot:summary;]]></description>
                <content:encoded><![CDATA[courant-slot:content;]]></content:encoded>
                <more>courant-slot:more;</more>
            </item>
        </channel>
    </rss>"
  `);
});

test("the feed package still lays out Atom in the form we know", () => {
  expect(skeleton().atom1()).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="utf-8"?>
    <feed xmlns="http://www.w3.org/2005/Atom">
        <id>courant-slot:id;</id>
        <title>courant-slot:title;</title>
        <updated>1970-01-01T00:00:00.000Z</updated>
        <generator>Courant</generator>
        <link rel="alternate" href="courant-slot:link;"/>
        <subtitle>courant-slot:description;</subtitle>
        <rights>courant-slot:rights;</rights>
        <entry>
            <title type="html"><![CDATA[courant-slot:title;]]></title>
            <id>courant-slot:id;</id>
            <link href="courant-slot:link;"/>
            <updated>1970-01-01T00:00:00.000Z</updated>
            <summary type="html"><![CDATA[courant-slot:summary;]]></summary>
            <content type="html"><![CDATA[courant-slot:content;]]></content>
            <published>1970-01-01T00:00:01.000Z</published>
            <rights>courant-slot:rights;</rights>
        </entry>
    </feed>"
  `);
});

const written = `<e>
  <title type="html"><![CDATA[courant-slot:title;]]></title>
  <link href="courant-slot:link;"/>
  <pubDate>Thu, 01 Jan 1970 00:00:01 GMT</pubDate>
</e>`;

test("the element around a stand-in gives way to ours, with its margin", () => {
  const { fill } = learnLayout(written, ["title", "link", "published"]);
  expect(fill({ title: ["<x/>", "<y/>"], link: ["<l/>"], published: ["<p/>"] })).toBe(
    "<e>\n  <x/>\n  <y/>\n  <l/>\n  <p/>\n</e>",
  );
});

test("an element that we have nothing for is left out", () => {
  const { fill } = learnLayout(written, ["title", "link", "published"]);
  expect(fill({ title: [""], link: [], published: ["<p/>"] })).toBe("<e>\n  <p/>\n</e>");
});

test("a text that looks like a stand-in stays a text", () => {
  const { fill } = learnLayout(written, ["title", "link", "published"]);
  const title = "<t>courant-slot:link; $& $1</t>";
  expect(fill({ title: [title], link: ["<l/>"], published: [] })).toBe(`<e>\n  ${title}\n  <l/>\n</e>`);
});

test.each([
  ["dropped", "<e/>"],
  ["doubled", "<e>\n<a>courant-slot:title;</a>\n<b>courant-slot:title;</b></e>"],
  ["moved into an attribute", '<e>\n<a b="courant-slot:title;"/></e>'],
])("a stand-in that `feed` %s stops the press", (_, skeleton) => {
  expect(() => learnLayout(skeleton, ["title"])).toThrow("INTERNAL");
});
