/**
 * `npm run bench:serve [seconds]`: 200 and 304 answers of a feed by Courant's server and by one nginx worker, same files, same wrk;
 * then a flood of subscribe attempts from one network. wrk, nginx and this bench share the machine's cores.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { median } from "./measure.ts";
import { generateStories, writeStories } from "./stories.ts";

const seconds = Number(process.argv[2] ?? 5);
const rounds = 3;
const limit = 0.25;
const courant = new URL("../bin/courant.mjs", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "courant-serve-"));
const dir = join(folder, "newsroom");
const site = join(dir, "out", "site");
const [ours, theirs] = [await freePort(), await freePort()];

writeStories(join(dir, "stories"), generateStories(300));
const url = `http://127.0.0.1:${ours}`;
writeFileSync(
  join(dir, "courant.yaml"),
  `title: Bench\nurl: ${url}\nfrom: Bench <bench@news.example>\npostalAddress: 1 Example Street\ntrustProxy: [127.0.0.1]\ndigests: { weekly: { every: week, at: "07:00" } }\n`,
);
const service = spawn(process.execPath, [courant, "start", "--port", String(ours)], { cwd: dir, stdio: "ignore" });
const nginx = await startNginx();
try {
  await answering(`${url}/healthz`);
  const feed = Buffer.from(await (await fetch(`${url}/feed.xml`)).arrayBuffer());
  writeFileSync(join(site, "feed.xml.gz"), gzipSync(feed, { level: 9 }));
  console.log(`feed.xml: ${feed.length} bytes, ${gzipSync(feed, { level: 9 }).length} compressed`);
  await compare("200, compressed", false);
  await compare("304", true);
  await flood();
} finally {
  service.kill("SIGTERM");
  nginx.kill("SIGTERM");
  await sleep(500);
  rmSync(folder, { recursive: true, force: true });
}

async function compare(what: string, conditional: boolean): Promise<void> {
  const rates = { ours: [] as number[], theirs: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    rates.ours.push(await load(ours, conditional));
    rates.theirs.push(await load(theirs, conditional));
  }
  const [a, b] = [median(rates.ours), median(rates.theirs)];
  const ratio = a / b;
  const verdict = ratio >= limit ? "met" : "missed";
  console.log(
    `${what.padEnd(18)} ${a.toFixed(0)}/s   ${ratio.toFixed(2)} × nginx (${b.toFixed(0)}/s; limit ${limit}, ${verdict})`,
  );
}

async function load(port: number, conditional: boolean): Promise<number> {
  const address = `http://127.0.0.1:${port}/feed.xml`;
  const headers = { "Accept-Encoding": "gzip" };
  const etag = (await fetch(address, { headers })).headers.get("etag") ?? "";
  const more = conditional ? ["-H", `If-None-Match: ${etag}`] : [];
  const { stdout } = spawnSync(
    "wrk",
    ["-t1", "-c32", `-d${seconds}s`, "-H", "Accept-Encoding: gzip", ...more, address],
    { encoding: "utf8" },
  );
  const rate = /Requests\/sec:\s*([\d.]+)/.exec(stdout)?.[1];
  if (rate === undefined) throw new Error(`wrk said: ${stdout}`);
  return Number(rate);
}

/**
 * 10,000 attempts from one network within a minute, in two halves: five confirmations leave, memory stands after the first half, and a
 * reader elsewhere gets pages and a confirmation all the while.
 */
async function flood(): Promise<void> {
  const before = await memory();
  const halves = [await floodHalf(0), await floodHalf(1)];
  const reader = await subscribe("reader@readers.example", "198.51.100.7");
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const outcome = (name: string): string =>
    new RegExp(`courant_subscribe_total\\{outcome="${name}"\\} (\\d+)`).exec(metrics)?.[1] ?? "0";
  const seconds = halves.reduce((sum, half) => sum + half.seconds, 0);
  const page = Math.max(...halves.map((half) => half.page));
  console.log(
    `10,000 subscribe attempts of one network in ${seconds.toFixed(0)} s: ${outcome("mailed")} mailed (one of them to a reader elsewhere, ${reader}), ` +
      `${outcome("limited")} limited; memory ${[before, ...halves.map((half) => half.memory)].map((mib) => mib.toFixed(0)).join(" → ")} MiB; ` +
      `slowest page ${page.toFixed(0)} ms`,
  );
}

async function memory(): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\d+)/m.exec(metrics)?.[1]) / 2 ** 20;
}

async function floodHalf(half: number): Promise<{ seconds: number; memory: number; page: number }> {
  const addresses = Array.from({ length: 5000 }, (_, i) => `r${half}-${i}@flood.example`);
  const began = process.hrtime.bigint();
  let page = 0;
  const ask = async (): Promise<void> => {
    for (let email = addresses.pop(); email !== undefined; email = addresses.pop()) await subscribe(email, "192.0.2.1");
  };
  const read = async (): Promise<void> => {
    while (addresses.length > 0) {
      const start = process.hrtime.bigint();
      await (await fetch(`${url}/`)).arrayBuffer();
      page = Math.max(page, Number(process.hrtime.bigint() - start) / 1e6);
      await sleep(50);
    }
  };
  await Promise.all([...Array.from({ length: 50 }, ask), read()]);
  return { seconds: Number(process.hrtime.bigint() - began) / 1e9, memory: await memory(), page };
}

async function subscribe(email: string, from: string): Promise<number> {
  const body = new URLSearchParams({ email });
  const response = await fetch(`${url}/subscribe`, { method: "POST", body, headers: { "X-Forwarded-For": from } });
  await response.arrayBuffer();
  return response.status;
}

async function startNginx(): Promise<ReturnType<typeof spawn>> {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  const user = process.getuid?.() === 0 ? "user root;" : "";
  mkdirSync(site, { recursive: true });
  writeFileSync(
    join(folder, "nginx.conf"),
    `daemon off; worker_processes 1; ${user} pid ${folder}/pid; error_log ${folder}/error.log;
     events { }
     http { access_log off; sendfile on; tcp_nopush on; open_file_cache max=1000; keepalive_requests 100000000; ${temporary.join(" ")}
       server { listen 127.0.0.1:${theirs}; root ${site}; gzip_static on; } }`,
  );
  return spawn("nginx", ["-p", folder, "-e", join(folder, "error.log"), "-c", join(folder, "nginx.conf")], {
    stdio: "ignore",
  });
}

async function answering(address: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const status = await fetch(address)
      .then((response) => response.status)
      .catch(() => 0);
    if (status === 200) return;
    await sleep(100);
  }
  throw new Error(`${address} does not answer`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((closed) => server.close(() => closed()));
  return port;
}
