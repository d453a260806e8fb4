import { problem } from "../errors.ts";
import type { Day, Problem } from "../model.ts";
import { renderStoryFile, storyName } from "../base/story-file.ts";
import { readBlocks } from "./blocks.ts";
import { datelineOf, readHeader } from "./header.ts";
import { readUnits } from "./units.ts";
import { dayMeant, findDate, type WrittenDate } from "./written-date.ts";

export interface ImportOptions {
  /** As messages name it. */
  readonly file: string;
  /** The day that stands in for a missing date. */
  readonly today: Day;
  /** Day or instant; over what the text says. */
  readonly date?: string | undefined;
  readonly title?: string | undefined;
  readonly author?: string | undefined;
}

export interface ImportedStory {
  /** What becomes the slug. */
  readonly name: string;
  readonly day: Day;
  /** The day is `today`, or its year is: another day may give another. */
  readonly assumed: boolean;
  /** The whole story file. */
  readonly markdown: string;
}

/**
 * Turns plain text as news sites print it into a story file. Reads a title line, a dek, a byline and a date above the text;
 * in the text subheads, lists, quotes and `RELATED: …` lines. The Markdown reads as the same words, in the same order.
 */
export function importText(
  text: string,
  options: ImportOptions,
): { readonly story: ImportedStory | null; readonly problems: readonly Problem[] } {
  const units = readUnits(text);
  const refuse = (line: number, message: string) => ({
    story: null,
    problems: [problem("error", "IMPORT_INVALID", options.file, line, message)],
  });
  if (units.length === 0) return refuse(1, "holds no text.");
  const header = readHeader(units, options.title);
  if (header.title.length > 200)
    return refuse(units[0]!.line, "does not begin with a title line; put one above the text or give --title.");
  if (header.body.length === 0) return refuse(units[0]!.line, "has no text below its title; is it the whole article?");

  const dateline = datelineOf(header.body[0]!.text);
  const found = header.date ?? (dateline === undefined ? undefined : findDate(dateline));
  const date = options.date ?? (found === undefined ? options.today : dayMeant(found, options.today));
  const assumed = options.date === undefined && (found === undefined || found.year === null);
  const front = {
    title: header.title,
    dek: header.dek,
    date,
    authors: header.authors.length > 0 || options.author === undefined ? header.authors : [options.author],
  };
  const body = readBlocks(header.body)
    .map((block) => block.markdown)
    .join("\n\n");
  return {
    story: { name: storyName(header.title), day: date.slice(0, 10), assumed, markdown: renderStoryFile(front, body) },
    problems: assumed ? [assumption(options.file, units[0]!.line, found, date)] : [],
  };
}

function assumption(file: string, line: number, found: WrittenDate | undefined, date: string): Problem {
  const message =
    found === undefined
      ? `carries no date; ${date} was taken. Give --date to set it.`
      : `names a day without its year; ${date} was taken. Give --date to set it.`;
  return problem("warning", "IMPORT_DATE_ASSUMED", file, line, message);
}
