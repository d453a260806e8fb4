import { cutAtWord } from "../../base/cut-at-word.ts";
import { escapeHtml } from "../../base/html.ts";
import type { Composition, Letter, Slug } from "../../model.ts";
import { withoutMarks } from "../../base/slot.ts";
import { say, type Words } from "../words.ts";
import { passageSizes, setGalley } from "./galley.ts";
import type { Galleys } from "./galleys.ts";
import { isWhole, type IssueToCompile, type Variant } from "./letter-data.ts";
import { subjectOf } from "./subject.ts";
import { variantSetting } from "./variant-setting.ts";
import { wrap } from "./wrap.ts";

/** HTML octets from which preflight warns. Gmail cuts at about 102,000; stories printed whole become summaries to stay below. */
export const comfortableSize = 90_000;

/** A letter, and what preflight asks of its making. */
export interface CompiledLetter extends Letter {
  /** Stories that should be printed whole and are summaries for the letter's size, in its order. */
  readonly shortened: readonly Slug[];
  /** Places in the subject that nothing fills: `{week}`. */
  readonly unfilled: readonly string[];
  /** Octets of HTML of each story; empty for letters of a comfortable size. */
  readonly sizes: ReadonlyMap<Slug, number>;
}

/** What all variants of an issue are set from. */
export interface Type {
  readonly galleys: Galleys;
  /** Whole stories and opening words by hole: `html SLUG`, `text SLUG`. */
  readonly holes: ReadonlyMap<string, string>;
  readonly words: Words;
}

/** Sets one variant. Where whole stories make it too large, the last ones become summaries, one by one. */
export function setLetter(c: Composition, issue: IssueToCompile, variant: Variant, type: Type): CompiledLetter {
  const shortened = new Set<Slug>();
  const settingNow = () => variantSetting(c, variant, (slug) => isWhole(c, issue, slug) && !shortened.has(slug));
  let setting = settingNow();
  const first = withoutMarks(firstLine(variant, c, type.words));
  const fill = (hole: string): string => (hole === "first" ? escapeHtml(first) : (type.holes.get(hole) ?? ""));
  let html = setGalley(type.galleys.html, { ...setting, fill });
  for (const slug of shortenable(c, issue, variant)) {
    if (Buffer.byteLength(html) <= comfortableSize) break;
    shortened.add(slug);
    setting = settingNow();
    html = setGalley(type.galleys.html, { ...setting, fill });
  }
  const text = setGalley(type.galleys.text, {
    ...setting,
    fill: (hole) => (hole === "first" ? wrap(first) : (type.holes.get(hole) ?? "")),
  });
  return {
    ...subjectOf(c, issue, variant.stories[0]),
    html,
    text: tidy(text),
    lang: c.newsroom.config.language,
    shortened: variant.stories.filter((slug) => shortened.has(slug)),
    sizes:
      Buffer.byteLength(html) <= comfortableSize
        ? new Map()
        : storySizes(passageSizes(type.galleys.html, { ...setting, fill })),
  };
}

/** From the last story on; the lead too, but no story without a page to read it on. */
function shortenable(c: Composition, issue: IssueToCompile, variant: Variant): readonly Slug[] {
  if (issue.digest.content !== "full") return [];
  return variant.stories.filter((slug) => c.bySlug.get(slug)!.channels.includes("web")).toReversed();
}

function storySizes(passages: ReadonlyMap<string, number>): ReadonlyMap<Slug, number> {
  return new Map(
    [...passages].flatMap(([key, size]) => {
      const [kind, slug] = key.split(" ");
      return kind === "lead" || kind === "item" ? [[slug as Slug, size]] : [];
    }),
  );
}

/** Characters that inboxes show beside a subject. */
const previewLength = 110;

/**
 * The line above the masthead, up to 110 characters, which inboxes show beside the subject: the headlines after the lead, or,
 * where the lead stands alone, its dek.
 */
function firstLine(variant: Variant, { bySlug }: Composition, words: Words): string {
  const [lead, next, ...others] = variant.stories.map((slug) => bySlug.get(slug)!);
  if (lead === undefined) return words.corrections;
  if (next === undefined) return cutAtWord(lead.dek === "" ? lead.title : lead.dek, previewLength);
  let text = next.title;
  for (const { title } of others) {
    if (text.length + title.length > 90) break;
    text += ` · ${title}`;
  }
  return cutAtWord(say(words.labelled, { label: words.inThisIssue, text }), previewLength);
}

/** Two blank lines are one; a section's first story needs no stars above it, whichever letter it is that begins with it. */
function tidy(text: string): string {
  const lines = text
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/(\n-{36}\n)\n\* \* \*\n/g, "$1");
  return `${lines.trim()}\n`;
}
