/** What the pressroom does for the service: each a piece of work that is whole in itself. */
import { isDeepStrictEqual } from "node:util";
import type { Config } from "../config/config.ts";
import { loadConfig } from "../config/load.ts";
import { CourantError, renderProblem } from "../errors.ts";
import { loadNewsroom } from "../load/newsroom.ts";
import type { Press } from "../model.ts";
import { pressFolder } from "../press-folder.ts";
import { publish } from "../publish.ts";
import type { Store } from "../store/store.ts";
import type { World } from "../world.ts";
import { diffSite, writeSite } from "../write/site.ts";
import type { Log } from "./log.ts";
import type { Job, News, Pressed } from "./orders.ts";
import { postNotes } from "./post-notes.ts";
import { presentOf } from "./present-of.ts";

export interface Task {
  readonly id: number;
  readonly world: World;
  readonly store: Store;
  /** The last good one. */
  readonly config: Config;
  /** Aborting drains: letters on the wire are finished. */
  readonly signal: AbortSignal;
  readonly tell: (news: News) => void;
}

/** Milliseconds between two signs of life. */
const tellEvery = 1000;

/** False: another process is at it. */
export function runJob(job: Job, task: Task): Promise<boolean> {
  return jobs[job](task);
}

const jobs: Readonly<Record<Job, (task: Task) => Promise<boolean>>> = {
  publish: async (task) => {
    const { id, world, signal, tell } = task;
    await configure(task);
    let told = 0;
    const published = await publish(world, {
      send: true,
      early: [],
      wait: false,
      scheduled: true,
      signal,
      consent: async () => {},
      pressed: (press) => tell({ news: "pressed", id, pressed: pressedOf(press) }),
      progress: () => {
        if (world.clock() - told < tellEvery) return;
        told = world.clock();
        tell({ news: "progress", id });
      },
    });
    if (published !== null) report(logOf(task), published);
    return published !== null;
  },
  build: async (task) => {
    await configure(task);
    const press = pressFolder(await loadNewsroom(task.world.dir), task.world.now);
    if (press.problems.some(({ level }) => level === "error")) throw new CourantError(press.problems);
    await writeSite(await diffSite(press.site, task.world.dir));
    task.tell({ news: "pressed", id: task.id, pressed: pressedOf(press) });
    return true;
  },
  look: async ({ id, world, tell }) => {
    const press = pressFolder(await loadNewsroom(world.dir), world.now);
    tell({ news: "pressed", id, pressed: pressedOf(press) });
    return true;
  },
  post: async (task) => {
    const { sent } = await postNotes({ ...task, log: logOf(task) });
    for (let i = 0; i < sent; i++) task.tell({ news: "count", name: "note", label: "sent" });
    return true;
  },
};

/** Limits, proxies and switches of courant.yaml count at once, even while a story keeps the site from being built. */
async function configure({ world, config, tell }: Task): Promise<void> {
  const fresh = await loadConfig(world.dir);
  if (!isDeepStrictEqual(fresh, config)) tell({ news: "configured", config: fresh });
}

function pressedOf(press: Press): Pressed {
  const { now, newsroom } = press;
  const ahead = newsroom.stories.filter(({ draft, date }) => !draft && date > now).map(({ date }) => date);
  return { present: presentOf(press), at: now, ahead };
}

function logOf({ tell }: Task): Log {
  return (event, facts) => tell({ news: "log", event, facts });
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
