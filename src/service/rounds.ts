/** The rounds of the service: when to build and deliver, and doing it, one at a time. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CourantError, renderProblem } from "../errors.ts";
import { loadNewsroom } from "../load/newsroom.ts";
import type { Instant, Newsroom, Press } from "../model.ts";
import { pressFolder } from "../press-folder.ts";
import { publish } from "../publish.ts";
import { duePeriod } from "../schedule/period.ts";
import type { Store } from "../store/store.ts";
import type { World } from "../world.ts";
import { diffSite, writeSite } from "../write/site.ts";
import type { Log } from "./log.ts";

export interface Pulse {
  readonly lastBuild: Instant | null;
  readonly lastTick: Instant | null;
  /** The last sign of life: a beat, or a letter of a long delivery. */
  readonly lastSign: Instant;
  readonly buildSeconds: number;
  /** What stands in the way, in one line; null: nothing. */
  readonly trouble: string | null;
}

export interface Rounds {
  /** Builds and delivers if anything changed or is due; a call during a round makes another one follow. */
  readonly go: (changed: boolean) => Promise<void>;
  readonly pulse: () => Pulse;
  readonly sign: () => void;
  /** Resolves when no round is under way. */
  readonly idle: () => Promise<void>;
}

interface Office {
  readonly world: () => World;
  readonly store: Store;
  readonly log: Log;
  readonly count: (name: string, label: string) => void;
  readonly signal: AbortSignal;
  /** Told of every press, as soon as its files are in place. */
  readonly pressed: (press: Press) => void;
}

/** A watch may miss something, on network disks above all: once an hour everything is looked at again. */
const hour = 3_600_000;
/** Milliseconds after which a process that found another one delivering asks again. */
const retryBeside = 1000;

interface State {
  changed: boolean;
  busy: "no" | "pressing" | "delivering";
  last: { readonly press: Press; readonly due: string } | null;
  failures: number;
  retryAt: Instant;
  pulse: Pulse;
}

export function makeRounds(office: Office): Rounds {
  const start = office.world().clock();
  const state: State = {
    changed: true,
    busy: "no",
    last: null,
    failures: 0,
    retryAt: 0,
    pulse: { lastBuild: null, lastTick: null, lastSign: start, buildSeconds: 0, trouble: null },
  };
  const mark = (facts: Partial<Pulse>): void => void (state.pulse = { ...state.pulse, ...facts });
  let running: Promise<void> = Promise.resolve();
  const go = async (changed: boolean): Promise<void> => {
    if (changed) [state.changed, state.retryAt] = [true, 0];
    if (office.signal.aborted || state.busy === "pressing") return;
    if (state.busy === "delivering") return changed ? buildAside(office, state, mark) : undefined;
    if (office.world().clock() < state.retryAt) return;
    state.busy = "pressing";
    if (!(await isDue(office, state))) return void (state.busy = "no");
    running = round(office, state, mark);
    await running;
    if (await isFirstAwaited(office, state)) return go(false);
    if (state.changed && state.failures === 0) await go(false);
  };
  const sign = (): void => {
    const now = office.world().clock();
    // During a delivery its letters are the sign of life: a beat beside it proves nothing.
    mark(state.busy === "no" ? { lastTick: now, lastSign: now } : { lastTick: now });
  };
  return { go, sign, pulse: () => state.pulse, idle: () => running };
}

/** Pressing a large newsroom takes seconds, so it is done when something can have come of it. */
async function isDue({ world, store }: Office, state: State): Promise<boolean> {
  if (state.changed || state.last === null) return true;
  const { now } = world();
  const { press, due } = state.last;
  if (now - press.now >= hour) return true;
  if (press.newsroom.stories.some((story) => !story.draft && story.date > press.now && story.date <= now)) return true;
  return dueLabels(press.newsroom, now) !== due || (await store.issues.reports({ open: true })).length > 0;
}

/** The periods that are due now; another text, another issue to make. */
function dueLabels({ config }: Pick<Newsroom, "config">, now: Instant): string {
  return config.digests
    .map((digest) => (digest.every === "story" ? "" : (duePeriod(digest, config.timezone, now)?.label ?? "")))
    .join();
}

