import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/store/open.ts";
import type { Publisher } from "../../src/store/store.ts";
import { courant, startCourant } from "../courant.ts";
import { story } from "../newsroom.ts";
import { freePort, openMailbox, servedNewsroom, spawnService, startService, until } from "./service-process.ts";

/** `npm run bench:rivals` asks for a hundred. */
const rounds = Number(process.env["RIVAL_ROUNDS"] ?? (process.env["CI"] === undefined ? 3 : 10));
const readers = ["ada", "bob", "cy"];

test(
  `two services, two who publish and a tick on one database: each letter and each note leaves once, ${rounds} times over`,
  { timeout: 60_000 + rounds * 20_000 },
  async () => {
    const [port, other, mailbox] = [await freePort(), await freePort(), await openMailbox()];
    const dir = servedNewsroom(port, "trustProxy: [127.0.0.1]\n");
    const env = { SMTP_URL: mailbox.url };
    courant(["publish", "--dir", dir, "--yes"], { env });
    for (const name of readers) courant(["subscribers", "add", `${name}@readers.example`, "--yes", "--dir", dir]);
    await Promise.all([startService(dir, port, env), startService(dir, other, env)]);
    for (let round = 1; round <= rounds; round++) {
      const date = new Date(Date.now() - 60_000).toISOString();
      writeFileSync(join(dir, "stories", `r${round}.md`), story({ title: `Round ${round}`, date }, "Words."));
      const rivals = [["publish", "--yes"], ["publish", "--yes"], ["tick"]].map(
        (verb) => startCourant([...verb, "--dir", dir], { env }).ended,
      );
      await fetch(`http://127.0.0.1:${port}/subscribe`, {
        method: "POST",
        headers: { "X-Forwarded-For": `10.0.${round}.1` },
        body: new URLSearchParams({ email: `new${round}@readers.example` }),
      });
      await until(() => mailbox.letters().length >= round * (readers.length + 1), `the letters of round ${round}`);
      expect((await Promise.all(rivals)).map(({ exit }) => exit)).toEqual([0, 0, 0]);
    }
    const got = mailbox.letters().map(({ to, subject }) => `${to?.[0]?.address} ${subject}`);
    expect(got.toSorted()).toEqual([...new Set(got)].toSorted());
    expect(got).toHaveLength(rounds * (readers.length + 1));
    const { issues } = courant(["issues", "--json", "--dir", dir]).json();
    expect(issues).toHaveLength(rounds);
  },
);

describe("a service that starts while another process delivers", () => {
  async function holdLock(dir: string): Promise<Publisher> {
    const store = await openStore({
      data: join(dir, "data"),
      clock: Date.now,
      secret: null,
      durability: "normal",
      create: true,
    });
    onTestFinished(() => store.close());
    return (await store.publisher({ wait: false, unsure: "hold" }))!;
  }

  test("is up with the site that is there", { timeout: 60_000 }, async () => {
    const port = await freePort();
    const dir = servedNewsroom(port);
    courant(["build", "--dir", dir]);
    await holdLock(dir);
    const { url } = await startService(dir, port);
    expect((await fetch(`${url}/feed.xml`)).status).toBe(200);
  });

  test("is up within seconds of the other's end where no site is there yet", { timeout: 60_000 }, async () => {
    const port = await freePort();
    const dir = servedNewsroom(port);
    const publisher = await holdLock(dir);
    const service = spawnService(dir, port);
    await until(() => service.log().includes("listening"), "the door to open");
    await until(async () => (await fetch(`${service.url}/healthz`)).status === 503, "the answer that it is starting");
    await publisher.release();
    await until(async () => (await fetch(`${service.url}/healthz`)).status === 200, service.log, 10_000);
    expect((await fetch(`${service.url}/feed.xml`)).status).toBe(200);
  });
});

test(
  "whoever reads while it publishes sees whole files, and no feed that names a page not there",
  { timeout: 120_000 },
  async () => {
    const port = await freePort();
    const dir = servedNewsroom(port);
    const { url } = await startService(dir, port);
    const done = new AbortController();
    const writing = (async () => {
      for (let i = 1; i <= 6; i++) {
        const date = new Date(Date.now() - 60_000 + i).toISOString();
        writeFileSync(join(dir, "stories", `s${i}.md`), story({ title: `Story ${i}`, date }, "Words. ".repeat(500)));
        await until(
          async () => (await fetch(`${url}/feed.xml`).then((feed) => feed.text())).includes(`Story ${i}<`),
          `story ${i}`,
        );
      }
      done.abort();
    })();
    const faults: string[] = [];
    while (!done.signal.aborted) {
      const feed = await (await fetch(`${url}/feed.xml`)).text();
      if (!feed.trimEnd().endsWith("</rss>")) faults.push("a feed was cut short");
      const links = [...feed.matchAll(/<item>.*?<link>http:\/\/[^/]+([^<]+)<\/link>/gs)].map(([, path]) => path!);
      for (const path of links) {
        const page = await fetch(url + path);
        const text = await page.text();
        if (page.status !== 200 || !text.trimEnd().endsWith("</html>")) faults.push(`${path} ${page.status}`);
      }
    }
    await writing;
    expect(faults).toEqual([]);
  },
);

test("nothing that the service logs holds an address, a secret or a reader's link", { timeout: 60_000 }, async () => {
  const port = await freePort();
  const dir = servedNewsroom(port);
  const secret = "canary-secret-0123456789";
  // Nobody listens there: the server's own words of failure are logged too.
  const env = {
    SMTP_URL: "smtp://canary-user:canary-password@127.0.0.1:1",
    COURANT_SECRET: secret,
  };
  const service = await startService(dir, port, env);
  const body = new URLSearchParams({ email: "canary@readers.example" });
  await fetch(`${service.url}/subscribe`, { method: "POST", body });
  await fetch(`${service.url}/unsubscribe/canary-link`, { method: "POST" });
  await until(() => service.log().includes("note not sent"), "the note to fail");
  service.kill("SIGTERM");
  expect(await service.ended).toBe(0);
  expect(service.log()).not.toContain("canary");
  const site = join(dir, "out", "site");
  mkdirSync(site, { recursive: true });
  const files = readdirSync(site, { recursive: true, encoding: "utf8", withFileTypes: false });
  const texts = files
    .filter((file) => /\.(html|xml|json)$/.test(file))
    .map((file) => readFileSync(join(site, file), "utf8"));
  expect(texts.join("\n")).not.toContain("canary");
});
