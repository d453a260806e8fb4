import type { Environment } from "../config/config.ts";
import { fail } from "../errors.ts";
import type { Standing } from "../issue/deliver.ts";
import { isMailed } from "../issue/transport.ts";
import type { IssueId } from "../model.ts";
import type { Plan } from "../plan.ts";
import { publish, type Published, type PublishOptions, resume } from "../publish.ts";
import { confirm } from "./confirm.ts";
import { count } from "./count.ts";
import { renderPosted, sendNotes } from "./notes.ts";
import type { PlanFlags } from "./plan.ts";
import { showProgress } from "./progress.ts";
import { renderReport } from "./report.ts";
import type { Outcome, Session } from "./session.ts";
import { renderSite, siteDocument } from "./site.ts";
import { withStore } from "./with-store.ts";

export interface PublishFlags extends PlanFlags {
  readonly yes?: boolean;
}

/** Builds, then sends every due issue. Where letters go to people it asks first; a plan's hash, or --yes, is an answer given beforehand. */
export async function runPublish(session: Session, flags: PublishFlags): Promise<Outcome> {
  const published = await publishWith(
    session,
    true,
    { send: flags.send, early: flags.digest },
    async (plan, environment) => {
      if (flags.plan !== undefined && flags.plan !== plan.hash) {
        fail("PLAN_CHANGED", `the plan is ${plan.hash} now, not ${flags.plan}; nothing was done. See courant plan.`);
      }
      if (!isMailed(environment)) return;
      const letters = lettersOf(plan);
      if (letters > 0) await confirm(session, flags.yes === true, `Send ${count(letters, "letter", "letters")}?`);
    },
  );
  return published === null ? interrupted : publishedOutcome(session, published);
}

/** Ctrl-C while another process was delivering. */
const interrupted: Outcome = {
  exit: 1,
  document: { ok: false, problems: [], site: null, issues: [] },
  text: "Stopped while another process was delivering; nothing was done here.",
  problems: [],
};

/** What a scheduler runs: the letters, and beside them the notes that wait. Returns at once, with 0, while another process delivers. */
export async function runTick(session: Session): Promise<Outcome> {
  const [published, posted] = await Promise.allSettled([
    publishWith(session, false, { send: true, early: [], scheduled: true }, async () => {}),
    withStore(session, true, (store, config) => sendNotes(session, store, config)),
  ]);
  if (published.status === "rejected") throw published.reason;
  if (posted.status === "rejected") throw posted.reason;
  const outcome = published.value === null ? beside : publishedOutcome(session, published.value);
  const text = [outcome.text, session.quiet ? "" : renderPosted(posted.value)].filter((part) => part !== "").join("\n");
  return { ...outcome, document: { ...outcome.document, notes: posted.value }, text };
}

interface PublishedOutcome extends Outcome {
  readonly document: object;
}

const beside: PublishedOutcome = {
  exit: 0,
  document: { ok: true, problems: [], site: null, issues: [] },
  text: "Another process is delivering; nothing to do here.",
  problems: [],
};

/** Lifts an issue's pause and goes on delivering it. */
export async function runResume(session: Session, id: string): Promise<Outcome> {
  const standing = await whileDelivering(session, (delivering) => resume(session, id as IssueId, delivering));
  if (standing === null) return interrupted;
  const { reports, halted } = standing;
  const ok = halted.size === 0;
  return {
    exit: ok ? 0 : 1,
    document: { ok, problems: [], issues: reports },
    text: renderStanding(standing),
    problems: [],
  };
}

type Consent = (plan: Plan, environment: Environment) => Promise<void>;

function publishWith(
  session: Session,
  wait: boolean,
  options: Pick<PublishOptions, "send" | "early" | "scheduled">,
  consent: Consent,
): Promise<Published | null> {
  return whileDelivering(session, (delivering) => publish(session, { ...options, ...delivering, wait, consent }));
}

/** A first Ctrl-C or SIGTERM drains: letters on the wire are finished, the rest waits for the next run. A second one ends at once. */
async function whileDelivering<T>(
  session: Session,
  work: (delivering: Pick<PublishOptions, "progress" | "signal" | "queueing">) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  const progress = showProgress(session);
  const drain = (): void => {
    progress.tell("Finishing what is on the wire; the rest waits for the next run.");
    stop.abort();
  };
  const queueing = (): void => session.tell("Another process is delivering; waiting for it to end.");
  process.once("SIGINT", drain).once("SIGTERM", drain);
  try {
    return await work({ progress: progress.show, signal: stop.signal, queueing });
  } finally {
    progress.end();
    process.off("SIGINT", drain).off("SIGTERM", drain);
  }
}

function lettersOf(plan: Plan): number {
  const fresh = plan.issues.reduce((sum, issue) => sum + issue.audience.recipients, 0);
  return plan.open.reduce(
    (sum, report) => sum + report.queued + report.deferred + report.sending + report.unsure,
    fresh,
  );
}

function publishedOutcome(session: Session, published: Published): PublishedOutcome {
  const { plan, pushed, reports, halted } = published;
  const ok = halted.size === 0;
  const problems = [...plan.problems, ...pushed.problems];
  const hubs = pushed.told.length === 0 ? "" : `\nHubs were told of ${count(pushed.told.length, "feed", "feeds")}.`;
  const told = reports.length === 0 ? "No issue is due." : renderStanding(published);
  return {
    exit: ok ? 0 : 1,
    document: { ok, problems, site: siteDocument(plan.site), issues: reports },
    text: session.quiet ? "" : `${renderSite(plan.site)}${hubs}\n${told}`,
    problems,
  };
}

function renderStanding({ reports, halted, spent }: Standing): string {
  return [
    ...reports.map(renderReport),
    ...[...halted].map(([id, why]) => `${id} stands still: ${why}`),
    ...(spent
      ? ["The quota of the last 24 hours is used up; what is queued leaves with a later publish or tick."]
      : []),
  ].join("\n");
}
