import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { openSink, type Sink, type SinkOptions } from "../deliver/sink.ts";
import { courant, startCourant } from "../courant.ts";
import { newsroom, story } from "../newsroom.ts";

const id = "weekly/2026-W48";
const now = ["--now", "2026-11-23T13:00:00Z"];
const readers = 120;

describe("over SMTP, with the real program,", { timeout: 90_000 }, () => {
  let dir: string;
  let sink: Sink;
  let env: Record<string, string>;
  beforeEach(() => {
    dir = newsroom({
      "courant.yaml": `title: Test\nurl: https://news.example\nfrom: Test <test@news.example>\npostalAddress: 1 Example Street\ndelivery: { concurrency: 4, perDomain: 0 }\ndigests:\n  weekly: { title: Weekly, every: week, on: mon, at: "08:00" }\n`,
      "stories/one.md": story({ title: "One opens", date: "2026-11-18" }, "First words."),
    });
    const csv = Array.from({ length: readers }, (_, i) => `r${i}@d${i}.example`);
    writeFileSync(join(dir, "readers.csv"), ["email", ...csv, ""].join("\n"));
    run("subscribers", "import", join(dir, "readers.csv"), "--yes");
  });

  async function open(options: SinkOptions = {}): Promise<void> {
    sink = await openSink(options);
    onTestFinished(() => sink.close());
    env = { SMTP_URL: sink.url };
  }

  function run(...args: string[]): ReturnType<typeof courant> {
    return courant([...args, "--dir", dir, "--json"]);
  }

  function start(...args: string[]): ReturnType<typeof startCourant> {
    return startCourant([...args, "--dir", dir, "--json"], { env });
  }

  async function letters(count: number): Promise<void> {
    while (sink.taken.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  function everyoneOnce(): void {
    expect(sink.taken).toHaveLength(readers);
    expect(new Set(sink.taken.map(({ to }) => to)).size).toBe(readers);
  }

  test("four publish and two tick at once make one issue and one letter each", async () => {
    await open({ delay: () => 5 });
    const verbs = [...Array.from({ length: 4 }, () => ["publish", "--yes"]), ["tick"], ["tick"]];
    const ran = await Promise.all(verbs.map((verb) => start(...verb, ...now).ended));
    expect(ran.map(({ exit }) => exit)).toEqual([0, 0, 0, 0, 0, 0]);
    for (const { json } of ran.slice(0, 4)) expect(json().issues).toMatchObject([{ id, sent: readers }]);
    expect(run("issues").json().issues).toHaveLength(1);
    everyoneOnce();
  });

  test("pause stops a publish under way, which says so with exit 1; resume sends the rest", async () => {
    await open({ delay: () => 20 });
    const publishing = start("publish", "--yes", ...now);
    await letters(20);
    expect(run("pause", id).exit).toBe(0);
    const { exit, json } = await publishing.ended;
    expect([exit, json().ok]).toEqual([1, false]);
    const [report] = run("issues").json().issues;
    expect(report.sent).toBe(sink.taken.length);
    expect(report.sent + report.queued).toBe(readers);
    expect(report.sent).toBeLessThan(readers);
    expect(report).toMatchObject({ state: "paused", reason: "paused by the editor" });
    expect((await start("resume", id).ended).exit).toBe(0);
    everyoneOnce();
  });

  test("cancel ends it for good: who has no letter yet is skipped", async () => {
    await open({ delay: () => 20 });
    const publishing = start("publish", "--yes", ...now);
    await letters(20);
    expect(run("cancel", id).exit).toBe(0);
    await publishing.ended;
    const [{ state, reason, ...report }] = run("issues").json().issues;
    expect([state, reason]).toEqual(["cancelled", null]);
    expect(report).toMatchObject({ sent: sink.taken.length, skipped: readers - sink.taken.length, queued: 0 });
    expect((await start("publish", "--yes", ...now).ended).json().issues).toEqual([report]);
    expect((await start("resume", id).ended).stdout).toContain("ISSUE_STATE");
  });

  test("failed and unsure readers are listed as CSV; reconcile settles the unsure by a log", async () => {
    await open({
      fault: (step, to, count) =>
        step === "rcpt" && to === "r3@d3.example"
          ? "550 5.1.1 no such user"
          : step === "dot" && to === "r7@d7.example" && count < 2
            ? "take-and-drop"
            : undefined,
    });
    const { exit, json } = await start("publish", "--yes", ...now).ended;
    expect([exit, json().issues]).toMatchObject([1, [{ sent: readers - 2, failed: 1, unsure: 1 }]]);
    const csv = (state: string): string => courant(["issues", id, "--readers", state, "--csv", "--dir", dir]).stdout;
    expect(csv("failed")).toMatch(
      /^email,state,tries,at,code,text,enhanced,phase,queue,next\r\nr3@d3\.example,failed,1,[^,]+,550,5\.1\.1 no such user,5\.1\.1,rcpt,,\r\n/,
    );
    expect(csv("unsure")).toMatch(/\r\nr7@d7\.example,unsure,2,/);
    const letter = sink.taken.find(({ to }) => to === "r7@d7.example")!;
    const messageId = /^Message-ID: (.*)\r$/m.exec(letter.bytes.toString())![1]!;
    const log = join(dir, "mail.log");
    writeFileSync(
      log,
      `Nov 23 13:00:00 mx postfix/cleanup[7]: ABC123: message-id=${messageId}\nNov 23 13:00:00 mx postfix/qmgr[8]: ABC123: from=<test@news.example>, size=9000, nrcpt=1 (queue active)\n`,
    );
    expect(run("reconcile", log).json()).toMatchObject({ ok: true, settled: { sent: 1, failed: 0 }, left: 0 });
    expect(run("issues").json().issues).toMatchObject([{ sent: readers - 1, failed: 1, unsure: 0 }]);
    expect(run("reconcile", join(dir, "courant.yaml")).exit).toBe(1);
  });
});
