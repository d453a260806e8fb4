import { fail } from "../../errors.ts";
import { escapeHtml } from "../../html.ts";
import type { Composition, Letter, Slug } from "../../model.ts";
import { withoutMarks } from "../../slot.ts";
import { say, sayDay, wordsFor, type Words } from "../words.ts";
import { setGalley } from "./galley.ts";
import { fillGalleys, type Galleys } from "./galleys.ts";
import { letterBody } from "./letter-body.ts";
import { isWhole, letterData, periodOf, type IssueToCompile, type Variant } from "./letter-data.ts";
import type { LetterCache } from "./letter-cache.ts";
import { plainText } from "./plain-text.ts";
import { variantSetting } from "./variant-setting.ts";
import { bylineOf, webUrl } from "./story-data.ts";
import { wrap } from "./wrap.ts";

export type { IssueToCompile, Variant } from "./letter-data.ts";
export type { LetterCache } from "./letter-cache.ts";

/**
 * The letter of an issue for readers who get all of its stories. Withdrawn stories are left out.
 * Throws TEMPLATE_INVALID, TEMPLATE_MJML, TEMPLATE_INCLUDE with the template's file and line, MJML_CONFIG.
 */
export async function compileLetter(c: Composition, issue: IssueToCompile, cache?: LetterCache): Promise<Letter> {
  const [letter] = await compileLetters(c, issue, [{ stories: issue.stories, corrections: [] }], cache);
  return letter!;
}

/**
 * One letter for each variant of an issue. MJML runs once for all of them; each is then set from strings.
 * A variant's stories keep the issue's order; its first one is the lead.
 */
export async function compileLetters(
  c: Composition,
  issue: IssueToCompile,
  variants: readonly Variant[],
  cache?: LetterCache,
): Promise<readonly Letter[]> {
  const words = wordsFor(c.newsroom.config.language, c.newsroom.templates);
  const mailed = variants.map((variant) => mailable(c, issue, variant));
  const name = issue.digest.every === "story" ? "story" : "digest";
  const data = letterData(c, issue, mailed);
  const galleys = await fillGalleys(c.newsroom.templates, name, data, cache);
  const holes = await fillHoles(c, issue, mailed, words);
  return mailed.map((variant) => setLetter(c, issue, variant, galleys, holes, words));
}

/** The subject: the editor's, else the digest's with {headline}, {title}, {digest} and {period} filled in, else the lead's headline. */
export function subjectOf(c: Composition, issue: IssueToCompile, variant: Variant, words: Words): string {
  const headline = c.bySlug.get(variant.stories[0]!)?.title ?? issue.digest.title;
  const template = issue.note?.subject ?? issue.digest.subject ?? "{headline}";
  const period = periodOf(c, issue, words);
  return withoutMarks(say(template, { headline, title: c.newsroom.config.title, digest: issue.digest.title, period }));
}

function mailable(c: Composition, issue: IssueToCompile, variant: Variant): Variant {
  const chosen = new Set(variant.stories);
  const stories = issue.stories.filter((slug) => chosen.has(slug) && c.bySlug.get(slug)?.withdrawn === null);
  if (stories.length === 0 && variant.corrections.length === 0)
    fail("INTERNAL", `${issue.id} has a letter without stories; no letter is made of those`);
  return { stories, corrections: variant.corrections.filter((slug) => c.bySlug.has(slug)) };
}

function setLetter(
  c: Composition,
  issue: IssueToCompile,
  variant: Variant,
  galleys: Galleys,
  holes: ReadonlyMap<string, string>,
  words: Words,
): Letter {
  const setting = variantSetting(c, issue, variant);
  const first = withoutMarks(firstLine(c, issue, variant, words));
  const html = setGalley(galleys.html, {
    ...setting,
    fill: (hole) => (hole === "first" ? escapeHtml(first) : (holes.get(hole) ?? "")),
  });
  const text = setGalley(galleys.text, {
    ...setting,
    fill: (hole) => (hole === "first" ? wrap(first) : (holes.get(hole) ?? "")),
  });
  return {
    subject: subjectOf(c, issue, variant, words),
    html,
    text: `${text
      .replace(/[ \t]+$/gm, "")
      .replace(/\n{3,}/g, "\n\n")
      .trim()}\n`,
    lang: c.newsroom.config.language,
  };
}

/**
 * The line above the masthead, up to 110 characters, which inboxes show beside the subject: the headlines after the lead, or,
 * where the lead stands alone, what it does not say itself.
 */
function firstLine(c: Composition, issue: IssueToCompile, variant: Variant, words: Words): string {
  const [lead, ...others] = variant.stories.map((slug) => c.bySlug.get(slug)!);
  if (lead === undefined) return words.corrections;
  if (others.length === 0)
    return isWhole(c, issue, lead.slug) ? lead.dek : `${bylineOf(lead, words)} · ${sayDay(words, lead.day)}`;
  let text = others[0]!.title;
  for (const { title } of others.slice(1)) {
    if (text.length + title.length > 90) break;
    text += ` · ${title}`;
  }
  return say(words.labelled, { label: words.inThisIssue, text });
}

/** Whole stories and the editor's opening words, in both forms, each made once. */
async function fillHoles(
  c: Composition,
  issue: IssueToCompile,
  variants: readonly Variant[],
  words: Words,
): Promise<ReadonlyMap<string, string>> {
  const holes = new Map<string, string>();
  const put = async (key: string, html: string): Promise<void> => {
    holes.set(`html ${key}`, html);
    holes.set(`text ${key}`, await plainText(html));
  };
  if (issue.note !== undefined) await put("opening", letterBody(c, issue.note.file, issue.note.body, null, words));
  const whole = new Set<Slug>(variants.flatMap(({ stories }) => stories).filter((slug) => isWhole(c, issue, slug)));
  for (const slug of whole) {
    const story = c.bySlug.get(slug)!;
    await put(slug, letterBody(c, story.file, story.body, webUrl(c.newsroom.config, story), words));
  }
  return holes;
}
