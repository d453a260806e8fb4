import { createHash } from "node:crypto";
import { Temporal } from "temporal-polyfill";
import { stringify } from "yaml";
import type { Day, Instant } from "../model.ts";
import { slugify } from "./slug.ts";

/** What a new story file says before its text; keys without a value are left out. */
export interface FrontMatter {
  readonly title: string;
  readonly dek?: string | undefined;
  /** A day, or an ISO 8601 instant. */
  readonly date: string;
  readonly authors?: readonly string[] | undefined;
  readonly thread?: string | undefined;
  readonly draft?: boolean;
}

/**
 * Where a new story lives: `stories/2026-11-22-what-it-says.md`. A title that has no letter for a slug (a Japanese one, say)
 * is named by a hash, so that the same title gives the same file again.
 */
export function storyFile(title: string, day: Day): string {
  return `stories/${day}-${storyName(title)}.md`;
}

/** The part of the file's name that becomes the slug. */
export function storyName(title: string): string {
  return slugify(title) ?? `story-${createHash("sha256").update(title).digest("hex").slice(0, 8)}`;
}

/** A whole story file: front matter in YAML, a blank line, the body. */
export function renderStoryFile({ title, dek, date, authors = [], thread, draft }: FrontMatter, body: string): string {
  const keys = {
    title,
    ...(dek === undefined ? {} : { dek }),
    date,
    ...(authors.length === 0 ? {} : authors.length === 1 ? { author: authors[0] } : { authors }),
    ...(thread === undefined ? {} : { thread }),
    ...(draft === true ? { draft } : {}),
  };
  // Lines are never folded: an editor's search finds the whole headline.
  const text = body.trimEnd();
  return `---\n${stringify(keys, { lineWidth: 0 })}---\n${text === "" ? "" : `\n${text}\n`}`;
}

/** The calendar day of an instant in a zone. */
export function dayIn(timezone: string, instant: Instant): Day {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timezone).toPlainDate().toString();
}

/** An instant to the minute with the zone's offset: `2026-11-22T09:30:00-05:00`. */
export function momentIn(timezone: string, instant: Instant): string {
  const minute = Math.floor(instant / 60_000) * 60_000;
  return Temporal.Instant.fromEpochMilliseconds(minute).toString({ timeZone: timezone });
}
