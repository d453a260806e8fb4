import { join } from "node:path";
import type { Environment } from "../config/config.ts";
import { readEnvironment } from "../config/environment.ts";
import { loadConfig } from "../config/load.ts";
import { dkimKeys } from "../deliver/dkim-keys.ts";
import { fail } from "../errors.ts";
import { everyMinute, type Heartbeat, startHeartbeat } from "../schedule/heartbeat.ts";
import { makeApp } from "../server/app.ts";
import { clientOf } from "../server/client.ts";
import type { Desk, Routes } from "../server/desk.ts";
import { type Listening, listen } from "../server/listen.ts";
import { siteServer } from "../server/site/serve-site.ts";
import { type KeyRing, makeKeyRing } from "../server/token.ts";
import { secretOf } from "../store/secret.ts";
import type { Store } from "../store/store.ts";
import { storeOf, type World } from "../world.ts";
import { countFeedAudience, type FeedAudience } from "./feed-audience.ts";
import { healthOf } from "./health.ts";
import { guard, type Log, oneAtATime } from "./log.ts";
import { renderMetrics } from "./metrics.ts";
import { postNotes } from "./post-notes.ts";
import { firstPresent, type Present, presentOf, wordsOf } from "./present.ts";
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
  readonly routes: (store: Store) => readonly Routes[];
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
  readonly world: () => World;
  readonly store: Store;
  readonly environment: Environment;
  readonly ring: KeyRing;
  readonly tallies: Tallies;
  readonly audience: FeedAudience;
  readonly stopping: AbortController;
  present: Present;
}

/**
 * Starts schedule and HTTP for a newsroom, on one connection to its database. Throws PORT_TAKEN, and whatever is wrong with
 * courant.yaml or the environment; problems of stories are logged, and the site that is served stays the last good one.
 */
export async function startService(world: World, options: ServiceOptions): Promise<Service> {
  const house = await openHouse(world, options);
  const rounds = roundsOf(house, options.log);
  const post = oneAtATime(() => sendNotes(house, options.log), options.log);
  const desk = deskOf(house, rounds, afterAnswers(house, post), options);
  const listening = await openDoors(house, desk, options);
  const beat = guard(() => beatOf(house, rounds, post), options.log);
  const changed = guard(() => rounds.go(true), options.log);
  const { config } = house.present.newsroom;
  const hearts = [startHeartbeat(everyMinute, config.timezone, beat)];
  if (config.build !== null) hearts.push(startHeartbeat(config.build, config.timezone, changed));
  const watch = await watchNewsroom(world.dir, () => void changed(), options.log);
  const first = beat();
  return {
    port: listening.port,
    stop: async () => {
      house.stopping.abort();
      await Promise.all([...hearts.map((heart: Heartbeat) => heart.stop()), watch.close()]);
      await Promise.all([listening.close(10_000), first, rounds.idle(), post.idle()]);
      await house.store.close();
    },
  };
}

/** Late enough for the answer to be on its way: how long it takes must not tell whether a note follows. */
function afterAnswers({ stopping }: House, post: () => void): () => void {
  return () => void setTimeout(() => stopping.signal.aborted || post(), 50);
}

async function openHouse(world: World, { pinned }: ServiceOptions): Promise<House> {
  const config = await loadConfig(world.dir);
  const environment = readEnvironment(config, world.environment);
  // A key that cannot sign stops the start, not the first letter.
  dkimKeys(environment.dkim, config.from?.email ?? "");
  const store = await storeOf(world, config, environment, true);
  const secret = secretOf(join(world.dir, "data"), environment.secret);
  return {
    world: () => ({ ...world, store, now: pinned ? world.now : world.clock() }),
    store,
    environment,
    ring: makeKeyRing([secret, ...environment.previousSecrets]),
    tallies: makeTallies(),
    audience: countFeedAudience(world.clock, secret),
    stopping: new AbortController(),
    present: firstPresent(world.dir, config),
  };
}

function roundsOf(house: House, log: Log): Rounds {
  return makeRounds({
    world: house.world,
    store: house.store,
    log,
    count: house.tallies.add,
    signal: house.stopping.signal,
    pressed: (press) => void (house.present = presentOf(press)),
  });
}

async function sendNotes(house: House, log: Log): Promise<void> {
  const { store, environment, ring } = house;
  const sent = await postNotes({
    world: house.world(),
    store,
    newsroom: house.present.newsroom,
    environment,
    ring,
    log,
  });
  for (let i = 0; i < sent; i++) house.tallies.add("note", "sent");
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
  const { clock, environment } = house.world();
  return {
    ...wordsOf(() => house.present),
    config: () => house.present.newsroom.config,
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
    routes: options.routes(store),
  };
}

async function openDoors(house: House, desk: Desk, { port, host }: ServiceOptions): Promise<Listening> {
  const site = siteServer({
    root: join(house.world().dir, "out", "site"),
    prefix: () => house.present.prefix,
    facts: () => house.present.facts,
    security: () => house.present.security,
    onFeed: (format, path, request) => {
      house.tallies.add("feed", format);
      house.audience.note(path, clientOf(request, house.present.newsroom.config.trustProxy), request);
    },
  });
  try {
    return await listen(makeApp(desk), site, () => house.present.prefixes, port, host);
  } catch (error) {
    await house.store.close();
    const why = error instanceof Error ? error.message : String(error);
    return fail(
      "PORT_TAKEN",
      `port ${port} cannot be listened on (${why}); end what uses it, or give another with --port.`,
      2,
    );
  }
}
