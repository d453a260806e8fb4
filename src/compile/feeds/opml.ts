import { xmlText } from "../../base/html.ts";
import type { Composition } from "../../model.ts";
import { absolute } from "../../base/site.ts";
import { wordsFor } from "../words.ts";
import type { FeedInfo } from "./feed-info.ts";
import { element, escapeText } from "./xml.ts";

/**
 * All feeds in one OPML 2.0 subscription list, which every reader can import: the newsroom's, then a folder each of running
 * stories, topics and issues. Atom, since it says most; it bears no date, so that its bytes change only with the feeds.
 */
export function renderOpml(c: Composition, feeds: readonly FeedInfo[]): string {
  const { config, templates } = c.newsroom;
  const words = wordsFor(config.language, templates);
  const folders = [
    { kind: "thread", text: words.threads },
    { kind: "tag", text: words.tags },
    { kind: "digest", text: words.issues },
  ];
  const outlines = [
    ...feeds.filter(({ kind }) => kind === "newsroom").map((feed) => outline(c, feed)),
    ...folders.flatMap(({ kind, text }) => {
      const inside = feeds.filter((feed) => feed.kind === kind).map((feed) => outline(c, feed));
      return inside.length === 0 ? [] : [element("outline", { text }, lines("      ", inside, "    "))];
    }),
  ];
  const { name, email, url } = config.author;
  const head = [
    element("title", {}, escapeText(xmlText(config.title))),
    element("ownerName", {}, escapeText(xmlText(name))),
    email === undefined ? "" : element("ownerEmail", {}, escapeText(email)),
    element("ownerId", {}, escapeText(url ?? absolute(config, "/"))),
    element("docs", {}, "http://opml.org/spec2.opml"),
  ].filter((each) => each !== "");
  const parts = [element("head", {}, lines("    ", head, "  ")), element("body", {}, lines("    ", outlines, "  "))];
  return `<?xml version="1.0" encoding="utf-8"?>\n${element("opml", { version: "2.0" }, lines("  ", parts, ""))}\n`;
}

function outline(c: Composition, feed: FeedInfo): string {
  const { config } = c.newsroom;
  return element("outline", {
    type: "rss",
    text: feed.title,
    title: feed.title,
    xmlUrl: absolute(config, feed.atom),
    htmlUrl: absolute(config, feed.page),
    language: config.language,
  });
}

function lines(margin: string, elements: readonly string[], end: string): string {
  return `\n${elements.map((each) => `${margin}${each}\n`).join("")}${end}`;
}
