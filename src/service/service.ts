import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config/config.ts";
import { readEnvironment } from "../config/environment.ts";
import { loadConfig } from "../config/load.ts";
import { dkimKeys } from "../deliver/dkim-keys.ts";
import { CourantError, fail } from "../errors.ts";
import { makeApp } from "../server/app.ts";
import { clientOf } from "../server/client.ts";
import type { Desk, Routes } from "../server/desk.ts";
import { type Listening, listen } from "../server/listen.ts";
import { siteServer } from "../server/site/serve-site.ts";
import { type KeyRing, makeKeyRing } from "../server/token.ts";
import { secretOf } from "../store/secret.ts";
import type { Store } from "../store/store.ts";
import { storeOf, type World } from "../world.ts";
import { openBounceMail } from "./bounce-mail.ts";
import { countFeedAudience, type FeedAudience } from "./feed-audience.ts";
import { healthOf } from "./health.ts";
import { keepHearts } from "./hearts.ts";
import { keepBounceMail } from "./keep-bounce-mail.ts";
import { guard, type Log, oneAtATime } from "./log.ts";
import { renderMetrics } from "./metrics.ts";
import type { News, Setup } from "./orders.ts";
import { firstPresent, type Present, withConfig, wordsOf } from "./present.ts";
import { openPressroom } from "./pressroom.ts";
import { makeRounds, type Rounds } from "./rounds.ts";
import { makeTallies, type Tallies } from "./tallies.ts";
import { watchNewsroom } from "./watch.ts";

export interface ServiceOptions {
  readonly port: number;
  /** Null: every address of the machine. */
  readonly host: string | null;
  readonly log: Log;
  /** `--now` was given: the calendar stands still. */
  readonly pinned: boolean;
  /** Routes of other parts, such as `POST /webhooks/…`. */
  readonly routes: (store: Store, config: () => Config) => readonly Routes[];
  /** Milliseconds after which every answer to a form comes. */
  readonly answerAfter: number;
}

export interface Service {
  readonly port: number;
  /** Finishes letters on the wire and requests under way; the rest waits for the next start. */
  readonly stop: () => Promise<void>;
}

/** What all parts of a running service share. */
interface House {
  readonly world: World;
  readonly store: Store;
  readonly ring: KeyRing;
  readonly tallies: Tallies;
  readonly audience: FeedAudience;
  readonly stopping: AbortController;
  present: Present;
}

/**
 * Starts schedule and HTTP for a newsroom. Requests are answered on this thread, with a connection to the database; whatever takes
 * longer is done in the pressroom, with another. Throws PORT_TAKEN, and whatever is wrong with courant.yaml or the environment; problems of
 * stories are logged, and the site that is served stays the last good one.
 */
export async function startService(world: World, options: ServiceOptions): Promise<Service> {
  const { log } = options;
  const house = await openHouse(world);
  const follow = (fresh: Config): void => void Promise.all([hearts.follow(fresh), bounces.follow()]);
  const pressroom = openPressroom(setupOf(world, options), (news) => listenTo(house, follow, log, news));
  const config = (): Config => house.present.newsroom.config;
  const rounds = roundsOf(house, (job, hear) => pressroom.run(job, config(), hear), options);
  const post = oneAtATime(async () => {
    if (await house.store.notes.due()) await pressroom.run("post", config());
  }, log);
  const listening = await openDoors(house, rounds, () => house.stopping.signal.aborted || post(), options);
  const openBounces = (): ReturnType<typeof openBounceMail> => openBounceMail(world, config, house.store, log);
  const bounces = await keepBounceMail(config, openBounces, log).catch(async (error: unknown) => {
    await Promise.all([listening.close(0), house.store.close()]);
    throw error;
  });
  const beat = guard(() => beatOf(house, rounds, post), log);
  const changed = guard(() => rounds.go(true), log);
  const hearts = keepHearts(beat, changed, config());
  const watch = await watchNewsroom(world.dir, () => void changed(), log);
  const first = beat();
  return {
    port: listening.port,
    stop: async () => {
      house.stopping.abort();
      await Promise.all([hearts.stop(), watch.close()]);
      await Promise.all([
        listening.close(10_000),
        bounces.close(),
        pressroom.close(),
        first,
        rounds.idle(),
        post.idle(),
      ]);
      await house.store.figures.keepFeedDay(house.audience.today());
      await house.store.close();
    },
  };
}

