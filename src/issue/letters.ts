import type { Config } from "../config/config.ts";
import type { Composition, Letter, Problem, Slug } from "../model.ts";
import type { LetterCache } from "../compile/letter/letter-cache.ts";
import type { DueIssue } from "./due.ts";

/** An issue's letters by story set. */
export interface IssueLetters {
  /** Of the letter that holds every story: what reports call the issue. */
  readonly subject: string;
  readonly byStories: ReadonlyMap<string, Letter>;
}

/** Key of a story set in `IssueLetters`. */
export function storiesKey(stories: readonly Slug[]): string {
  return stories.join(" ");
}

/**
 * Compiles an issue's letters, one for each story set. The compiler, and MJML behind it, is loaded only here: a publish with
 * nothing to send never pays for it.
 */
export async function compileIssue(
  composition: Composition,
  issue: DueIssue,
  sets: readonly (readonly Slug[])[],
  cache: LetterCache,
): Promise<IssueLetters> {
  const { compileLetters } = await import("../compile/letter/letter.ts");
  const note = composition.newsroom.notes.find((n) => n.issue === issue.id);
  const toCompile = {
    id: issue.id,
    digest: issue.digest,
    stories: issue.choice.stories,
    ...(note === undefined ? {} : { note }),
  };
  const whole = [issue.choice.stories, ...sets];
  const letters = await compileLetters(
    composition,
    toCompile,
    whole.map((stories) => ({ stories, corrections: [] })),
    cache,
  );
  return {
    subject: letters[0]!.subject,
    byStories: new Map(whole.map((stories, i) => [storiesKey(stories), letters[i]!])),
  };
}

/** What must be in courant.yaml before any letter can leave; empty where nothing is missing. */
export function sendingProblems(config: Pick<Config, "from" | "postalAddress">): readonly Problem[] {
  const missing = [config.from === null ? "from" : "", config.postalAddress === null ? "postalAddress" : ""].filter(
    (key) => key !== "",
  );
  return missing.map((key) => ({
    code: "SEND_NOT_CONFIGURED",
    level: "error",
    file: "courant.yaml",
    line: 1,
    message: `letters need \`${key}\`; add ${examples[key]!}`,
  }));
}

const examples: Readonly<Record<string, string>> = {
  from: "`from: The Courant <news@news.example>`.",
  postalAddress: "`postalAddress: 1 Example Street, Example City`; the law in many places wants it in every letter.",
};
