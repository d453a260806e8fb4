import type { Problem } from "./model.ts";

/**
 * Every code that Courant can raise, with what it means. A code is never re-used for something else.
 * Grouped by the room that raises it; docs/problems.md is generated from this table.
 */
export const problemCodes = {
  // the command line
  USAGE: "The command line could not be understood.",
  NOT_A_NEWSROOM: "The folder holds no courant.yaml.",
  NO_ANSWER: "A question needs an answer and nobody is there to give it.",

  // config
  CONFIG_SYNTAX: "courant.yaml is not valid YAML.",
  CONFIG_UNKNOWN_KEY: "courant.yaml has a key that Courant does not know.",
  CONFIG_INVALID: "A value in courant.yaml has the wrong type or form.",
  CONFIG_MISSING: "courant.yaml lacks a key that is required.",
  SECRET_INVALID: "A secret in the environment has the wrong form.",
  LOCK_INVALID: "A line of courant.lock cannot be read.",

  // load
  STORY_FRONT_MATTER: "The front matter is missing, unclosed, too large or not valid.",
  STORY_FRONT_MATTER_REFUSED: "The front matter asks for something Courant never does, such as running code.",
  STORY_KEY_INVALID: "A known key holds a value of the wrong type.",
  STORY_TITLE_MISSING: "A story has no title.",
  STORY_DATE_MISSING: "A story has no date, neither in its front matter nor in its file name.",
  STORY_DATE_INVALID: "A date is not a date.",
  STORY_SLUG_INVALID: "A slug is not of the form [a-z0-9-].",
  STORY_SLUG_TAKEN: "Two stories have the same slug.",
  STORY_ID_TAKEN: "Two stories have the same permanent id.",
  STORY_PATH_TAKEN: "Two pages of the site want the same address.",
  STORY_ENCODING: "A file is not UTF-8.",
  FILE_OUTSIDE: "A symbolic link leads outside the newsroom.",
  IMAGE_MISSING: "A local image does not exist.",
  IMAGE_OUTSIDE: "A local image lies outside the newsroom.",
  IMAGE_UNREADABLE: "A file is not an image that Courant can read.",
  ENCLOSURE_MISSING: "A local enclosure does not exist.",
  CODE_LANGUAGE_UNKNOWN: "A code block names a language that the highlighter does not know.",
  HTML_DROPPED: "Raw HTML outside the allow-list was left out.",
  TOPIC_COLLISION: "Two tags or threads would share a path.",

  // graph
  EDGE_MISSING: "A callout, [[…]], `related` or `continues` leads to no story.",
  EDGE_AMBIGUOUS: "A callout, [[…]], `related` or `continues` could mean several stories.",
  EDGE_HIDDEN: "An edge leads to a draft, a story of the future or one without a page; nothing of it is shown.",
  EDGE_FUZZY: "A callout was matched to a title that is not quite the same.",
  EDGE_SELF: "A story leads to itself.",
  EDGE_WITHDRAWN: "An edge leads to a story that is withdrawn.",
  LINK_UNKNOWN: "A link within the newsroom leads to no known page.",
  STORY_ORPHAN: "No story leads to a story, and it leads to none.",
  STORY_DUPLICATE: "Two stories hold the same text for the most part.",
  CORRECTION_ONE_SIDED: "One story corrects what another still says.",
  CONTINUES_CYCLE: "Stories continue one another in a circle.",

  // compile
  TEMPLATE_INVALID: "A template cannot be parsed or filled.",
  WORDS_MISSING: "A language has no words of its own for what Courant writes by itself; another steps in.",
  TEMPLATE_MJML: "MJML refuses what a template makes.",
  TEMPLATE_INCLUDE: "A template uses <mj-include>, which Courant never follows.",
  FEED_INVALID: "A feed would not be well-formed or would break its standard.",
  FEED_ID_CHANGED: "A story's permanent id is not the one that readers were promised.",
  FEED_ID_VANISHED: "A story whose id readers were promised is gone.",
  FEED_ID_REUSED: "A story bears the id that readers know from a story of another day.",
  FEED_SAME_MOMENT: "Two stories bear the same time to the second; readers may show them in any order.",
  FEED_STORY_LARGE: "A story alone is larger than a feed may be.",
  FEED_SUMMARY_MARKUP: "A dek holds tags, which readers would show as they stand.",
  LETTER_SIZE: "A letter is so large that mail programs cut it off.",
  LETTER_SHORTENED: "A letter with whole stories grew too large; its last stories are printed as summaries.",
  LETTER_LINK: "A link or picture in a letter is not absolute, not https, or leads to no page of the newsroom.",
  LETTER_SUBJECT: "A subject holds a place such as {week} that nothing fills.",
  LETTER_FETCH: "A letter makes mail programs fetch something from a host that is not the newsroom's.",
  LETTER_ALT: "A picture in a letter has no words for readers who do not see it.",
  LETTER_TEXT: "The two forms of a letter do not say the same words, which spam filters count.",
  LETTER_UNSUBSCRIBE: "A letter lacks a working way out, or the address and reason that the law asks for.",
  LETTER_CONTRAST: "Words in a letter hardly stand out from their background.",
  MJML_CONFIG: "The working folder holds an .mjmlconfig, which MJML would execute.",

  RELATED_TOO_FEW: "Too few stories link to others for weights to be fitted.",

  // write
  OUTPUT_UNWRITABLE: "The output folder cannot be written.",
  LOCK_UNWRITABLE: "courant.lock cannot be written.",
  DEPLOY_FAILED: "The `deploy` command failed; no mail was sent.",
  DEPLOY_UNVERIFIED: "After `deploy` the site's address does not serve the new site; no mail was sent.",

  // store, deliver
  STORE_UNREADABLE: "The database cannot be opened or is damaged.",
  STORE_UNWRITABLE: "The database cannot be written; nothing was sent.",
  STORE_NEWER: "The database was made by a newer Courant.",
  SEND_NOT_CONFIGURED: "Sending needs `from` and `postalAddress` in courant.yaml.",
  DATA_NEW: "courant.lock knows issues that this machine's data/ does not; mail would go out twice.",
  CLOCK_BACK: "The clock stands before what the ledger has recorded; nothing is sent on a schedule.",
  SEND_REFUSED: "The mail server or provider refused us, not a reader; the issue is paused.",
  PUBLISHER_REPLACED: "Another process has taken over the delivery.",
  RECONCILE_INVALID: "A file holds no evidence of what became of letters.",
  ISSUE_UNKNOWN: "There is no such issue.",
  ISSUE_STATE: "The issue is not in a state that allows this.",
  ISSUE_EXISTS: "The issue that was asked for is made already; there is one a period.",
  ISSUE_NO_STORIES: "A digest was asked for early and has no story to mail.",
  DIGEST_UNKNOWN: "courant.yaml defines no such digest.",
  PLAN_CHANGED: "What would be done is not what the plan said.",
  STORIES_COVERED: "Stories found late are dated too far back to be mailed; they count as covered.",

  // doctor
  DNS_UNREACHABLE: "The DNS gave no answer.",
  DNS_SPF: "The SPF record is missing, broken or lets others send.",
  DNS_DKIM: "The key in the DNS is missing or not the one that signs.",
  DNS_DMARC: "The DMARC policy is missing, broken or lets others write as you.",
  DNS_MX: "Replies have no server to go to.",
  SERVER_TROUBLE: "The mail server or provider cannot be reached, refuses our TLS, password or key, or will not send.",
  UNSUBSCRIBE_TROUBLE: "The unsubscribe link does not do what RFC 8058 and readers expect.",
  LETTER_SUPPORT: "A letter uses what some of the large mail programs do not understand.",
  LETTER_UNSIGNED: "Letters leave without a DKIM signature of ours.",

  // the service
  PORT_TAKEN: "The service cannot listen on its port.",

  // push
  PUSH_UNSEEN: "A feed's public address does not serve what was built, so its hubs were not told.",
  PUSH_FAILED: "A hub was not told that a feed has changed.",

  // readers
  EMAIL_INVALID: "An address is not one that mail can be sent to.",
  READER_UNKNOWN: "No reader has that address.",
  CSV_INVALID: "A CSV file has malformed rows; nothing was imported.",

  // import
  IMPORT_INVALID: "A file cannot be imported.",
  IMPORT_DATE_ASSUMED: "An imported text carries no date; the present day was taken.",
  FILE_EXISTS: "A file would be overwritten.",

  INTERNAL: "Courant itself is at fault.",
} as const;

