/** The service ended in the middle of a delivery, in every way that a process ends. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import PostalMime from "postal-mime";
import { expect, onTestFinished, test } from "vitest";
import { courant } from "../courant.ts";
import { openSink, type Sink } from "../deliver/sink.ts";
import { story } from "../newsroom.ts";
import { freePort, type Running, servedNewsroom, startService, until } from "./service-process.ts";

const readers = 80;
/** Letters on the wire at once. */
const connections = 10;

interface Scene {
  readonly dir: string;
  readonly sink: Sink;
  readonly start: () => Promise<Running>;
  readonly publish: (slug: string) => void;
  /** Resolves once the sink has taken so many letters. */
  readonly taken: (letters: number) => Promise<void>;
}

async function openScene(): Promise<Scene> {
  const [port, sink] = [await freePort(), await openSink({ delay: () => 30 })];
  onTestFinished(() => sink.close());
  const dir = servedNewsroom(port, `delivery: { concurrency: ${connections}, perDomain: ${connections} }\n`);
  const rows = Array.from({ length: readers }, (_, i) => `reader${i}@readers.example`);
  writeFileSync(join(dir, "readers.csv"), `email\n${rows.join("\n")}\n`);
  courant(["subscribers", "import", join(dir, "readers.csv"), "--yes", "--dir", dir]);
  return {
    dir,
    sink,
    start: () => startService(dir, port, { SMTP_URL: sink.url }),
    publish: (slug) => {
      const date = new Date(Date.now() - 60_000).toISOString();
      writeFileSync(join(dir, "stories", `${slug}.md`), story({ title: `Story ${slug}`, date }, "Words."));
    },
    taken: (letters) => until(() => sink.taken.length >= letters, `${letters} letters`),
  };
}

/** How often each reader got it; every copy has the reader's one Message-ID. */
async function copies({ taken }: Sink): Promise<readonly number[]> {
  const ids = new Map<string, string[]>();
  for (const { to, bytes } of taken) {
    const { messageId } = await PostalMime.parse(bytes);
    ids.set(to, [...(ids.get(to) ?? []), messageId!]);
  }
  for (const [, each] of ids) expect(new Set(each).size).toBe(1);
  expect(ids.size).toBe(readers);
  return [...ids.values()].map((each) => each.length);
}

function report(dir: string): Readonly<Record<string, number>> {
  return courant(["issues", "--json", "--dir", dir]).json().issues[0];
}

test(
  "killed with -9, the next start goes on by itself: nobody is left out, and only letters on the wire come twice",
  { timeout: 90_000 },
  async () => {
    const scene = await openScene();
    const first = await scene.start();
    scene.publish("second");
    await scene.taken(25);
    first.kill("SIGKILL");
    await first.ended;
    await scene.start();
    await until(() => report(scene.dir)["sent"] === readers, "the rest of the letters");
    const extra = (await copies(scene.sink)).reduce((sum, n) => sum + n - 1, 0);
    expect(extra).toBeLessThanOrEqual(connections);
  },
);

test(
  "asked to end, it finishes what is on the wire, ends with 0, and the next start sends the rest: nobody hears twice",
  { timeout: 90_000 },
  async () => {
    const scene = await openScene();
    const first = await scene.start();
    scene.publish("second");
    await scene.taken(25);
    const asked = Date.now();
    first.kill("SIGTERM");
    expect(await first.ended).toBe(0);
    expect(Date.now() - asked).toBeLessThan(30_000);
    expect(first.log()).toContain('"drained":true');
    expect(scene.sink.taken.length).toBeLessThan(readers);
    const { sent, queued, sending, unsure } = report(scene.dir);
    expect([sent, sending, unsure]).toEqual([scene.sink.taken.length, 0, 0]);
    expect(sent! + queued!).toBe(readers);
    await scene.start();
    await until(() => report(scene.dir)["sent"] === readers, "the rest of the letters");
    expect(await copies(scene.sink)).toEqual(Array<number>(readers).fill(1));
  },
);

test(
  "should its pressroom alone be killed, the site stays up, and the next round goes on",
  { timeout: 90_000 },
  async () => {
    const scene = await openScene();
    const service = await scene.start();
    scene.publish("second");
    await scene.taken(25);
    const [pressroom] = readFileSync(`/proc/${service.pid}/task/${service.pid}/children`, "utf8").trim().split(" ");
    process.kill(Number(pressroom), "SIGKILL");
    await until(() => service.log().includes("round failed"), "the service to notice");
    expect((await fetch(`${service.url}/stories/second/`)).status).toBe(200);
    scene.publish("third");
    // Not by counting letters: those that were on the wire come twice.
    const sent = (): readonly number[] =>
      courant(["issues", "--json", "--dir", scene.dir])
        .json()
        .issues.map((issue: { sent: number }) => issue.sent);
    await until(() => sent().length === 2 && sent().every((each) => each === readers), "both issues");
    const subjects = await Promise.all(
      scene.sink.taken.map(async ({ to, bytes }) => `${to} ${(await PostalMime.parse(bytes)).subject}`),
    );
    expect(new Set(subjects).size).toBe(2 * readers);
    expect(subjects.length).toBeLessThanOrEqual(2 * readers + connections);
  },
);
