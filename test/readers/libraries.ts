import { parseFeed } from "feedsmith";
import Parser from "rss-parser";
import { nothing, type Reader, type Seen } from "./reader.ts";

/** What many small readers are built on. */
export const rssParser: Reader = {
  name: "rss-parser",
  commands: [],
  subscribe: async () => ({
    read: async (bytes) => {
      const { items } = await new Parser<object, Item>().parseString(bytes);
      return items.map((item) => ({
        ...nothing,
        id: item.guid ?? item.id ?? "",
        title: item.title ?? "",
        link: item.link ?? "",
        authors: item.creator ?? item.author ?? "",
        date: Date.parse(item.isoDate ?? ""),
        text: item["content:encoded"] ?? item.content ?? "",
      }));
    },
    close: () => {},
  }),
};

interface Item {
  readonly id?: string;
  readonly author?: string;
  readonly "content:encoded"?: string;
}

export const feedsmith: Reader = {
  name: "feedsmith",
  commands: [],
  subscribe: async () => ({ read: async (bytes) => feedsmithItems(bytes), close: () => {} }),
};

function feedsmithItems(bytes: string): readonly Seen[] {
  const parsed = parseFeed(bytes);
  if (parsed.format === "atom") {
    return (parsed.feed.entries ?? []).map((entry) => ({
      id: entry.id ?? "",
      title: entry.title?.value ?? "",
      link: entry.links?.find(({ rel }) => rel === "alternate")?.href ?? "",
      authors: (entry.authors ?? []).map(({ name }) => name ?? "").join(", "),
      date: Date.parse(entry.published ?? ""),
      text: entry.content?.value ?? "",
      related: (entry.links ?? []).filter(({ rel }) => rel === "related").map(({ title }) => title ?? ""),
      answers: entry.thr?.inReplyTos?.[0]?.ref ?? null,
    }));
  }
  if (parsed.format === "rss") {
    return (parsed.feed.items ?? []).map((item) => ({
      id: item.guid?.value ?? "",
      title: item.title ?? "",
      link: item.link ?? "",
      authors: (item.dc?.creators ?? []).join(", "),
      date: Date.parse(item.pubDate ?? ""),
      text: item.content?.encoded ?? "",
      related: (item.atom?.links ?? []).filter(({ rel }) => rel === "related").map(({ title }) => title ?? ""),
      answers: item.thr?.inReplyTos?.[0]?.ref ?? null,
    }));
  }
  if (parsed.format !== "json") throw new Error(parsed.format);
  return (parsed.feed.items ?? []).map((item) => ({
    ...nothing,
    id: item.id ?? "",
    title: item.title ?? "",
    link: item.url ?? "",
    authors: (item.authors ?? []).map(({ name }) => name ?? "").join(", "),
    date: Date.parse(item.date_published ?? ""),
    text: item.content_html ?? "",
  }));
}
