import { setTimeout as sleep } from "node:timers/promises";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { openWire, type WireText } from "../wire.ts";
import { serving } from "./serving.ts";

const files = {
  "index.html": "<h1>Front</h1>",
  "404.html": "<h1>No page here</h1>",
  "feed.xml": `<rss>${"<item>Words that repeat.</item>".repeat(50)}</rss>`,
  "stories/a/index.html": "<h1>A</h1>",
  "picture.png": Uint8Array.from({ length: 1000 }, (_, i) => i % 251),
};

const hash = "sha256 of the feed is not known here";
const headers = fc.constantFrom(
  "Accept-Encoding: gzip",
  "accept-encoding: br;q=0.1, gzip;q=0",
  "Accept-Encoding:",
  "ACCEPT-ENCODING: *",
  'If-None-Match: "x"',
  "If-None-Match: *",
  `If-None-Match: W/"${hash}"`,
  "If-Modified-Since: Sun, 22 Nov 2099 12:00:00 GMT",
  "If-Modified-Since: yesterday",
  "Range: bytes=0-3",
  "Connection: keep-alive",
  "Connection: close",
  "User-Agent: newsboat/2.21",
  "X-Forwarded-For: 192.0.2.1",
  "Content-Length: 0",
  "Expect: 100-continue",
  "Host: other.example",
  "X-Odd : y",
);
const paths = fc.constantFrom(
  "/",
  "/feed.xml",
  "/feed.xml?v=abc",
  "/feed.xml?x",
  "/stories/a/",
  "/stories/a",
  "/stories/%61/",
  "/picture.png",
  "/nothing",
  "/../feed.xml",
  "/%2e%2e/feed.xml",
  "/feed.xml%00",
  "*",
);

/** What differs by nature: when it was said, and how the connection goes on. */
function comparable({ status, headers: said, body }: WireText): unknown {
  const kept = [...said].filter(([name]) => !["date", "connection", "keep-alive"].includes(name));
  return { status, headers: kept.toSorted(), body: body.toString("latin1") };
}

test("whatever is asked, the fast lane and node:http answer the same", { timeout: 60_000 }, async () => {
  const [lane, plain] = [await serving("the fast lane", files), await serving("node:http", files)];
  const same = fc.asyncProperty(
    fc.constantFrom("GET", "HEAD", "GET", "OPTIONS"),
    paths,
    fc.uniqueArray(headers, { maxLength: 4 }),
    fc.constantFrom("HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0"),
    async (method, path, lines, version) => {
      const head = [`${method} ${path} ${version}`, "Host: news.example", ...lines, "", ""].join("\r\n");
      const answers = await Promise.all(
        [lane, plain].map(async ({ port }) => {
          const wire = await openWire(port);
          wire.send(head);
          const answer = await wire.answer(method);
          wire.socket.destroy();
          return comparable(answer);
        }),
      );
      expect(answers[0]).toEqual(answers[1]);
    },
  );
  await fc.assert(same, { numRuns: 400, seed: 7 });
});

test("answers one request after the other, and hands over a connection that asks for more", async () => {
  const { port } = await serving("the fast lane", files);
  const wire = await openWire(port);
  for (const [request, status, length] of [
    ["GET / HTTP/1.1\r\nHost: x\r\n\r\n", 200, 14],
    ["HEAD / HTTP/1.1\r\nHost: x\r\n\r\n", 200, 0],
    ["GET /picture.png HTTP/1.1\r\nHost: x\r\n\r\n", 200, 1000],
    ["GET /picture.png HTTP/1.1\r\nHost: x\r\nRange: bytes=10-19\r\n\r\n", 206, 10],
    ["GET / HTTP/1.1\r\nHost: x\r\n\r\n", 200, 14],
  ] as const) {
    wire.send(request);
    const answer = await wire.answer(request.slice(0, 4).trim());
    expect([answer.status, answer.body.length]).toEqual([status, length]);
  }
});

test("answers a head that comes byte by byte, and several that come at once, in their order", async () => {
  const { port } = await serving("the fast lane", files);
  const slow = await openWire(port);
  for (const letter of "GET /stories/a/ HTTP/1.1\r\nHost: x\r\n\r\n") {
    slow.send(letter);
    await new Promise((next) => setImmediate(next));
  }
  expect((await slow.answer()).body.toString()).toBe("<h1>A</h1>");
  const many = await openWire(port);
  many.send(["/stories/a/", "/", "/stories/a/"].map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join(""));
  const bodies = [await many.answer(), await many.answer(), await many.answer()].map(({ body }) => body.toString());
  expect(bodies).toEqual(["<h1>A</h1>", "<h1>Front</h1>", "<h1>A</h1>"]);
});

test("whoever asks and never reads is answered no more once the socket is full", async () => {
  const asked: string[] = [];
  const big = Buffer.alloc(500_000, "x");
  const { port } = await serving("the fast lane", { "feed.xml": big }, { onFeed: (format) => asked.push(format) });
  const wire = await openWire(port);
  wire.socket.pause();
  for (let sent = 1; sent <= 100; sent++) {
    wire.send("GET /feed.xml HTTP/1.1\r\nHost: x\r\n\r\n");
    for (let i = 0; i < 20 && asked.length < sent; i++) await sleep(10);
    if (asked.length < sent) break;
  }
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.length).toBeLessThan(100);
});
