import { CourantError, problem } from "../../errors.ts";
import { atomEntry } from "./atom.ts";
import type { Entry } from "./entry.ts";
import type { Format } from "./feed-info.ts";
import { jsonItem } from "./json.ts";
import { rssItem } from "./rss.ts";
import { xmlFault } from "./well-formed.ts";
import { element } from "./xml.ts";
import { declareAll } from "./xml-names.ts";

const writers: Readonly<Record<Format, (entry: Entry, language: string) => string>> = {
  rss: rssItem,
  atom: atomEntry,
  json: jsonItem,
};

/**
 * An entry in a format, as every document holds it; `language` is the newsroom's.
 * Throws FEED_INVALID at the story whose XML a parser would refuse.
 */
export function entryBlock(entry: Entry, format: Format, language: string): string {
  const block = writers[format](entry, language);
  const fault = format === "json" ? null : xmlFault(element("feed", declareAll, block));
  if (fault === null) return block;
  const what = `This story would make every feed it is in unreadable: ${fault}`;
  throw new CourantError([problem("error", "FEED_INVALID", entry.file, entry.line, what)]);
}
