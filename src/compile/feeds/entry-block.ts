import { CourantError, problem } from "../../errors.ts";
import { atomEntry } from "./atom.ts";
import type { Block } from "./block.ts";
import type { Entry } from "./entry.ts";
import type { Format } from "./feed-info.ts";
import { jsonItem } from "./json.ts";
import { rssItem } from "./rss.ts";
import { entryFault } from "./well-formed.ts";

/**
 * An entry in a format, as every document holds it; `language` is the newsroom's, `jsonText` its content's text escaped for JSON.
 * Throws FEED_INVALID at the story whose XML a parser would refuse.
 */
export function entryBlock(entry: Entry, format: Format, language: string, jsonText: () => string): Block {
  if (format === "json") return jsonItem(entry, jsonText());
  const block = format === "rss" ? rssItem(entry, language) : atomEntry(entry, language);
  // The content is clean already: `xmlText` took out what XML forbids, `cdataText` what would end the section.
  const fault = entryFault(block.before + block.after);
  if (fault === null) return block;
  const what = `This story would make every feed it is in unreadable: ${fault}`;
  throw new CourantError([problem("error", "FEED_INVALID", entry.file, entry.line, what)]);
}
