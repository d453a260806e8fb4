import { createHash } from "node:crypto";
import { renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { noFacts } from "../../../src/server/site/site-facts.ts";
import { type Road, type Serving, serving as servingOver } from "./serving.ts";

const feed = `<rss>${"<item>Words that repeat.</item>".repeat(50)}</rss>`;
const files = {
  "index.html": "<h1>Front</h1>",
  "404.html": "<h1>There is no page here</h1>",
  "feed.xml": feed,
  "stories/a/index.html": "<h1>A</h1>",
  "tags/été/index.html": "<h1>Été</h1>",
  "style.css": "a{}",
  "picture.png": Uint8Array.from({ length: 1000 }, (_, i) => i % 251),
};

describe.each<Road>(["the fast lane", "node:http"])("over %s,", (road) => {
  const serving = (files: Parameters<typeof servingOver>[1], options = {}): Promise<Serving> =>
    servingOver(road, files, options);

  describe("a file of the site", () => {
    test("is named by the hash of its bytes", async () => {
      const { headers } = await (await serving(files)).get("/feed.xml");
      expect(headers.etag).toBe(`"${createHash("sha256").update(feed).digest("base64url").slice(0, 22)}"`);
    });

    test.each([
      ["/", "text/html; charset=utf-8"],
      ["/feed.xml", "application/rss+xml; charset=utf-8"],
      ["/style.css", "text/css; charset=utf-8"],
      ["/picture.png", "image/png"],
      ["/tags/%C3%A9t%C3%A9/", "text/html; charset=utf-8"],
    ])("%s has its own type, %s", async (path, type) => {
      const { status, headers } = await (await serving(files)).get(path);
      expect([status, headers["content-type"]]).toEqual([200, type]);
    });

    test.each([
      ["br", "br", brotliDecompressSync],
      ["gzip, deflate", "gzip", gunzipSync],
      ["gzip;q=0.5, br;q=0", "gzip", gunzipSync],
    ])("is compressed for who takes %s", async (accepted, encoding, decompress) => {
      const { headers, body } = await (await serving(files)).get("/feed.xml", { "Accept-Encoding": accepted });
      expect([headers["content-encoding"], headers.vary, decompress(body).toString()]).toEqual([
        encoding,
        "Accept-Encoding",
        feed,
      ]);
    });

    test("has another tag for each encoding, and each of them brings a 304 without a body", async () => {
      const { get } = await serving(files);
      const tags = await Promise.all(
        ["br", "gzip", ""].map(async (each) => (await get("/feed.xml", { "Accept-Encoding": each })).headers.etag!),
      );
      expect(new Set(tags).size).toBe(3);
      for (const tag of tags) {
        const { status, body, headers } = await get("/feed.xml", { "If-None-Match": `"other", W/${tag}` });
        expect([status, body.length, headers["cache-control"]]).toEqual([304, 0, "public, max-age=3600"]);
      }
    });

    test("is 304 by date where no tag is sent, and the tag decides where one is", async () => {
      const { get } = await serving(files);
      const modified = (await get("/feed.xml")).headers["last-modified"]!;
      expect((await get("/feed.xml", { "If-Modified-Since": modified })).status).toBe(304);
      expect((await get("/feed.xml", { "If-Modified-Since": modified, "If-None-Match": '"old"' })).status).toBe(200);
      expect((await get("/feed.xml", { "If-Modified-Since": "Sun, 01 Nov 2020 00:00:00 GMT" })).status).toBe(200);
    });

    test("answers HEAD with the headers of GET and no body", async () => {
      const { get } = await serving(files);
      const [head, whole] = [await get("/feed.xml", {}, "HEAD"), await get("/feed.xml")];
      expect([head.headers["content-length"], head.body.length]).toEqual([String(whole.body.length), 0]);
      expect(head.headers.etag).toBe(whole.headers.etag);
    });

    test.each([
      ["bytes=0-9", 206, 0, 10, "bytes 0-9/1000"],
      ["bytes=990-", 206, 990, 1000, "bytes 990-999/1000"],
      ["bytes=-5", 206, 995, 1000, "bytes 995-999/1000"],
      ["bytes=0-0,5-6", 200, 0, 1000, undefined],
      ["bytes=9-1", 200, 0, 1000, undefined],
      ["bytes=2000-", 416, 0, 0, "bytes */1000"],
    ])("gives the range %s as %i", async (range, status, from, to, place) => {
      const answer = await (await serving(files)).get("/picture.png", { Range: range });
      expect([answer.status, answer.headers["content-range"]]).toEqual([status, place]);
      expect(answer.body).toEqual(Buffer.from(files["picture.png"].subarray(from, to)));
    });

    test("is sent whole where If-Range names other bytes", async () => {
      const { get } = await serving(files);
      const { etag } = (await get("/picture.png")).headers;
      const status = async (tag: string) => (await get("/picture.png", { Range: "bytes=0-1", "If-Range": tag })).status;
      expect([await status(etag!), await status('"old"')]).toEqual([206, 200]);
    });

    test("that is too large to be held is streamed, whole and in parts, under its hash", async () => {
      const large = Buffer.alloc(3_000_000, "courant");
      const { get } = await serving({ "talk.mp3": large });
      const whole = await get("/talk.mp3");
      const tail = await get("/talk.mp3", { Range: "bytes=-7" });
      expect(whole.body.equals(large)).toBe(true);
      expect(whole.headers.etag).toBe(`"${createHash("sha256").update(large).digest("base64url").slice(0, 22)}"`);
      expect([tail.status, tail.body.toString()]).toEqual([206, large.subarray(-7).toString()]);
    });

    test("is new the moment it is replaced", async () => {
      const { get, root } = await serving(files);
      const before = (await get("/feed.xml")).headers.etag;
      writeFileSync(join(root, ".courant-1.tmp"), "<rss>new</rss>");
      renameSync(join(root, ".courant-1.tmp"), join(root, "feed.xml"));
      const after = await get("/feed.xml", { "If-None-Match": before! });
      expect([after.status, after.body.toString()]).toEqual([200, "<rss>new</rss>"]);
      rmSync(join(root, "feed.xml"));
      expect((await get("/feed.xml")).status).toBe(404);
    });

    test("with its hash in its address never has to be asked for again", async () => {
      const { headers } = await (await serving(files)).get("/style.css?v=1234abcd");
      expect(headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    });

    test("that is a feed goes out as application/xml where the newsroom wants it to open in browsers", async () => {
      const open = await serving(files, { facts: () => ({ ...noFacts, openFeeds: true }) });
      const typeOf = async (headers: Record<string, string>): Promise<string | undefined> =>
        (await open.get("/feed.xml", headers)).headers["content-type"];
      expect(await typeOf({})).toBe("application/xml; charset=utf-8");
      expect(await typeOf({ Range: "bytes=0-1" })).toBe("application/xml; charset=utf-8");
    });

    test("that is a feed names its hubs and itself", async () => {
      const links = new Map([
        ["feed.xml", '<https://hub.example/>; rel="hub", <https://news.example/feed.xml>; rel="self"'],
      ]);
      const { get } = await serving(files, { facts: () => ({ ...noFacts, links }) });
      const { headers } = await get("/feed.xml");
      const { headers: unchanged } = await get("/feed.xml", { "If-None-Match": headers.etag! });
      expect([headers["link"], unchanged["link"]]).toEqual([links.get("feed.xml"), links.get("feed.xml")]);
    });
  });

  describe("an address of the site", () => {
    test("without its slash leads to the one with it, and keeps its query", async () => {
      const { status, headers } = await (await serving(files)).get("/stories/a?utm=x");
      expect([status, headers.location]).toEqual([301, "/stories/a/?utm=x"]);
    });

    test("of old leads to the new one", async () => {
      const redirects = new Map([["2019/old/index.html", "/stories/a/"]]);
      const { get } = await serving(files, { facts: () => ({ ...noFacts, redirects }) });
      for (const path of ["/2019/old/", "/2019/old"]) {
        const { status, headers } = await get(path);
        expect([status, headers.location]).toEqual([301, "/stories/a/"]);
      }
    });

    test("of a withdrawn story is 410, with the page that says why", async () => {
      const facts = { ...noFacts, gone: new Set(["stories/a/index.html"]) };
      const { status, body } = await (await serving(files, { facts: () => facts })).get("/stories/a/");
      expect([status, body.toString()]).toEqual([410, "<h1>A</h1>"]);
    });

    test("that leads nowhere is 404, with the site's own page", async () => {
      const { status, body, headers } = await (await serving(files)).get("/nothing/");
      expect([status, body.toString(), headers["cache-control"]]).toEqual([404, files["404.html"], "no-cache"]);
    });

    test("may hold the path of `url`, or a proxy may have taken it off", async () => {
      const { get } = await serving(files, { prefix: () => "/blog" });
      expect((await get("/blog/feed.xml")).status).toBe(200);
      expect((await get("/feed.xml")).status).toBe(200);
      expect((await get("/blog/stories/a")).headers.location).toBe("/blog/stories/a/");
      expect((await get("/blogger")).status).toBe(404);
    });

    test("takes GET and HEAD alone", async () => {
      const { status, headers } = await (await serving(files)).get("/feed.xml", {}, "DELETE");
      expect([status, headers.allow]).toEqual([405, "GET, HEAD"]);
    });

    test.each([
      "/../secret",
      "/..%2fsecret",
      "/%2e%2e/secret",
      "/stories/..%5c..%5csecret",
      "/stories/%2e%2e/%2e%2e/secret",
      "//secret",
      "/./secret",
      "/%00",
      "/%ff",
      "/%",
      "/.courant-1.tmp",
      "/link/secret",
      "/linked",
      "/headers.nginx.conf",
      "/_headers",
      `/${"a".repeat(300)}`,
      "/feed.xml/index.html",
    ])("%s leads to nothing outside, hidden or half-written", async (path) => {
      const { root, write, get } = await serving({ ...files, _headers: "secret", "headers.nginx.conf": "secret" });
      writeFileSync(join(dirname(root), "secret"), "secret");
      symlinkSync(dirname(root), join(root, "link"));
      symlinkSync(join(dirname(root), "secret"), join(root, "linked"));
      write(".courant-1.tmp", "secret");
      const { status, body } = await get(path);
      expect([status, body.toString()]).toEqual([404, files["404.html"]]);
    });

    test("never leads to another host", async () => {
      const { get } = await serving({ ...files, "evil.example/index.html": "x" });
      for (const path of ["//evil.example", "/%2fevil.example", "/\\evil.example"]) {
        expect((await get(path)).headers.location).toBeUndefined();
      }
    });

    test.each(["evil.example", "news.example:80", ""])("is the same whatever host is asked for: %j", async (host) => {
      const { get } = await serving(files);
      const { status, body, headers } = await get("/stories/a", { Host: host });
      expect([status, headers.location, body.length]).toEqual([301, "/stories/a/", 0]);
    });
  });

  test("every answer forbids frames, foreign scripts, guessed types and referrers", async () => {
    const { get } = await serving(files);
    for (const path of ["/", "/feed.xml", "/nothing", "/stories/a"]) {
      const { headers } = await get(path);
      expect(headers["content-security-policy"]).toMatch(
        /^default-src 'none'; script-src 'self';.*frame-ancestors 'none'$/,
      );
      expect([headers["x-content-type-options"], headers["referrer-policy"]]).toEqual(["nosniff", "no-referrer"]);
    }
  });
});
