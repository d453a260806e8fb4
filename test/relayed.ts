/** An issue that leaves by a real relay, with readers who are gone: what arrives, what comes back, and whom that stops. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { startCourant } from "./courant.ts";
import type { Postfix } from "./postfix.ts";

/** Files of a newsroom whose letters have return paths. */
export const relayedNewsroom: Readonly<Record<string, string>> = {
  "courant.yaml": [
    "title: Test",
    "url: https://news.example",
    "from: Test <news@news.example>",
    "postalAddress: 1 Example Street",
    "bounces: {}",
    'digests: { weekly: { title: Weekly, every: week, on: mon, at: "08:00" } }\n',
  ].join("\n"),
  "stories/one.md": "---\ntitle: One opens\ndate: 2026-11-18\n---\n\nFirst words.\n",
};

/** What the mail servers and the readers' list tell in the end. */
export interface Relayed {
  /** Letters in the Maildir of all readers, and how many readers they are for. */
  readonly arrived: number;
  readonly readers: number;
  /** Bounces whose envelope recipient is a return path. */
  readonly cameBack: number;
  readonly milliseconds: number;
  readonly issue: unknown;
  readonly handled: unknown;
  /** Addresses of bounced readers, sorted. */
  readonly bounced: readonly string[];
}

type Run = (...args: string[]) => ReturnType<typeof startCourant>["ended"];

/** Imports readers, publishes, waits until the relay has nothing more to bring, and reads what came back. */
export async function sendThrough(
  postfix: Postfix,
  dir: string,
  run: Run,
  alive: readonly string[],
  dead: readonly string[],
): Promise<Relayed> {
  const list = join(dir, "readers.csv");
  // Mixed, so that a fault of ours could not look like a fault of the first or the last.
  const every = Math.floor(alive.length / dead.length);
  const all = alive.flatMap((address, i) => [
    address,
    ...(i % every === 0 ? dead.slice(i / every, i / every + 1) : []),
  ]);
  writeFileSync(list, ["email", ...all, ""].join("\n"));
  await run("subscribers", "import", list, "--yes");
  const start = Date.now();
  const published = await run("publish", "--yes", "--json", "--now", "2026-11-23T13:00:00Z");
  const milliseconds = Date.now() - start;
  const settled = (): boolean => postfix.arrived().length >= alive.length && postfix.cameBack().length >= dead.length;
  for (let waited = 0; !settled() && waited < 600; waited++) await sleep(500);
  // One that came twice would come now.
  await sleep(1000);
  const bounce = await run("bounce", postfix.returned, "--json");
  const { readers } = (await run("subscribers", "list", "--json")).json() as {
    readers: readonly { readonly email: string; readonly status: string }[];
  };
  return {
    arrived: postfix.arrived().length,
    readers: new Set(postfix.arrived().map((file) => headerOf(file, "Delivered-To"))).size,
    cameBack: postfix.cameBack().filter((file) => /^b\+[0-9a-z]+\.[0-9a-z]{8}@/.test(headerOf(file, "Delivered-To")))
      .length,
    milliseconds,
    issue: published.json().issues[0],
    handled: bounce.json().handled,
    bounced: readers.flatMap(({ email, status }) => (status === "bounced" ? [email] : [])).toSorted(),
  };
}

function headerOf(file: string, name: string): string {
  return new RegExp(`^${name}: (.*)$`, "m").exec(readFileSync(file, "utf8"))?.[1] ?? "";
}
