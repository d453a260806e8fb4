/** The service's routes over a real store and the real templates, with a clock in hand. */
import { onTestFinished } from "vitest";
import { fillDefaults } from "../../src/config/defaults.ts";
import type { Config } from "../../src/config/config.ts";
import type { Note } from "../../src/base/membership.ts";
import type { TopicKey } from "../../src/model.ts";
import { makeApp } from "../../src/server/app.ts";
import type { App, Desk } from "../../src/server/desk.ts";
import { makeKeyRing, type Purpose, signToken } from "../../src/server/token.ts";
import { firstPresent, wordsOf } from "../../src/service/present.ts";
import { scratch } from "../courant.ts";
import { email, temporaryStore } from "../store/temporary.ts";
import type { Store } from "../../src/store/store.ts";

export interface TestDesk {
  readonly app: App;
  readonly store: Store;
  readonly data: string;
  readonly log: readonly string[];
  readonly woken: () => number;
  readonly wait: (milliseconds: number) => void;
  readonly token: (purpose: Purpose, subject: string, good?: number) => string;
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>;
  readonly post: (path: string, fields: Form, headers?: Record<string, string>) => Promise<Response>;
  /** Notes that wait, taken off the queue. */
  readonly notes: () => Promise<readonly Note[]>;
  /** A reader who subscribed and confirmed. */
  readonly join: (address: string) => Promise<Note>;
}

type Form = string | FormData | readonly (readonly [string, string])[];

export async function testDesk(more: Partial<Desk> = {}, yaml: object = {}, peer = "192.0.2.7"): Promise<TestDesk> {
  let now = Date.UTC(2026, 10, 22, 12);
  let wakes = 0;
  const log: string[] = [];
  const { store, data, remove } = await temporaryStore(() => now);
  onTestFinished(remove);
  const config = configOf(yaml);
  const present = firstPresent(scratch(), config);
  const ring = makeKeyRing(["a secret of the newsroom"]);
  const app = makeApp({
    ...wordsOf(() => present),
    config: () => config,
    members: store.members,
    ring,
    clock: () => now,
    offer: () => ({
      digests: config.digests,
      tags: [{ key: "cloud" as TopicKey, label: "Cloud" }],
      threads: [{ key: "tiktok-oracle" as TopicKey, label: "TikTok and Oracle" }],
    }),
    wake: () => wakes++,
    log: (event, facts) => log.push(JSON.stringify([event, facts])),
    count: () => {},
    answerAfter: 0,
    health: () => ({ ok: true, state: "ok", lastBuild: null, lastTick: null }),
    metrics: async () => "courant_readers 1\n",
    metricsToken: null,
    routes: [],
    ...more,
  });
  const ask = async (path: string, init: RequestInit, headers: Record<string, string>): Promise<Response> => {
    const incoming = { headers, socket: { remoteAddress: peer } };
    return app.request(path, { ...init, headers }, { incoming });
  };
  const notes = async (): Promise<readonly Note[]> => {
    const claimed = await store.notes.claim(100);
    for (const note of claimed) await store.notes.done(note.id);
    return claimed;
  };
  const test: TestDesk = {
    app,
    store,
    data,
    log,
    woken: () => wakes,
    wait: (milliseconds) => void (now += milliseconds),
    token: (purpose, subject, good = 3_600_000) => signToken(ring, purpose, subject, now + good),
    get: (path, headers = {}) => ask(path, {}, headers),
    post: (path, fields, headers = {}) => {
      if (fields instanceof FormData) return ask(path, { method: "POST", body: fields }, headers);
      const body =
        typeof fields === "string"
          ? fields
          : new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString();
      return ask(path, { method: "POST", body }, { "content-type": "application/x-www-form-urlencoded", ...headers });
    },
    notes,
    join: async (address) => {
      const choices = [{ digest: "weekly", tags: [], threads: [] }];
      const network = `10.${address.length}.0.0/24`;
      await store.members.apply({ email: email(address), choices, network, form: "form-1 en", signed: true });
      const [note] = await notes();
      await store.members.confirm(note!.subject);
      return note!;
    },
  };
  return test;
}

function configOf(yaml: object): Config {
  const digests = { weekly: { every: "week", at: "07:00" }, daily: { every: "day", at: "06:00" } } as const;
  return fillDefaults({ title: "The Courant", url: "https://news.example", digests, ...yaml }, new Map());
}