async function round(office: Office, state: State, mark: (facts: Partial<Pulse>) => void): Promise<void> {
  const world = office.world();
  const began = world.clock();
  state.changed = false;
  const pressed = (press: Press): void => {
    state.busy = "delivering";
    state.last = { press, due: dueLabels(press.newsroom, press.now) };
    mark({ lastBuild: world.clock(), buildSeconds: (world.clock() - began) / 1000, trouble: null });
    office.count("build", "done");
    office.pressed(press);
  };
  try {
    const progress = (): void => mark({ lastSign: world.clock() });
    const published = await publish(world, {
      send: true,
      early: [],
      wait: false,
      scheduled: true,
      signal: office.signal,
      progress,
      pressed,
      consent: async () => {},
    });
    if (published === null) await beside(office, state, world, mark);
    else report(office.log, published);
    state.failures = 0;
  } catch (error) {
    fail(office, state, error, mark);
  } finally {
    state.busy = "no";
    mark({ lastSign: world.clock() });
  }
}

/** Another process delivers. The site it keeps, whole once its manifest is there, is served; this one tries again at the next beat. */
async function beside(
  office: Office,
  state: State,
  world: World,
  mark: (facts: Partial<Pulse>) => void,
): Promise<void> {
  state.changed = true;
  state.retryAt = world.clock() + retryBeside;
  if (state.pulse.lastBuild !== null || !existsSync(join(world.dir, "out", "site", "manifest.json"))) return;
  office.pressed(pressFolder(await loadNewsroom(world.dir), world.now));
  mark({ lastBuild: world.clock() });
}

/** Until a site is there the service is not up, and a minute to the next beat is long: the other process is asked again at once. */
async function isFirstAwaited({ signal }: Office, state: State): Promise<boolean> {
  if (state.pulse.lastBuild !== null || state.failures > 0) return false;
  await sleep(retryBeside, undefined, { signal }).catch(() => {});
  state.retryAt = 0;
  return !signal.aborted;
}

/** Stories changed while letters leave: the site does not wait for them. Its issues are in courant.lock by then. */
async function buildAside(office: Office, state: State, mark: (facts: Partial<Pulse>) => void): Promise<void> {
  const world = office.world();
  try {
    const made = pressFolder(await loadNewsroom(world.dir), world.now);
    if (made.problems.some(({ level }) => level === "error")) throw new CourantError(made.problems);
    await writeSite(await diffSite(made.site, world.dir));
    office.pressed(made);
    mark({ lastBuild: world.clock() });
  } catch (error) {
    fail(office, state, error, mark);
  }
}

function report(log: Log, { plan, pushed, reports, halted }: NonNullable<Awaited<ReturnType<typeof publish>>>): void {
  const { written, removed } = plan.site;
  if (written.length + removed.length > 0) log("site written", { written: written.length, removed: removed.length });
  if (pushed.told.length > 0) log("hubs told", { feeds: pushed.told.length });
  for (const problem of pushed.problems) log("hubs not told", { error: renderProblem(problem) });
  for (const { id, recipients, sent, deferred, failed, unsure, skipped } of plan.issues.length > 0 ? reports : []) {
    log("issue", { id, recipients, sent, deferred, failed, unsure, skipped });
  }
  for (const [id, reason] of halted) log("issue stands still", { id, error: reason });
}

/** What failed is tried again: after a minute, two, four, up to half an hour; at once when a file changes. */
function fail(
  { log, count, world }: Office,
  state: State,
  error: unknown,
  mark: (facts: Partial<Pulse>) => void,
): void {
  const problems = error instanceof CourantError ? error.problems.filter(({ level }) => level === "error") : [];
  const words =
    problems.length > 0
      ? problems.slice(0, 5).map(renderProblem).join("\n")
      : error instanceof Error
        ? error.message
        : String(error);
  state.failures++;
  state.changed = true;
  state.retryAt = world().clock() + Math.min(30, 2 ** (state.failures - 1)) * 60_000;
  mark({ trouble: problems[0]?.code ?? "INTERNAL" });
  count("build", "failed");
  log("round failed", { error: words, problems: problems.length });
}
