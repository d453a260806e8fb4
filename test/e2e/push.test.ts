/** WebSub from publish to subscriber: a real site, a real hub, a real subscriber, all on loopback. */
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ask, isRefused } from "../../src/issue/outside.ts";
import { startCourant, type Ran } from "../courant.ts";
import { newsroom, story } from "../newsroom.ts";
import { type Hub, isSigned, serve, startHub, textOf } from "./hub.ts";

interface Live {
  readonly dir: string;
  readonly site: string;
  readonly hub: Hub;
  readonly publish: () => Promise<Ran>;
  /** Requests of the site, by path. */
  readonly asked: string[];
}

/** A newsroom whose out/site is served at its `url`; the first `stale` answers are of bytes that are not there yet. */
async function goLive(stale = 0): Promise<Live> {
  const hub = await startHub();
  const asked: string[] = [];
  let dir = "";
  const site = await serve((request, response) => {
    asked.push(request.url!);
    const file = join(dir, "out/site", decodeURIComponent(request.url!));
    response.end(asked.length <= stale ? "yesterday's" : readFileSync(file));
  });
  dir = newsroom({
    "courant.yaml": `title: T\nurl: ${site}\nrelated: { limit: 0 }\nfeeds: { hubs: ["${hub.url}"] }\n`,
    "stories/a.md": story({ title: "A", date: "2026-11-01", tags: "[x]" }, "Text of a."),
    "stories/b.md": story({ title: "B", date: "2026-11-02", tags: "[y]" }, "Text of b."),
  });
  const publish = (): Promise<Ran> =>
    startCourant(["publish", "--dir", dir, "--json", "--now", "2026-11-22T12:00:00Z"]).ended;
  return { dir, site, hub, publish, asked };
}

const all = ["", "tags/x/", "tags/y/"].flatMap((folder) =>
  ["feed.xml", "atom.xml", "feed.json"].map((name) => `/${folder}${name}`),
);

describe("after a publish", () => {
  test("every hub is told of the feeds that changed, and of nothing twice", async () => {
    const { dir, site, hub, publish } = await goLive();
    await publish();
    expect(hub.told.toSorted()).toEqual(all.map((path) => site + path).toSorted());
    hub.told.length = 0;
    await publish();
    expect(hub.told).toEqual([]);
    writeFileSync(join(dir, "stories/a.md"), story({ title: "A", date: "2026-11-01", tags: "[x]" }, "Edited."));
    const { exit, json } = await publish();
    expect([exit, json().problems]).toEqual([0, []]);
    expect(hub.told.toSorted()).toEqual(
      all
        .filter((path) => !path.includes("/y/"))
        .map((path) => site + path)
        .toSorted(),
    );
  });

  test("a subscriber gets the very bytes of the feed, signed", async () => {
    const { dir, site, hub, publish } = await goLive();
    const delivered: { readonly body: string; readonly signed: boolean }[] = [];
    const receive = async (request: IncomingMessage): Promise<string> => {
      const { searchParams } = new URL(request.url!, "http://localhost");
      if (request.method === "GET") return searchParams.get("hub.challenge") ?? "";
      const body = await textOf(request);
      delivered.push({ body, signed: isSigned(String(request.headers["x-hub-signature"]), "hush", body) });
      return "";
    };
    const callback = await serve((request, response) => {
      void receive(request).then((answer) => response.end(answer));
    });
    const form = { "hub.mode": "subscribe", "hub.topic": `${site}/atom.xml`, "hub.callback": callback };
    await fetch(hub.url, { method: "POST", body: new URLSearchParams({ ...form, "hub.secret": "hush" }) });
    await publish();
    await expect.poll(() => delivered).toHaveLength(1);
    expect(delivered[0]).toEqual({ body: readFileSync(join(dir, "out/site/atom.xml"), "utf8"), signed: true });
  });

  test("no hub is told before the public address serves the bytes that were built", async () => {
    const { hub, publish, asked } = await goLive(12);
    await publish();
    expect(asked.length).toBe(12 + all.length);
    expect(hub.told).toHaveLength(all.length);
  });

  test("a hub in trouble is told again", async () => {
    const { hub, publish } = await goLive();
    hub.failures.push(503, 503);
    expect((await publish()).json().problems).toEqual([]);
    expect(hub.told).toHaveLength(all.length);
  });

  test("a hub that refuses is a warning, and the next publish tells it", async () => {
    const { hub, publish } = await goLive();
    hub.failures.push(...all.map(() => 403));
    const { exit, json } = await publish();
    expect([exit, json().problems[0]]).toEqual([
      0,
      expect.objectContaining({
        code: "PUSH_FAILED",
        level: "warning",
        message: expect.stringContaining("answers 403"),
      }),
    ]);
    hub.failures.length = 0;
    await publish();
    expect(new Set(hub.told).size).toBe(all.length);
  });

  test("a site that nobody answers at is a warning, soon", async () => {
    const { dir, hub, publish } = await goLive();
    const gone = await freePort();
    const yaml = readFileSync(join(dir, "courant.yaml"), "utf8");
    writeFileSync(join(dir, "courant.yaml"), yaml.replace(/^url: .*$/m, `url: http://127.0.0.1:${gone}`));
    expect((await publish()).json().problems[0]).toMatchObject({ code: "PUSH_UNSEEN", level: "warning" });
    expect(hub.told).toEqual([]);
  });
});

/** A port at which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((closed) => server.close(() => closed()));
  return port;
}

describe("a request outside", () => {
  const { signal } = new AbortController();

  test("follows no redirect", async () => {
    const address = await serve((_, response) => void response.writeHead(302, { Location: "http://10.0.0.1/" }).end());
    expect((await ask(address, { most: 10, signal })).status).toBe(302);
  });

  test("reads no more than it wants", async () => {
    const address = await serve((_, response) => void response.end("x".repeat(11)));
    await expect(ask(address, { most: 10, signal })).rejects.toThrow("more than 10 bytes");
  });

  test.each([
    "http://10.0.0.1/",
    "http://169.254.169.254/latest/meta-data",
    "http://[::ffff:192.168.0.1]/",
    "http://[fd00::1]/",
    "http://0x0a000001/",
    "http://0/",
  ])("never leads to %s", async (address) => {
    await expect(ask(address, { most: 10, signal })).rejects.toThrow("no public address");
  });

  test.each([
    ["hub.example", "10.1.2.3", true],
    ["hub.example", "127.0.0.1", true],
    ["hub.example", "::1", true],
    ["hub.example", "::ffff:10.0.0.1", true],
    ["hub.example", "64:ff9b::a00:1", true],
    ["hub.example", "100.64.0.1", true],
    ["hub.example", "93.184.216.34", false],
    ["hub.example", "2606:2800:220:1::1", false],
    ["localhost", "127.0.0.1", false],
    ["localhost", "10.0.0.1", true],
    ["127.0.0.1", "127.0.0.1", false],
  ])("of %s that resolves to %s is refused: %s", (host, address, refused) => {
    expect(isRefused(host, address)).toBe(refused);
  });
});
