import { createHash } from "node:crypto";
import type { LetterCache } from "./compile/letter/letter-cache.ts";
import type { Config } from "./config/config.ts";
import { CourantError, didYouMean, fail, hasErrors, problem } from "./errors.ts";
import { contentOf } from "./issue/content.ts";
import { type DueIssue, type DueIssues, dueIssues } from "./issue/due.ts";
import { earlyProblems, isOver } from "./issue/early.ts";
import {
  compileIssue,
  type IssueLetters,
  preflightIssue,
  sendingProblems,
  subjectWithoutLetters,
} from "./issue/letters.ts";
import type { Instant, IssueReport, Newsroom, Press, Problem } from "./model.ts";
import { pressFolder } from "./press-folder.ts";
import { published } from "./press.ts";
import type { Audience, FrozenIssue, Issues } from "./store/store.ts";
import { diffSite, type SiteDiff } from "./write/site.ts";

export interface PlanOptions {
  /** False: the site alone. */
  readonly send: boolean;
  /** Digests whose current period is made early. */
  readonly early: readonly string[];
  /** Letters leave by a mail server, and no key of ours signs them. */
  readonly unsigned?: boolean;
}

/** What a publish would make of one issue. */
export interface PlannedIssue extends DueIssue {
  readonly audience: Audience;
  /** Compiled where anybody gets one; null otherwise. */
  readonly letters: IssueLetters | null;
  readonly subject: string;
  readonly problems: readonly Problem[];
}

/** Everything a publish would do; `publish` carries out this very value. */
export interface Plan {
  readonly press: Press;
  readonly site: SiteDiff;
  /** Issues to make that hold stories. */
  readonly issues: readonly PlannedIssue[];
  /** Periods to be recorded as empty. */
  readonly empty: readonly DueIssue[];
  /** Issues of the present periods that are made already. */
  readonly made: readonly FrozenIssue[];
  readonly begun: DueIssues["begun"];
  readonly carried: DueIssues["carried"];
  /** Letters of earlier issues that still wait to leave. */
  readonly open: readonly IssueReport[];
  readonly problems: readonly Problem[];
  /** SHA-256 over all of the above that a reader could notice; equal hash, equal publish. */
  readonly hash: string;
}

/** Finds out what a publish at `now` would do. Changes nothing; throws every error of the newsroom at once. */
export async function makePlan(
  newsroom: Newsroom,
  now: Instant,
  issues: Pick<Issues, "history" | "find" | "audience" | "reports">,
  options: PlanOptions,
  cache: LetterCache,
): Promise<Plan> {
  refuseUnknownDigests(newsroom.config, options.early);
  const stories = published(newsroom, now);
  const due = options.send ? await dueIssues(newsroom, stories, now, issues, options.early) : nothingDue;
  const toMake = due.toMake.filter((issue) => issue.choice.stories.length > 0);
  const pressed = pressFolder(
    newsroom,
    now,
    new Map([...due.known, ...toMake.map((issue) => [issue.id, issue.choice.stories] as const)]),
  );
  if (hasErrors(pressed.problems)) throw new CourantError(pressed.problems);
  const audiences = await issues.audience(toMake.map((issue) => contentOf(pressed, issue, due.carried)));
  const planned: PlannedIssue[] = [];
  for (const [i, issue] of toMake.entries()) planned.push(await planIssue(pressed, issue, audiences[i]!, cache));
  const faults = planned.flatMap((issue) => issue.problems);
  if (hasErrors(faults)) throw new CourantError([...pressed.problems, ...faults]);
  const unsendable = planned.some((issue) => issue.audience.recipients > 0) ? sendingProblems(newsroom.config) : [];
  if (hasErrors(unsendable)) throw new CourantError([...pressed.problems, ...unsendable], 2);
  const plan = {
    press: pressed,
    site: await diffSite(pressed.site, newsroom.dir),
    issues: planned,
    empty: due.toMake.filter((issue) => isOver(issue, now)),
    made: due.made,
    begun: due.begun,
    carried: due.carried,
    open: options.send ? await issues.reports({ open: true }) : [],
    problems: [
      ...pressed.problems,
      ...faults,
      ...(options.send ? earlyProblems(due, options.early, now) : []),
      ...(options.unsigned === true ? unsignedProblems(planned) : []),
    ],
  };
  return { ...plan, hash: hashOf(plan) };
}

const nothingDue: DueIssues = { toMake: [], made: [], begun: [], known: new Map(), carried: new Map() };

async function planIssue(
  pressed: Press,
  issue: DueIssue,
  audience: Audience,
  cache: LetterCache,
): Promise<PlannedIssue> {
  const letters = audience.recipients === 0 ? null : await compileIssue(pressed, issue, audience.variants, cache);
  const found = letters === null ? [] : await preflightIssue(pressed, issue, letters);
  const problems = [...coveredProblems(issue), ...found];
  return { ...issue, audience, letters, subject: letters?.subject ?? subjectWithoutLetters(pressed, issue), problems };
}

function refuseUnknownDigests(config: Config, names: readonly string[]): void {
  const known = config.digests.map((digest) => digest.name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const near = didYouMean(unknown, known);
  const hint = near.length > 0 ? `did you mean ${near.join(", ")}?` : `courant.yaml has ${known.join(", ") || "none"}.`;
  fail("DIGEST_UNKNOWN", `there is no digest "${unknown}"; ${hint}`, 2);
}

function coveredProblems(issue: DueIssue): readonly Problem[] {
  if (issue.choice.covered.length === 0) return [];
  const names = issue.choice.covered.join(", ");
  return [
    problem(
      "warning",
      "STORIES_COVERED",
      null,
      null,
      `${issue.id} leaves out ${names}: found only now and dated over 30 days back. Give them a newer date to have them mailed.`,
    ),
  ];
}

function unsignedProblems(planned: readonly PlannedIssue[]): readonly Problem[] {
  if (planned.every(({ audience }) => audience.recipients === 0)) return [];
  const message =
    "no DKIM_* key is set, so the mail server must sign the letters; courant doctor tells what receivers look for.";
  return [problem("warning", "LETTER_UNSIGNED", null, null, message)];
}

function hashOf(plan: Omit<Plan, "hash">): string {
  const seen = {
    site: plan.site.writes.map(({ path, hash }) => [path, hash]),
    removed: plan.site.removed,
    issues: plan.issues.map((issue) => [
      issue.id,
      issue.subject,
      issue.audience.variants,
      issue.audience.fingerprint,
      [...(issue.letters?.bySet ?? [])].map(([set, letter]) => [set, letter.subject, letter.html, letter.text]),
    ]),
    empty: plan.empty.map((issue) => issue.id),
    open: plan.open.map(({ id, queued, deferred }) => [id, queued, deferred]),
  };
  return createHash("sha256").update(JSON.stringify(seen)).digest("hex").slice(0, 16);
}

/** Nothing to write, to make or to send. A period to be recorded as empty is not worth a publish. */
export function isEmptyPlan(plan: Plan): boolean {
  return plan.site.written.length + plan.site.removed.length + plan.issues.length + plan.open.length === 0;
}
