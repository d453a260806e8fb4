import { Feed } from "feed";
import { expect, test } from "vitest";
import { createSlots } from "../../../src/compile/feeds/slots.ts";

/** What we give the `feed` package: stand-ins only. */
function skeletons(): { readonly rss: string; readonly atom: string } {
  const feed = new Feed({
    id: "courant-text:0;",
    title: "courant-text:1;",
    link: "courant-elements:0;",
    description: "courant-text:2;",
    updated: new Date(0),
    generator: "Courant",
    docs: "https://docs.example/",
    language: "courant-text:3;",
    ttl: 60,
    image: "courant-text:4;",
    favicon: "courant-text:5;",
    author: { name: "courant-text:6;", email: "courant-text:7;", link: "courant-text:8;" },
    copyright: "courant-elements:1;",
  });
  feed.addItem({
    title: "courant-elements:2;",
    id: "courant-text:9;",
    link: "courant-elements:3;",
    date: new Date(0),
    published: new Date(0),
    description: "courant-elements:4;",
    content: "courant-elements:5;",
    category: [{ name: "courant-text:10;", term: "courant-text:11;", domain: "courant-text:12;" }],
    copyright: "courant-elements:6;",
    extensions: [{ name: "courant-elements", objects: { _text: "courant-elements:7;" } }],
  });
  return { rss: feed.rss2(), atom: feed.atom1() };
}

test("the feed package still lays out RSS as the slots expect it", () => {
  expect(skeletons().rss).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="utf-8"?>
    <rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
        <channel>
            <title>courant-text:1;</title>
            <link>courant-elements:0;</link>
            <description>courant-text:2;</description>
            <lastBuildDate>Thu, 01 Jan 1970 00:00:00 GMT</lastBuildDate>
            <docs>https://docs.example/</docs>
            <generator>Courant</generator>
            <language>courant-text:3;</language>
            <ttl>60</ttl>
            <image>
                <title>courant-text:1;</title>
                <url>courant-text:4;</url>
                <link>courant-elements:0;</link>
            </image>
            <copyright>courant-elements:1;</copyright>
            <item>
                <title><![CDATA[courant-elements:2;]]></title>
                <link>courant-elements:3;</link>
                <guid isPermaLink="false">courant-text:9;</guid>
                <pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>
                <description><![CDATA[courant-elements:4;]]></description>
                <content:encoded><![CDATA[courant-elements:5;]]></content:encoded>
                <category domain="courant-text:12;">courant-text:10;</category>
                <courant-elements>courant-elements:7;</courant-elements>
            </item>
        </channel>
    </rss>"
  `);
});

test("the feed package still lays out Atom as the slots expect it", () => {
  expect(skeletons().atom).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="utf-8"?>
    <feed xmlns="http://www.w3.org/2005/Atom">
        <id>courant-text:0;</id>
        <title>courant-text:1;</title>
        <updated>1970-01-01T00:00:00.000Z</updated>
        <generator>Courant</generator>
        <author>
            <name>courant-text:6;</name>
            <email>courant-text:7;</email>
            <uri>courant-text:8;</uri>
        </author>
        <link rel="alternate" href="courant-elements:0;"/>
        <subtitle>courant-text:2;</subtitle>
        <logo>courant-text:4;</logo>
        <icon>courant-text:5;</icon>
        <rights>courant-elements:1;</rights>
        <entry>
            <title type="html"><![CDATA[courant-elements:2;]]></title>
            <id>courant-text:9;</id>
            <link href="courant-elements:3;"/>
            <updated>1970-01-01T00:00:00.000Z</updated>
            <summary type="html"><![CDATA[courant-elements:4;]]></summary>
            <content type="html"><![CDATA[courant-elements:5;]]></content>
            <category label="courant-text:10;" term="courant-text:11;"/>
            <published>1970-01-01T00:00:00.000Z</published>
            <rights>courant-elements:6;</rights>
        </entry>
    </feed>"
  `);
});

test("a text takes the place of its stand-in, escaped", () => {
  const slots = createSlots();
  const name = slots.text('AT&T <b> "x"');
  expect(slots.fill(`<a b="${name}">${name}</a>`)).toBe(
    '<a b="AT&amp;T &lt;b&gt; &quot;x&quot;">AT&amp;T &lt;b&gt; &quot;x&quot;</a>',
  );
});

test("the element around a stand-in gives way to ours, with its margin", () => {
  const slots = createSlots();
  const title = slots.elements("<x/>", "", "<y/>");
  const link = slots.elements("<link rel='alternate'/>");
  const gone = slots.elements();
  const skeleton = `<e>\n  <title type="html"><![CDATA[${title}]]></title>\n  <link href="${link}"/>\n  <z>${gone}</z>\n</e>`;
  expect(slots.fill(skeleton)).toBe("<e>\n  <x/>\n  <y/>\n  <link rel='alternate'/>\n</e>");
});

test("a text that looks like a stand-in stays a text", () => {
  const slots = createSlots();
  const first = slots.text("courant-text:1;");
  const second = slots.text("secret");
  expect(slots.fill(`<a>${first}</a><b>${second}</b>`)).toBe("<a>courant-text:1;</a><b>secret</b>");
});

test("a stand-in that did not come back stops the press", () => {
  const slots = createSlots();
  slots.text("lost");
  expect(() => slots.fill("<a/>")).toThrow("INTERNAL");
});
