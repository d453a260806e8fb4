/** The nginx snippet in a real nginx. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { feedsOfStories, story } from "../compile/feeds/newsroom.ts";
import { scratch } from "../courant.ts";
import { realPart } from "../real-part.ts";

const nginxThere = realPart("nginx");
/** Debian: libnginx-mod-http-brotli-filter. */
const brotliModule = "/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so";
const brotliThere = existsSync(brotliModule) || process.env["CI"] !== undefined;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((closed) => server.close(() => closed()));
  return port;
}

/** An nginx that serves a newsroom's feeds with the snippet made for it; its address. */
async function serve(brotli = false): Promise<string> {
  const folder = scratch();
  const site = feedsOfStories([story("a", { tags: ["Été"], html: "<p>Words.</p>".repeat(50) })], {
    feeds: { headers: ["nginx"], hubs: ["https://hub.example/"] },
  });
  for (const [path, bytes] of site) {
    const file = join(folder, "site", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  const port = await freePort();
  const configuration = `
    ${brotli ? `load_module ${brotliModule};` : ""}
    daemon off; pid ${folder}/pid; error_log ${folder}/error.log;
    events { }
    http {
      access_log off;
      ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(" ")}
      server { listen 127.0.0.1:${port}; root ${folder}/site; include ${folder}/site/headers.nginx.conf; ${brotli ? `include ${folder}/site/headers.nginx.brotli.conf;` : ""} }
    }
    ${process.getuid?.() === 0 ? "user root;" : ""}`;
  writeFileSync(join(folder, "nginx.conf"), configuration);
  const nginx = spawn("nginx", ["-p", folder, "-e", join(folder, "error.log"), "-c", join(folder, "nginx.conf")]);
  onTestFinished(() => void nginx.kill("SIGTERM"));
  const address = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 100; tries++) {
    const there = await fetch(address).then(
      () => true,
      () => false,
    );
    if (there) break;
    await sleep(50);
  }
  return address;
}

describe.skipIf(!nginxThere)("nginx with the snippet", () => {
  test("gives each format its type, lifetime and links", async () => {
    const address = await serve();
    const answers = await Promise.all(
      ["/feed.xml", "/tags/%C3%A9t%C3%A9/atom.xml", "/feed.json"].map(async (path) => {
        const { status, headers } = await fetch(address + path);
        return [status, headers.get("content-type"), headers.get("cache-control"), headers.get("link")];
      }),
    );
    expect(answers).toEqual(
      [
        ["rss+xml", "feed.xml"],
        ["atom+xml", "tags/%C3%A9t%C3%A9/atom.xml"],
        ["feed+json", "feed.json"],
      ].map(([type, path]) => [
        200,
        `application/${type}; charset=utf-8`,
        "public, max-age=3600",
        `<https://hub.example/>; rel="hub", <https://news.example/${path}>; rel="self"`,
      ]),
    );
  });

  test("answers 304 to whoever has the feed already, by ETag and by date", async () => {
    const address = await serve();
    const { headers } = await fetch(`${address}/feed.xml`);
    const etag = headers.get("etag") ?? "";
    const modified = headers.get("last-modified") ?? "";
    const again = [{ "If-None-Match": etag }, { "If-Modified-Since": modified }];
    const statuses = await Promise.all(
      again.map(async (condition) => (await fetch(`${address}/feed.xml`, { headers: condition })).status),
    );
    expect(statuses).toEqual([304, 304]);
  });

  test("sends feeds compressed and says that it varies", async () => {
    const address = await serve();
    const { headers } = await fetch(`${address}/atom.xml`, { headers: { "Accept-Encoding": "gzip" } });
    expect([headers.get("content-encoding"), headers.get("vary")]).toEqual(["gzip", "Accept-Encoding"]);
  });

  test.skipIf(!brotliThere)("with the other snippet, sends Brotli to whoever takes it, gzip to the rest", async () => {
    const address = await serve(true);
    const encodings = ["br, gzip", "gzip"].map(async (accepted) => {
      const { headers } = await fetch(`${address}/feed.json`, { headers: { "Accept-Encoding": accepted } });
      return [headers.get("content-encoding"), headers.get("vary"), headers.get("content-type")];
    });
    expect(await Promise.all(encodings)).toEqual([
      ["br", "Accept-Encoding", "application/feed+json; charset=utf-8"],
      ["gzip", "Accept-Encoding", "application/feed+json; charset=utf-8"],
    ]);
  });

  test.each(["headers.nginx.conf", "headers.nginx.brotli.conf"])("does not serve %s itself", async (name) => {
    const address = await serve();
    expect((await fetch(`${address}/${name}`)).status).toBe(404);
  });
});
