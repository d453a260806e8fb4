import { feedsOf } from "./compile/feeds/feeds.ts";
import type { Environment } from "./config/config.ts";
import { readEnvironment } from "./config/environment.ts";
import { loadConfig } from "./config/load.ts";
import { type DkimKey, dkimKeys } from "./deliver/dkim-keys.ts";
import { deliverOpen, type Delivery, type Standing } from "./issue/deliver.ts";
import { refuseClockBack } from "./issue/clock.ts";
import { deploySite } from "./issue/deploy.ts";
import { freezeIssues } from "./issue/freeze.ts";
import { refuseWithoutPast } from "./issue/past.ts";
import { letterFiles } from "./issue/letter-files.ts";
import { pushFeeds, type Pushed } from "./issue/push.ts";
import { keepPromises } from "./issue/promises.ts";
import { mustSign } from "./issue/transport.ts";
import { loadNewsroom } from "./load/newsroom.ts";
import type { IssueId, Press } from "./model.ts";
import { makePlan, type Plan, type PlanOptions } from "./plan.ts";
import { storeOf, type World } from "./world.ts";
import type { Store } from "./store/store.ts";
import { writeSite } from "./write/site.ts";

interface Delivering extends Pick<Delivery, "progress" | "signal"> {
  /** Told when another process delivers and this one waits for it. */
  readonly queueing?: () => void;
}

export interface PublishOptions extends PlanOptions, Delivering {
  /** False: return null at once while another process delivers. */
  readonly wait: boolean;
  /** Nobody asked for it but a schedule, so a clock that cannot be right sends nothing. */
  readonly scheduled?: boolean;
  /** Shown the plan before anything is done; throws to stop. */
  readonly consent: (plan: Plan, environment: Environment) => Promise<void>;
  /** Told once the site is written and its issues are on record, before their letters leave. */
  readonly pressed?: (press: Press) => void;
}

export interface Published extends Standing {
  readonly plan: Plan;
  readonly pushed: Pushed;
}

/** Milliseconds for which the log of letters that were sent is kept: 90 days, longer than anybody asks for a lost letter. */
const keepLogFor = 90 * 24 * 60 * 60 * 1000;

/** The whole path: load, press, plan, write, freeze, deliver. One process at a time; null where another one is at it. */
export function publish(world: World, options: PublishOptions): Promise<Published | null> {
  return asPublisher(world, options, async ({ store, environment, fence, keys }) => {
    await store.members.tidy();
    await store.issues.prune(world.clock() - keepLogFor);
    const newsroom = await loadNewsroom(world.dir);
    const cache = letterFiles(world.dir);
    const seen = { ...options, unsigned: mustSign(environment) && keys.length === 0 };
    const plan = await makePlan(newsroom, world.now, store.issues, seen, cache);
    await options.consent(plan, environment);
    await writeSite(plan.site);
    await deploySite(newsroom, world.environment, options.send);
    // Hubs wait for what the public address serves, letters never for hubs.
    const pushing = pushFeeds(newsroom, feedsOf(plan.press), plan.site.manifest, options.signal);
    await refuseWithoutPast(plan, store, environment);
    if (options.scheduled === true && world.pinned !== true) await refuseClockBack(store.issues, world.clock());
    await freezeIssues(plan, store.issues, world.now, cache);
    keepPromises(plan.press);
    options.pressed?.(plan.press);
    if (!options.send) return { plan, pushed: await pushing, reports: [], halted: new Map(), spent: false };
    const present = [...plan.made.filter(({ state }) => state !== "empty"), ...plan.issues].map(({ id }) => id);
    const standing = await deliverOpen(newsroom, store, present, { ...options, world, environment, fence, keys });
    return { plan, pushed: await pushing, ...standing };
  });
}

/** Lifts an issue's pause and goes on delivering. Waits for another publisher; null only where `signal` ends the wait. */
export function resume(world: World, id: IssueId, options: Delivering): Promise<Standing | null> {
  return asPublisher(world, { ...options, wait: true }, async ({ store, environment, fence, keys }) => {
    await store.issues.resume(id);
    return deliverOpen(await loadNewsroom(world.dir), store, [id], { ...options, world, environment, fence, keys });
  });
}

interface Office {
  readonly store: Store;
  readonly environment: Environment;
  readonly fence: number;
  readonly keys: readonly DkimKey[];
}

async function asPublisher<T>(
  world: World,
  { wait, signal, queueing }: Pick<PublishOptions, "wait" | "signal" | "queueing">,
  work: (office: Office) => Promise<T>,
): Promise<T | null> {
  const config = await loadConfig(world.dir);
  const environment = readEnvironment(config, world.environment);
  // A key that cannot sign stops here, before anybody is frozen.
  const keys = dkimKeys(environment.dkim, config.from?.email ?? "");
  const store = await storeOf(world, config, environment, true);
  try {
    const { unsure } = config.delivery;
    let publisher = await store.publisher({ wait: false, unsure });
    if (publisher === null && wait) {
      queueing?.();
      publisher = await store.publisher({ wait, signal, unsure });
    }
    if (publisher === null) return null;
    try {
      return await work({ store, environment, fence: publisher.fence, keys });
    } finally {
      await publisher.release();
    }
  } finally {
    await store.close();
  }
}

/** What `publish` would do, with the same eyes. No file is made, not even the database. */
export async function preparePlan(world: World, options: PlanOptions): Promise<Plan> {
  const newsroom = await loadNewsroom(world.dir);
  const environment = readEnvironment(newsroom.config, world.environment);
  const keys = dkimKeys(environment.dkim, newsroom.config.from?.email ?? "");
  const store = await storeOf(world, newsroom.config, environment, false);
  try {
    const seen = { ...options, unsigned: mustSign(environment) && keys.length === 0 };
    return await makePlan(newsroom, world.now, store.issues, seen, letterFiles(world.dir));
  } finally {
    await store.close();
  }
}
