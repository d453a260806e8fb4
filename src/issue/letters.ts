import type { Config } from "../config/config.ts";
import { problem } from "../errors.ts";
import type { Press, Problem } from "../model.ts";
import type { LetterCache } from "../compile/letter/letter-cache.ts";
import type { IssueToCompile } from "../compile/letter/letter-data.ts";
import type { CompiledLetter } from "../compile/letter/set-letter.ts";
import { subjectOf } from "../compile/letter/subject.ts";
import type { LetterSet } from "../store/store.ts";
import type { DueIssue } from "./due.ts";

/** An issue's letters. */
export interface IssueLetters {
  /** Of the letter that holds every story: what reports call the issue. */
  readonly subject: string;
  /** By `setKey`. */
  readonly bySet: ReadonlyMap<string, CompiledLetter>;
}

/** Key of a letter in `IssueLetters`. */
export function setKey({ stories, corrections }: LetterSet): string {
  return [...stories, "", ...corrections].join(" ");
}

/**
 * Compiles an issue's letters, one for each set. The compiler, and MJML behind it, is loaded only here: a publish with
 * nothing to send never pays for it.
 */
export async function compileIssue(
  press: Press,
  issue: DueIssue,
  sets: readonly LetterSet[],
  cache: LetterCache,
): Promise<IssueLetters> {
  const { compileLetters } = await import("../compile/letter/letter.ts");
  const all = [{ stories: issue.choice.stories, corrections: [] }, ...sets];
  const letters = await compileLetters(press, toCompile(press, issue), all, cache);
  return { subject: letters[0]!.subject, bySet: new Map(all.map((set, i) => [setKey(set), letters[i]!])) };
}

/** What an issue is called where nobody gets it, so that none of its letters is made. */
export function subjectWithoutLetters(press: Press, issue: DueIssue): string {
  return subjectOf(press, toCompile(press, issue), issue.choice.stories[0]).subject;
}

function toCompile(press: Press, { id, digest, choice }: DueIssue): IssueToCompile {
  const note = press.newsroom.notes.find(({ issue }) => issue === id);
  return { id, digest, stories: choice.stories, ...(note === undefined ? {} : { note }) };
}

/** What preflight finds in any of an issue's letters; an error must stop the publish before anybody is frozen. */
export async function preflightIssue(
  press: Press,
  issue: DueIssue,
  letters: IssueLetters,
): Promise<readonly Problem[]> {
  const { preflight, preflightFrame } = await import("../compile/letter/preflight.ts");
  const found = new Map<string, Problem>();
  const seen = new Set<string>();
  for (const [key, letter] of letters.bySet) {
    const parts = partsOf(key, letter).filter((part) => !seen.has(part));
    for (const part of parts) seen.add(part);
    const problems = parts.length > 0 ? await preflight(press, issue, letter) : preflightFrame(press, issue, letter);
    for (const p of problems) found.set(`${p.code} ${p.message}`, p);
  }
  // The first letter holds every story, so the others ask nothing more of mail programs; each would cost 0.1 s.
  const [whole] = letters.bySet.values();
  for (const p of await supportProblems(issue.id, whole!.html)) found.set(`${p.code} ${p.message}`, p);
  return [...found.values()];
}

/** What a letter is made of. Of a thousand letters few hold a story in a shape that none before them did: most often another lead. */
function partsOf(key: string, { shortened }: CompiledLetter): readonly string[] {
  const slugs = key.split(" ");
  const end = slugs.indexOf("");
  const told = slugs.slice(end + 1).map((slug) => `told ${slug}`);
  return [`lead ${slugs[0]}`, ...slugs.slice(1, end), ...told, ...shortened.map((slug) => `short ${slug}`)];
}

async function supportProblems(id: DueIssue["id"], html: string): Promise<readonly Problem[]> {
  const { unsupportedFeatures } = await import("../compile/letter/client-support.ts");
  return ((await unsupportedFeatures(html)) ?? []).map(({ feature, clients }) => {
    const message = `${id}: ${feature} is not understood by ${clients.join(", ")}; write it in a plainer way.`;
    return problem("warning", "LETTER_SUPPORT", null, null, message);
  });
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
