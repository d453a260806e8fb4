import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { formats, type FeedInfo } from "../compile/feeds/feed-info.ts";
import { problem } from "../errors.ts";
import { keepFile } from "../base/keep-file.ts";
import type { Newsroom, Problem, SitePath } from "../model.ts";
import { absolute, fileOf } from "../base/site.ts";
import { ask } from "./outside.ts";

/** What came of telling the hubs. */
export interface Pushed {
  /** Addresses of the feeds that every hub was told of. */
  readonly told: readonly string[];
  /** Warnings: the next publish tries again. */
  readonly problems: readonly Problem[];
}

interface Topic {
  readonly path: SitePath;
  /** The feed's public address: what WebSub calls the topic. */
  readonly url: string;
  /** SHA-256 (hex) of the bytes that were built. */
  readonly hash: string;
  /** Of the bytes and the hubs: what `.courant` keeps of a feed that was told of. */
  readonly mark: string;
}

/** Milliseconds between looks at the public addresses: 45 s in all, what caches of static hosts take to turn over. */
const looks = [0, 200, 800, 2000, 4000, 8000, 10_000, 20_000];
/** An address that nobody answers at is given up after this many looks; one that serves other bytes is worth the wait. */
const looksInVain = 3;
/** Milliseconds before a hub is told again. */
const retries = [0, 500, 2000];
const atOnce = 8;
const largestFeed = 2 ** 25;
const largestAnswer = 2 ** 16;

/**
 * Tells the hubs of courant.yaml (WebSub §7: by custom a POST of `hub.mode=publish` and `hub.url`) which feeds have changed since
 * they were last told, each once its public address serves the very bytes that were built: a hub that fetches too early
 * hands out what its readers have already. Never throws.
 */
export async function pushFeeds(
  { dir, config }: Pick<Newsroom, "dir" | "config">,
  feeds: readonly FeedInfo[],
  manifest: ReadonlyMap<SitePath, string>,
  signal: AbortSignal,
): Promise<Pushed> {
  const { hubs } = config.feeds;
  if (hubs.length === 0) return { told: [], problems: [] };
  const folder = join(dir, ".courant");
  const kept = readMarks(join(folder, "pushed.json"));
  const topics = feeds.flatMap((feed) => formats.flatMap((format) => topicOf(config, feed[format], manifest)));
  const changed = topics.filter(({ path, mark }) => kept.get(path) !== mark);
  if (changed.length === 0) return { told: [], problems: [] };
  const troubles = new Map<string, Problem>();
  const told: Topic[] = [];
  const unseen = await whenServed(changed, signal, async (topic) => {
    const answers = await Promise.all(hubs.map((hub) => tellHub(hub, topic, troubles, signal)));
    if (answers.every(Boolean)) told.push(topic);
  });
  const now = new Map([...kept, ...told.map(({ path, mark }) => [path, mark] as const)]);
  const marks = topics.flatMap(({ path }) => (now.has(path) ? [[path, now.get(path)] as const] : []));
  keepFile(folder, "pushed.json", JSON.stringify(Object.fromEntries(marks)));
  return { told: told.map(({ url }) => url).toSorted(), problems: [...unseen, ...troubles.values()] };
}

function topicOf(config: Newsroom["config"], path: string, manifest: ReadonlyMap<SitePath, string>): readonly Topic[] {
  const hash = manifest.get(fileOf(path));
  if (hash === undefined) return [];
  const mark = createHash("sha256")
    .update([hash, ...config.feeds.hubs].join("\n"))
    .digest("base64url");
  return [{ path: fileOf(path), url: absolute(config, path), hash, mark }];
}

function readMarks(file: string): ReadonlyMap<SitePath, string> {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<SitePath, string>));
  } catch {
    return new Map();
  }
}

/** Calls `then` for each topic once its address serves its bytes; a warning where some never did. */
async function whenServed(
  topics: readonly Topic[],
  signal: AbortSignal,
  then: (topic: Topic) => Promise<void>,
): Promise<readonly Problem[]> {
  let waiting = topics;
  let trouble: Sight = "served";
  for (const [n, pause] of looks.entries()) {
    if ((await rest(pause, signal)) === "stopped") break;
    const later: Topic[] = [];
    trouble = "served";
    await inParallel(waiting, async (topic) => {
      // Where nobody answers for one feed, nobody does for the next.
      const sight = isDown(trouble) ? trouble : await look(topic, signal);
      if (sight === "served") return then(topic);
      trouble = sight;
      later.push(topic);
    });
    waiting = later;
    if (waiting.length === 0) return [];
    if (isDown(trouble) && n + 1 >= looksInVain) break;
  }
  const [first] = waiting;
  const why = isDown(trouble) ? trouble.down : "does not serve what was built yet";
  const message = `${first!.url} ${why}; the hubs were not told of ${waiting.length === 1 ? "it" : `${waiting.length} feeds`}. The next publish tries again.`;
  return [problem("warning", "PUSH_UNSEEN", null, null, message)];
}

type Sight = "served" | "other" | { readonly down: string };

function isDown(sight: Sight): sight is { readonly down: string } {
  return typeof sight === "object";
}

async function look({ url, hash }: Topic, signal: AbortSignal): Promise<Sight> {
  try {
    const { status, body } = await ask(url, { most: largestFeed, signal });
    return status === 200 && createHash("sha256").update(body).digest("hex") === hash ? "served" : "other";
  } catch (error) {
    return { down: `cannot be reached (${reason(error)})` };
  }
}

/** True once the hub took it. A hub that fails is not asked again for the others: `troubles` holds why. */
async function tellHub(
  hub: string,
  { url }: Topic,
  troubles: Map<string, Problem>,
  signal: AbortSignal,
): Promise<boolean> {
  const form = new URLSearchParams({ "hub.mode": "publish", "hub.url": url }).toString();
  let why = "";
  for (const pause of retries) {
    if (troubles.has(hub) || (await rest(pause, signal)) === "stopped") return false;
    try {
      const { status } = await ask(hub, { form, most: largestAnswer, signal });
      if (status >= 200 && status < 300) return true;
      why = `answers ${status}`;
      if (status < 500 && status !== 429) break;
    } catch (error) {
      why = reason(error);
    }
  }
  const message = `The hub ${hub} was not told of ${url}: ${why}. The next publish tries again.`;
  troubles.set(hub, problem("warning", "PUSH_FAILED", null, null, message));
  return false;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function rest(milliseconds: number, signal: AbortSignal): Promise<"rested" | "stopped"> {
  if (milliseconds > 0) await sleep(milliseconds, undefined, { signal }).catch(() => {});
  return signal.aborted ? "stopped" : "rested";
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
