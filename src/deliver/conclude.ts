import type { Claim, Outcome, Returned } from "../base/ledger.ts";
import type { IssueId } from "../model.ts";
import { refusalOf } from "../base/refusal.ts";
import type { Run } from "./deliver.ts";
import { judge } from "./outcome.ts";
import type { Tried } from "./transport.ts";

/** Puts what came of a letter on record, and draws the consequences for its reader and its issue. */
export async function conclude(run: Run, claim: Claim, result: Tried): Promise<void> {
  const { outcome, pause } = judge(result, claim, run.unsure, run.clock());
  const ended = isPartOfPause(run, claim, outcome) ? { ...outcome, state: "queued" as const } : outcome;
  run.journal.settle(ended);
  if (ended.state !== "queued") run.tally[ended.state]++;
  if (ended.state === "failed") run.returned.push(returnOf(ended));
  const reason = run.streak.follow(claim, ended) ?? pause;
  if (run.tally.sent > 0) await giveBack(run);
  if (reason !== null) return stop(run, claim.issue, reason);
  // A letter that goes out once more must be on record as waiting before anybody looks for the last ones.
  if (ended.state === "queued") await run.journal.flush();
}

/** Was on its way when its issue was paused because nobody is taken, and fared no better. */
function isPartOfPause({ paused, tally }: Run, claim: Claim, { state }: Outcome): boolean {
  return state === "failed" && !claim.refused && tally.sent === 0 && paused.has(claim.issue);
}

async function stop(run: Run, issue: IssueId, reason: string): Promise<void> {
  if (run.paused.has(issue)) return;
  run.paused.set(issue, reason);
  run.desk.drop(issue);
  const again = run.streak.end();
  run.tally.failed -= again.length;
  run.returned.splice(0, Infinity, ...run.returned.filter(({ delivery }) => !again.includes(delivery)));
  await run.journal.flush();
  await run.ledger.pause(run.fence, issue, reason, again);
}

/** What the server's last word means for the reader, by the same rules as a mail that comes back. */
function returnOf({ delivery, attempt, at }: Outcome): Returned {
  const { phase, code, enhanced, text } = attempt;
  const words = code === null ? text : `${code} ${text}`;
  return { delivery, at, status: enhanced, class: refusalOf(enhanced, words, phase === "rcpt" ? "rcpt to" : "") };
}

export async function giveBack({ ledger, fence, returned }: Run): Promise<void> {
  if (returned.length > 0) await ledger.returned(fence, returned.splice(0));
}
