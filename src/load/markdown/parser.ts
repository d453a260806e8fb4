import MarkdownIt, { type MarkdownIt as Parser } from "markdown-it";
import footnote from "markdown-it-footnote";
import { callouts } from "./callouts.ts";
import { figures } from "./figures.ts";
import { lines } from "./lines.ts";
import { renderers } from "./renderers.ts";
import { taskLists } from "./task-lists.ts";
import { wikiLinks } from "./wiki-links.ts";

/**
 * CommonMark with GFM tables, strikethrough, task lists and bare web addresses, footnotes, callouts, wiki links and
 * captioned figures. Raw HTML passes through and must be cleaned before anyone sees it (raw-html.ts); so must link
 * targets, which links.ts judges.
 */
export function createParser(): Parser {
  const md = new MarkdownIt({ html: true, linkify: true });
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  for (const schema of ["ftp:", "mailto:", "//"]) md.linkify.add(schema, null);
  md.validateLink = () => true;
  return md.use(footnote).use(lines).use(wikiLinks).use(taskLists).use(callouts).use(figures).use(renderers);
}
