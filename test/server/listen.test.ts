import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { listen, type Listening, type ListenOptions } from "../../src/server/listen.ts";
import { siteHeaders } from "../../src/server/security-headers.ts";
import { siteServer } from "../../src/server/site/serve-site.ts";
import { noFacts } from "../../src/server/site/site-facts.ts";
import { scratch } from "../courant.ts";
import { testDesk, type TestDesk } from "./desk.ts";
import { openWire } from "./wire.ts";

async function doors(more: Partial<ListenOptions> = {}): Promise<Listening & { readonly desk: TestDesk }> {
  const root = join(scratch(), "site");
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, "index.html"), "<h1>Front</h1>");
  writeFileSync(join(root, "404.html"), "<h1>No page here</h1>");
  const desk = await testDesk();
  const security = siteHeaders({ service: "https://mail.example" });
  const site = siteServer({ root, prefix: () => "", facts: () => noFacts, security: () => security, onFeed: () => {} });
  const options = { prefixes: () => [], port: 0, host: "127.0.0.1", clock: Date.now, ...more };
  const listening = await listen(desk.app, site, options);
  onTestFinished(() => listening.close(0));
  return { ...listening, desk };
}

const get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const form = "Content-Type: application/x-www-form-urlencoded\r\n";

describe("one connection", () => {
  test("carries pages, forms in several pieces, and pages again", async () => {
    const { port, desk } = await doors();
    const wire = await openWire(port);
    wire.send(get);
    expect((await wire.answer()).status).toBe(200);
    const body = "email=ada%40readers.example&digest=weekly";
    wire.send(
      `POST /subscribe HTTP/1.1\r\nHost: x\r\n${form}Content-Length: ${body.length}\r\n\r\n${body.slice(0, 9)}`,
    );
    await sleep(30);
    wire.send(body.slice(9));
    expect((await wire.answer()).status).toBe(200);
    expect(await desk.notes()).toHaveLength(1);
    wire.send(get);
    expect((await wire.answer()).body.toString()).toBe("<h1>Front</h1>");
  });

  test("never tells the service from the site by the host that was asked for", async () => {
    const { port } = await doors();
    for (const host of ["evil.example", "evil.example:99", "[::1]", "a b", "%00", ""]) {
      const wire = await openWire(port);
      wire.send(`GET /subscribe HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      const { status, body } = await wire.answer();
      expect([host, status]).toEqual([host, 200]);
      expect(body.toString()).not.toContain("evil");
    }
  });

  test("is refused a body without end, and a head without end", async () => {
    const { port } = await doors();
    const long = await openWire(port);
    long.send(`POST /unsubscribe/x HTTP/1.1\r\nHost: x\r\n${form}Content-Length: 999999999\r\n\r\n${"a".repeat(1000)}`);
    expect((await long.answer()).status).toBe(413);
    const chunked = await openWire(port);
    chunked.send(`POST /subscribe HTTP/1.1\r\nHost: x\r\n${form}Transfer-Encoding: chunked\r\n\r\n`);
    for (let i = 0; i < 20; i++) chunked.send(`3e8\r\n${"a".repeat(1000)}\r\n`);
    expect((await chunked.answer()).status).toBe(413);
    const head = await openWire(port);
    head.send(`GET / HTTP/1.1\r\nHost: x\r\nX: ${"a".repeat(20_000)}\r\n\r\n`);
    expect((await head.answer()).status).toBe(431);
  });
});

describe("slow senders", () => {
  const patience = { head: 400, request: 900, idle: 400 };

  test("are cut off, whether they say nothing, a head or a body without end; others are served meanwhile", async () => {
    const { port } = await doors({ patience });
    const starts = [
      "",
      "GET / HTTP/1.1\r\n",
      `POST /subscribe HTTP/1.1\r\nHost: x\r\n${form}Content-Length: 500\r\n\r\na`,
    ];
    const slow = await Promise.all(Array.from({ length: 90 }, () => openWire(port)));
    slow.forEach((wire, i) => wire.send(starts[i % 3]!));
    const drip = setInterval(
      () => slow.forEach((wire, i) => i % 3 > 0 && wire.send(i % 3 === 1 ? "X: a\r\n" : "a")),
      50,
    );
    onTestFinished(() => clearInterval(drip));
    const reader = await openWire(port);
    const cut = new AbortController();
    void Promise.all(slow.map(({ closed }) => closed)).then(() => cut.abort());
    let served = 0;
    for (; !cut.signal.aborted; served++) {
      reader.send(get);
      expect((await reader.answer()).status).toBe(200);
      await sleep(20);
    }
    expect(served).toBeGreaterThan(5);
  });

  test("who are idle between two requests are let go", async () => {
    const { port } = await doors({ patience });
    const wires = await Promise.all([openWire(port), openWire(port)]);
    wires[0].send(get);
    wires[1].send("GET /subscribe HTTP/1.1\r\nHost: x\r\n\r\n");
    for (const wire of wires) expect((await wire.answer()).status).toBe(200);
    await Promise.all(wires.map(({ closed }) => closed));
  });
});

test("closing ends idle connections at once, and those under way with their answer", async () => {
  const { port, close } = await doors();
  const [fresh, idle, busy] = await Promise.all([openWire(port), openWire(port), openWire(port)]);
  idle.send(get);
  await idle.answer();
  const body = "email=ada%40readers.example";
  busy.send(`POST /subscribe HTTP/1.1\r\nHost: x\r\n${form}Content-Length: ${body.length}\r\n\r\n`);
  await sleep(50);
  const closed = close(5000);
  await Promise.all([fresh.closed, idle.closed]);
  busy.send(body);
  expect((await busy.answer()).status).toBe(200);
  await closed;
});
