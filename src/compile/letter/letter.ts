import { fail } from "../../errors.ts";
import type { Composition, Slug } from "../../model.ts";
import { wordsFor, type Words } from "../words.ts";
import { fillGalleys, type Galleys } from "./galleys.ts";
import { letterBody } from "./letter-body.ts";
import type { LetterCache } from "./letter-cache.ts";
import { isWhole, letterData, owedStories, type IssueToCompile, type Variant } from "./letter-data.ts";
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
 * One letter for each variant of an issue. MJML runs once for all of them (twice where letters of a single story stand beside
 * others); each is then set from strings. A variant's stories keep the issue's order; its first one is the lead. Stories that
 * the issue does not hold come last.
 */
export async function compileLetters(
  c: Composition,
  issue: IssueToCompile,
  variants: readonly Variant[],
  cache?: LetterCache,
): Promise<readonly CompiledLetter[]> {
  const words = wordsFor(c.newsroom.config.language, c.newsroom.templates);
  const mailed = variants.map((variant) => mailable(c, issue, variant));
  const holes = await fillHoles(c, issue, mailed, words);
  const galleys = new Map<string, Galleys>();
  for (const name of new Set(mailed.map((variant) => templateOf(issue, variant)))) {
    const its = mailed.filter((variant) => templateOf(issue, variant) === name);
    galleys.set(name, await fillGalleys(c.newsroom.templates, name, letterData(c, issue, its), cache));
  }
  return mailed.map((variant) =>
    setLetter(c, issue, variant, { galleys: galleys.get(templateOf(issue, variant))!, holes, words }),
  );
}

/** A letter of one story has a template of its own; one that also brings what another digest still owed is a digest. */
function templateOf({ digest }: IssueToCompile, { stories }: Variant): "story" | "digest" {
  return digest.every === "story" && stories.length === 1 ? "story" : "digest";
}

function mailable(c: Composition, issue: IssueToCompile, variant: Variant): Variant {
  const chosen = new Set(variant.stories);
  const stories = [...issue.stories.filter((slug) => chosen.has(slug)), ...owedStories(issue, variant)].filter(
    (slug) => c.bySlug.get(slug)?.withdrawn === null,
  );
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
