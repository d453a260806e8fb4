/** The rounds of the service: when to build and deliver, one at a time. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Config } from "../config/config.ts";
import { CourantError, renderProblem } from "../errors.ts";
import type { Instant } from "../model.ts";
import { duePeriod } from "../schedule/period.ts";
import type { Store } from "../store/store.ts";
import { noPulse, type Pulse } from "./health.ts";
import type { Log } from "./log.ts";
import type { Job, Pressed } from "./orders.ts";
import type { Present } from "./present.ts";
import type { Hear } from "./pressroom.ts";

export interface Rounds {
  /** Builds and delivers if anything changed or is due; a call during a round makes another one follow. */
  readonly go: (changed: boolean) => Promise<void>;
  readonly pulse: () => Pulse;
  readonly sign: () => void;
  /** Resolves when no round is under way. */
  readonly idle: () => Promise<void>;
}

interface Office {
  readonly clock: () => Instant;
  /** The calendar's moment. */
  readonly now: () => Instant;
  readonly store: Pick<Store, "issues">;
  readonly run: (job: Job, hear?: Partial<Hear>) => Promise<boolean>;
  readonly log: Log;
  readonly count: (name: string, label: string) => void;
  readonly signal: AbortSignal;
  /** A site lies there already, whole: its manifest is in its place. */
  readonly isBuilt: () => boolean;
  /** Told of every press, as soon as its files are in place. */
  readonly pressed: (present: Present) => void;
}

/** A watch may miss something, on network disks above all: once an hour everything is looked at again. */
const hour = 3_600_000;
/** Milliseconds after which a process that found another one delivering asks again. */
const retryBeside = 1000;

/** What is remembered of the last press. */
interface Last extends Pick<Pressed, "at" | "ahead"> {
  readonly config: Config;
  readonly due: string;
}

interface State {
  changed: boolean;
  busy: "no" | "pressing" | "delivering";
  last: Last | null;
  failures: number;
  retryAt: Instant;
  pulse: Pulse;
}

export function makeRounds(office: Office): Rounds {
  const state: State = {
    changed: true,
    busy: "no",
    last: null,
    failures: 0,
    retryAt: 0,
    pulse: noPulse(office.clock()),
  };
  let running: Promise<void> = Promise.resolve();
  const go = async (changed: boolean): Promise<void> => {
    if (changed) [state.changed, state.retryAt] = [true, 0];
    if (office.signal.aborted || state.busy === "pressing") return;
    if (state.busy === "delivering") return changed ? buildAside(office, state) : undefined;
    if (office.clock() < state.retryAt) return;
    state.busy = "pressing";
    if (!(await isDue(office, state))) return void (state.busy = "no");
    running = round(office, state);
    await running;
    if (await isFirstAwaited(office, state)) return go(false);
    if (state.changed && state.failures === 0) await go(false);
  };
  const sign = (): void => {
    const now = office.clock();
    // During a delivery its letters are the sign of life: a beat beside it proves nothing.
    mark(state, state.busy === "no" ? { lastTick: now, lastSign: now } : { lastTick: now });
  };
  return { go, sign, pulse: () => state.pulse, idle: () => running };
}

function mark(state: State, facts: Partial<Pulse>): void {
  state.pulse = { ...state.pulse, ...facts };
}

/** Pressing a large newsroom takes seconds, so it is done when something can have come of it. */
async function isDue({ now, store }: Office, state: State): Promise<boolean> {
  if (state.changed || state.last === null) return true;
  const { at, config, due, ahead } = state.last;
  if (now() - at >= hour || ahead.some((date) => date <= now())) return true;
  return dueLabels(config, now()) !== due || (await store.issues.reports({ open: true })).length > 0;
}

/** The periods that are due now; another text, another issue to make. */
function dueLabels({ digests, timezone }: Config, now: Instant): string {
  return digests
    .map((digest) => (digest.every === "story" ? "" : (duePeriod(digest, timezone, now)?.label ?? "")))
    .join();
}

async function round(office: Office, state: State): Promise<void> {
  const began = office.clock();
  state.changed = false;
  const pressed = (press: Pressed): void => {
    state.busy = "delivering";
    mark(state, { buildSeconds: (office.clock() - began) / 1000 });
    takeUp(office, state, press);
    office.count("build", "done");
  };
  try {
    const done = await office.run("publish", {
      pressed,
      progress: () => mark(state, { lastSign: office.clock() }),
    });
    if (!done) await beside(office, state);
    state.failures = 0;
  } catch (error) {
    fail(office, state, error);
  } finally {
    state.busy = "no";
    mark(state, { lastSign: office.clock() });
  }
}

function takeUp(office: Office, state: State, { present, at, ahead }: Pressed): void {
  const { config } = present.newsroom;
  state.last = { at, ahead, config, due: dueLabels(config, at) };
  mark(state, { lastBuild: office.clock(), trouble: null });
  office.pressed(present);
}

/** Another process delivers. The site it keeps, whole once its manifest is there, is served; this one tries again at the next beat. */
async function beside(office: Office, state: State): Promise<void> {
  state.changed = true;
  state.retryAt = office.clock() + retryBeside;
  if (state.pulse.lastBuild !== null || !office.isBuilt()) return;
  await office.run("look", { pressed: (press) => takeUp(office, state, press) });
}

/** Until a site is there the service is not up, and a minute to the next beat is long: the other process is asked again at once. */
async function isFirstAwaited({ signal }: Office, state: State): Promise<boolean> {
  if (state.pulse.lastBuild !== null || state.failures > 0) return false;
  await sleep(retryBeside, undefined, { signal }).catch(() => {});
  state.retryAt = 0;
  return !signal.aborted;
}

/** Stories changed while letters leave: the site does not wait for them. Its issues are in courant.lock by then. */
async function buildAside(office: Office, state: State): Promise<void> {
  try {
    await office.run("build", { pressed: (press) => takeUp(office, state, press) });
  } catch (error) {
    fail(office, state, error);
  }
}

/** What failed is tried again: after a minute, two, four, up to half an hour; at once when a file changes. */
function fail({ log, count, clock }: Office, state: State, error: unknown): void {
  const problems = error instanceof CourantError ? error.problems.filter(({ level }) => level === "error") : [];
  const words =
    problems.length > 0
      ? problems.slice(0, 5).map(renderProblem).join("\n")
      : error instanceof Error
        ? error.message
        : String(error);
  state.failures++;
  state.changed = true;
  state.retryAt = clock() + Math.min(30, 2 ** (state.failures - 1)) * 60_000;
  mark(state, { trouble: problems[0]?.code ?? "INTERNAL" });
  count("build", "failed");
  log("round failed", { error: words, problems: problems.length });
}