export type ProblemCode = keyof typeof problemCodes;

/** 1: an error in the newsroom or a paused issue. 2: usage or configuration. */
export type ExitCode = 1 | 2;

/**
 * Stops a command. Carries every problem found, at least one of level error.
 * `cli.ts` prints them and exits with `exit`; nothing else catches it to go on.
 */
export class CourantError extends Error {
  override readonly name = "CourantError";
  readonly problems: readonly Problem[];
  readonly exit: ExitCode;

  constructor(problems: readonly Problem[], exit: ExitCode = 1) {
    super(problems.map(renderProblem).join("\n"));
    this.problems = problems;
    this.exit = exit;
  }
}

/** A problem at a place: `problem("error", "STORY_DATE_INVALID", "stories/a.md", 4, "…")`. */
export function problem(
  level: Problem["level"],
  code: ProblemCode,
  file: string | null,
  line: number | null,
  message: string,
): Problem {
  return { code, level, file, line: file === null ? null : Math.max(1, line ?? 1), message };
}

/** Stops with one problem of the newsroom as a whole. */
export function fail(code: ProblemCode, message: string, exit: ExitCode = 1): never {
  throw new CourantError([problem("error", code, null, null, message)], exit);
}

/** `stories/launch.md:4: STORY_DATE_INVALID "22/11" is not a date; write 2026-11-22.` */
export function renderProblem(p: Problem): string {
  const place = p.file === null ? "" : `${p.file}:${p.line}: `;
  return `${place}${p.level === "warning" ? "warning " : ""}${p.code} ${p.message}`;
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((p) => p.level === "error");
}

/** By file, then line, then code: the order in which an editor goes through them. Problems of the whole newsroom come first. */
export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted(
    (a, b) =>
      compare(a.file ?? "", b.file ?? "") ||
      (a.line ?? 0) - (b.line ?? 0) ||
      compare(a.code, b.code) ||
      compare(a.message, b.message),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The candidates nearest to what was written, best first, for "did you mean".
 * A candidate counts when at most a third of its letters differ (Damerau-Levenshtein, case folded).
 */
export function didYouMean(written: string, candidates: Iterable<string>, most = 3): readonly string[] {
  const wanted = written.toLowerCase();
  return [...candidates]
    .map((candidate) => ({ candidate, distance: editDistance(wanted, candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.max(candidate.length, wanted.length) / 3))
    .toSorted((a, b) => a.distance - b.distance || compare(a.candidate, b.candidate))
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours, each 1. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, before[j - 2]! + 1);
      row.push(best);
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}
