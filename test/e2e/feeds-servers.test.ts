/** The snippets for web servers in a real nginx and a real Caddy. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { feedsOfStories, story } from "../compile/feeds/newsroom.ts";
import { scratch } from "../courant.ts";
import { realPart } from "../real-part.ts";

const [nginxThere, caddyThere] = [realPart("nginx"), realPart("caddy")];
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

/** A newsroom's feeds with the snippet made for that server, in a folder of their own. */
function writeSite(server: "nginx" | "caddy"): string {
  const folder = scratch();
  const site = feedsOfStories([story("a", { tags: ["Été"], html: "<p>Words.</p>".repeat(50) })], {
    feeds: { headers: [server], hubs: ["https://hub.example/"] },
  });
  for (const [path, bytes] of site) {
    const file = join(folder, "site", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  return folder;
}

/** Starts a server and waits until it answers; its address. */
async function start(command: string, args: readonly string[], folder: string, port: number): Promise<string> {
  const server = spawn(command, args, { env: { ...process.env, HOME: folder }, stdio: "ignore" });
  onTestFinished(() => void server.kill("SIGTERM"));
  const address = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 200; tries++) {
    const there = await fetch(address).then(
      () => true,
      () => false,
    );
    if (there) break;
    await sleep(50);
  }
  return address;
}

async function serveNginx(brotli = false): Promise<string> {
  const [folder, port] = [writeSite("nginx"), await freePort()];
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
  return start(
    "nginx",
    ["-p", folder, "-e", join(folder, "error.log"), "-c", join(folder, "nginx.conf")],
    folder,
    port,
  );
}

async function serveCaddy(): Promise<string> {
  const [folder, port] = [writeSite("caddy"), await freePort()];
  const configuration = `{\n admin off\n auto_https off\n}\nhttp://127.0.0.1:${port} {\n root * ${folder}/site\n import ${folder}/site/headers.caddy\n file_server\n}\n`;
  writeFileSync(join(folder, "Caddyfile"), configuration);
  return start("caddy", ["run", "--config", join(folder, "Caddyfile"), "--adapter", "caddyfile"], folder, port);
}

describe.each([
  ["nginx", nginxThere, serveNginx],
  ["Caddy", caddyThere, serveCaddy],
] as const)("%s with the snippet", (name, isThere, serve) => {
  test.skipIf(!isThere)("gives each format its type, lifetime and links", async () => {
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

  test.skipIf(!isThere)("answers 304 to whoever has the feed already, by ETag and by date", async () => {
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

  test.skipIf(!isThere).each(["feed.xml", "atom.xml", "feed.json"])(
    "sends %s compressed and says that it varies",
    async (path) => {
      const address = await serve();
      const { headers } = await fetch(`${address}/${path}`, { headers: { "Accept-Encoding": "gzip" } });
      expect([headers.get("content-encoding"), headers.get("vary")]).toEqual(["gzip", "Accept-Encoding"]);
    },
  );

  test.skipIf(!isThere)("does not serve the snippet itself", async () => {
    const address = await serve();
    expect((await fetch(`${address}/headers.${name === "nginx" ? "nginx.conf" : "caddy"}`)).status).toBe(404);
  });
});

describe.skipIf(!nginxThere || !brotliThere)("nginx with the other snippet, too", () => {
  test("sends Brotli to whoever takes it, gzip to the rest", async () => {
    const address = await serveNginx(true);
    const encodings = ["br, gzip", "gzip"].map(async (accepted) => {
      const { headers } = await fetch(`${address}/feed.json`, { headers: { "Accept-Encoding": accepted } });
      return [headers.get("content-encoding"), headers.get("vary"), headers.get("content-type")];
    });
    expect(await Promise.all(encodings)).toEqual([
      ["br", "Accept-Encoding", "application/feed+json; charset=utf-8"],
      ["gzip", "Accept-Encoding", "application/feed+json; charset=utf-8"],
    ]);
  });

  test("does not serve it", async () => {
    const address = await serveNginx();
    expect((await fetch(`${address}/headers.nginx.brotli.conf`)).status).toBe(404);
  });
});
