/** A disk that fills up or goes read-only under the real program. Only root can have one of its own. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { courant, startCourant } from "../courant.ts";
import { openSink, type Sink } from "../deliver/sink.ts";
import { mountSmallDisk, type SmallDisk } from "../deliver/small-disk.ts";
import { newsroom, story } from "../newsroom.ts";

const id = "weekly/2026-W48";
const publish = ["publish", "--yes", "--now", "2026-11-23T13:00:00Z"];
const readers = 200;

describe.skipIf(process.getuid?.() !== 0)("the disk that data/ is on", { timeout: 90_000 }, () => {
  let disk: SmallDisk;
  let dir: string;
  let sink: Sink;
  beforeEach(async (context) => {
    const mounted = mountSmallDisk(16);
    if (mounted === null) context.skip("nothing may be mounted here");
    else disk = mounted;
    sink = await openSink({ delay: () => 20 });
    onTestFinished(() => sink.close());
    dir = newsroom({
      "courant.yaml": `title: Test\nurl: https://news.example\nfrom: Test <test@news.example>\npostalAddress: 1 Example Street\ndelivery: { concurrency: 4 }\ndigests:\n  weekly: { title: Weekly, every: week, on: mon, at: "08:00" }\n`,
      "stories/one.md": story({ title: "One opens", date: "2026-11-18" }, "First words."),
    });
    const list = Array.from({ length: readers }, (_, i) => `r${i}@d${i}.example`);
    writeFileSync(join(dir, "readers.csv"), ["email", ...list, ""].join("\n"));
    mkdirSync(join(disk.path, "data"), { mode: 0o700 });
    symlinkSync(join(disk.path, "data"), join(dir, "data"));
    run("subscribers", "import", join(dir, "readers.csv"), "--yes");
  });
  afterEach(() => disk?.unmount());

  function run(...args: string[]): ReturnType<typeof courant> {
    return courant([...args, "--dir", dir, "--json"]);
  }

  function start(...args: string[]): ReturnType<typeof startCourant> {
    return startCourant([...args, "--dir", dir, "--json"], { env: { SMTP_URL: sink.url } });
  }

  function problems(ran: ReturnType<typeof courant>): unknown {
    return ran.json().problems.map(({ code, message }: Record<string, string>) => `${code} ${message}`);
  }

  const unwritable = expect.stringMatching(/^STORE_UNWRITABLE data\/.*free disk space/);

  test("is full in mid-send: every letter that left is on record, the rest leaves once there is room", async () => {
    const publishing = start(...publish);
    while (sink.taken.length < 50) await new Promise((resolve) => setTimeout(resolve, 5));
    disk.fill();
    const ran = await publishing.ended;
    expect([ran.exit, problems(ran)]).toEqual([1, [unwritable]]);
    const { taken } = sink;
    const left = taken.length;
    expect(left).toBeLessThan(readers);
    expect(run("issues").json().issues).toMatchObject([{ recipients: readers, sent: left, queued: readers - left }]);
    disk.fill();
    const again = await start(...publish).ended;
    expect([again.exit, problems(again), taken.length]).toEqual([1, [unwritable], left]);
    disk.free();
    expect((await start("resume", id).ended).json()).toMatchObject({ ok: true, issues: [{ sent: readers }] });
    expect(taken).toHaveLength(readers);
    expect(new Set(taken.map(({ to }) => to)).size).toBe(readers);
  });

  test("is read-only: nothing leaves, and who got what can still be read", async () => {
    await start(...publish).ended;
    writeFileSync(join(dir, "stories/two.md"), story({ title: "Two follows", date: "2026-11-25" }, "More words."));
    const nextWeek = ["publish", "--yes", "--now", "2026-11-30T13:00:00Z"];
    disk.protect();
    const ran = await start(...nextWeek).ended;
    expect([ran.exit, problems(ran)]).toEqual([1, [expect.stringMatching(/^STORE_UNWRITABLE/)]]);
    expect(sink.taken).toHaveLength(readers);
    expect(run("issues", id).json()).toMatchObject({ issue: { recipients: readers, sent: readers } });
    expect(run("subscribers", "list").json().readers).toHaveLength(readers);
    disk.mend();
    expect((await start(...nextWeek).ended).exit).toBe(0);
    expect(sink.taken).toHaveLength(2 * readers);
  });
});
