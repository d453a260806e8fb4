import { fail } from "../../errors.ts";
import type { Composition, Slug } from "../../model.ts";
import { wordsFor, type Words } from "../words.ts";
import { fillGalleys } from "./galleys.ts";
import { letterBody } from "./letter-body.ts";
import type { LetterCache } from "./letter-cache.ts";
import { isWhole, letterData, type IssueToCompile, type Variant } from "./letter-data.ts";
import { plainText } from "./plain-text.ts";
import { setLetter, type CompiledLetter } from "./set-letter.ts";
import { webUrl } from "./story-data.ts";

export type { IssueToCompile, Variant } from "./letter-data.ts";
export type { LetterCache } from "./letter-cache.ts";
export type { CompiledLetter } from "./set-letter.ts";

/**
 * The letter of an issue for readers who get all of its stories. Withdrawn stories are left out.
 * Throws TEMPLATE_INVALID, TEMPLATE_MJML, TEMPLATE_INCLUDE with the template's file and line, MJML_CONFIG.
 */
export async function compileLetter(
  c: Composition,
  issue: IssueToCompile,
  cache?: LetterCache,
): Promise<CompiledLetter> {
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
): Promise<readonly CompiledLetter[]> {
  const words = wordsFor(c.newsroom.config.language, c.newsroom.templates);
  const mailed = variants.map((variant) => mailable(c, issue, variant));
  const name = issue.digest.every === "story" ? "story" : "digest";
  const data = letterData(c, issue, mailed);
  const galleys = await fillGalleys(c.newsroom.templates, name, data, cache);
  const holes = await fillHoles(c, issue, mailed, words);
  return mailed.map((variant) => setLetter(c, issue, variant, { galleys, holes, words }));
}

function mailable(c: Composition, issue: IssueToCompile, variant: Variant): Variant {
  const chosen = new Set(variant.stories);
  const stories = issue.stories.filter((slug) => chosen.has(slug) && c.bySlug.get(slug)?.withdrawn === null);
  if (stories.length === 0 && variant.corrections.length === 0)
    fail("INTERNAL", `${issue.id} has a letter without stories; no letter is made of those`);
  return { stories, corrections: variant.corrections.filter((slug) => c.bySlug.has(slug)) };
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
    await put(slug, letterBody(c, slug, story.body, webUrl(c.newsroom.config, story), words));
  }
  return holes;
}