async function openHouse(world: World): Promise<House> {
  const config = await loadConfig(world.dir);
  const environment = readEnvironment(config, world.environment);
  // A key that cannot sign stops the start, not the first letter.
  dkimKeys(environment.dkim, config.from?.email ?? "");
  const store = await storeOf(world, config, environment, true);
  const secret = secretOf(join(world.dir, "data"), environment.secret);
  return {
    world,
    store,
    ring: makeKeyRing([secret, ...environment.previousSecrets]),
    tallies: makeTallies(),
    audience: countFeedAudience(world.clock, secret),
    stopping: new AbortController(),
    present: firstPresent(world.dir, config),
  };
}

function setupOf({ dir, now, environment }: World, { pinned }: ServiceOptions): Setup {
  return { dir, now: pinned ? new Date(now).toISOString() : null, environment: { ...environment } };
}

function listenTo(house: House, follow: (config: Config) => void, log: Log, news: News): void {
  if (news.news === "log") log(news.event, news.facts);
  if (news.news === "count") house.tallies.add(news.name, news.label);
  if (news.news === "configured") {
    house.present = withConfig(house.present, news.config);
    follow(news.config);
  }
}

function roundsOf(house: House, run: Parameters<typeof makeRounds>[0]["run"], options: ServiceOptions): Rounds {
  const { world, store, tallies, stopping } = house;
  return makeRounds({
    clock: world.clock,
    now: () => (options.pinned ? world.now : world.clock()),
    store,
    run,
    log: options.log,
    count: tallies.add,
    signal: stopping.signal,
    isBuilt: () => existsSync(join(world.dir, "out", "site", "manifest.json")),
    pressed: (present) => void (house.present = present),
  });
}

async function beatOf({ store, audience }: House, rounds: Rounds, post: () => void): Promise<void> {
  rounds.sign();
  await store.members.tidy();
  await store.figures.keepFeedDay(audience.today());
  post();
  await rounds.go(false);
}

function deskOf(house: House, rounds: Rounds, wake: () => void, options: ServiceOptions): Desk {
  const { store, ring, tallies, audience } = house;
  const { clock, environment } = house.world;
  const config = (): Config => house.present.newsroom.config;
  return {
    ...wordsOf(() => house.present),
    config,
    members: store.members,
    ring,
    clock,
    offer: () => house.present.offer,
    wake,
    log: options.log,
    count: tallies.add,
    answerAfter: options.answerAfter,
    health: () => healthOf(rounds.pulse(), clock()),
    metrics: () => renderMetrics({ store, tallies, audience, pulse: rounds.pulse, clock }),
    metricsToken: environment["COURANT_METRICS_TOKEN"] || null,
    routes: options.routes(store, config),
  };
}

async function openDoors(house: House, rounds: Rounds, wake: () => void, options: ServiceOptions): Promise<Listening> {
  const { port, host } = options;
  const site = siteServer({
    root: join(house.world.dir, "out", "site"),
    prefix: () => house.present.prefix,
    facts: () => house.present.facts,
    security: () => house.present.security,
    onFeed: (format, path, request) => {
      house.tallies.add("feed", format);
      house.audience.note(path, clientOf(request, house.present.newsroom.config.trustProxy), request);
    },
  });
  try {
    const prefixes = (): readonly string[] => house.present.prefixes;
    return await listen(makeApp(deskOf(house, rounds, wake, options)), site, {
      prefixes,
      port,
      host,
      clock: house.world.clock,
    });
  } catch (error) {
    await house.store.close();
    if (error instanceof CourantError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    return fail(
      "PORT_TAKEN",
      `port ${port} cannot be listened on (${why}); end what uses it, or give another with --port.`,
      2,
    );
  }
}
