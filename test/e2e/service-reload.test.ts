/** courant.yaml changed under a running service: everything counts at once, a mistake changes nothing. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { courant } from "../courant.ts";
import { story } from "../newsroom.ts";
import { openWire } from "../server/wire.ts";
import { freePort, openMailbox, type Running, servedNewsroom, startService, until } from "./service-process.ts";

function edit(dir: string, from: string | RegExp, to: string): void {
  const file = join(dir, "courant.yaml");
  const before = readFileSync(file, "utf8");
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  writeFileSync(file, after);
}

async function subscribe({ url }: Running, email: string, from: string): Promise<number> {
  const body = new URLSearchParams({ email });
  const headers = { "X-Forwarded-For": from };
  return (await fetch(`${url}/subscribe`, { method: "POST", body, headers })).status;
}

async function page({ url }: Running, path: string): Promise<string> {
  return (await fetch(url + path)).text();
}

test(
  "switches, proxies, digests, language and addresses are followed, even while a story keeps the site from being built",
  { timeout: 90_000 },
  async () => {
    const [port, mailbox] = [await freePort(), await openMailbox()];
    const dir = servedNewsroom(port, "subscribe: { enabled: true }\n");
    const service = await startService(dir, port, { SMTP_URL: mailbox.url });
    // From here on no build succeeds.
    writeFileSync(join(dir, "stories", "broken.md"), story({ title: "Broken", date: "someday" }, "Words."));
    await until(() => service.log().includes("round failed"), "the broken story");

    edit(dir, "enabled: true", "enabled: false");
    await until(async () => !(await page(service, "/subscribe")).includes("<form"), "the switch");
    expect(await subscribe(service, "a@readers.example", "192.0.2.1")).toBe(403);
    edit(dir, "enabled: false", "enabled: true");
    await until(async () => (await page(service, "/subscribe")).includes("<form"), "the switch back");

    edit(dir, "digests:", "trustProxy: [127.0.0.1]\ndigests:\n  weekly: { title: The Week, every: week, at: '07:00' }");
    await until(async () => (await page(service, "/subscribe")).includes("The Week"), "the new digest");
    // More than one network may ask: who asks is told apart by what the proxy says.
    for (let i = 0; i < 7; i++) expect(await subscribe(service, `r${i}@readers.example`, `10.0.${i}.1`)).toBe(200);
    await until(() => mailbox.letters().length === 7, service.log);

    edit(dir, /^/, "language: de\n");
    await until(async () => (await page(service, "/subscribe")).includes('lang="de"'), "the language");

    edit(dir, /url: .*/, `url: http://localhost:${port}/news`);
    await until(async () => (await page(service, "/news/subscribe")).includes("<form"), "the new address");
    expect((await fetch(`${service.url}/stories/first/`)).status).toBe(200);
  },
);

test(
  "a mistake is logged with its line, the configuration before it stays, and so does the site",
  { timeout: 60_000 },
  async () => {
    const port = await freePort();
    const dir = servedNewsroom(port);
    const service = await startService(dir, port);
    edit(dir, "title: The Courant", "titel: The Gazette");
    await until(() => service.log().includes("courant.yaml:1"), "the mistake to be logged");
    expect(await page(service, "/subscribe")).toContain("The Courant");
    const health = await fetch(`${service.url}/healthz`);
    expect([health.status, await health.json()]).toMatchObject([200, { ok: true, state: "CONFIG_MISSING" }]);
    edit(dir, "titel: The Gazette", "title: The Gazette");
    await until(async () => (await page(service, "/")).includes("The Gazette"), "the new title");
    await until(async () => (await page(service, "/healthz")).includes('"state":"ok"'), "the all-clear");
  },
);

test("another rhythm of `build`, and what a digest sends, need no restart", { timeout: 90_000 }, async () => {
  const [port, mailbox] = [await freePort(), await openMailbox()];
  const dir = servedNewsroom(port);
  courant(["subscribers", "add", "ada@readers.example", "--yes", "--dir", dir]);
  const service = await startService(dir, port, { SMTP_URL: mailbox.url });
  edit(dir, "title: Every Story,", 'title: Every Story, subject: "News of the hour",');
  edit(dir, "digests:", 'build: "* * * * * *"\ndigests:');
  const built = async (): Promise<number> =>
    Number(/courant_builds_total\{result="done"\} (\d+)/.exec(await page(service, "/metrics"))?.[1] ?? 0);
  const before = await built();
  await until(async () => (await built()) >= before + 3, "three builds of the new rhythm");
  edit(dir, /build: .*\n/, "");
  const date = new Date(Date.now() - 60_000).toISOString();
  writeFileSync(join(dir, "stories", "second.md"), story({ title: "The second", date }, "Words."));
  expect((await mailbox.next()).subject).toBe("News of the hour");
});

test(
  "another bounces.listen opens that door and shuts the one before; one that is taken changes nothing",
  { timeout: 60_000 },
  async () => {
    const [port, first, second] = [await freePort(), await freePort(), await freePort()];
    const dir = servedNewsroom(port, `bounces: { listen: "127.0.0.1:${first}" }\n`);
    const service = await startService(dir, port);
    const greets = async (at: number): Promise<boolean> => {
      const wire = await openWire(at).catch(() => null);
      wire?.socket.destroy();
      return wire !== null;
    };
    expect(await greets(first)).toBe(true);
    edit(dir, `127.0.0.1:${first}`, `127.0.0.1:${second}`);
    await until(async () => (await greets(second)) && !(await greets(first)), "the new door");
    edit(dir, `127.0.0.1:${second}`, `127.0.0.1:${port}`);
    await until(
      () => service.log().includes("PORT_TAKEN") || service.log().includes("cannot be listened on"),
      service.log,
    );
    expect(await greets(second)).toBe(true);
  },
);
