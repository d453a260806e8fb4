import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { courant, sampleNewsroom, scratch, startCourant } from "../courant.ts";
import { newsroom, story } from "../newsroom.ts";

const now = ["--now", "2026-11-23T13:00:00Z"];

/** A newsroom with a weekly digest due on Monday, 23 November 2026 at 08:00 in New York, and three stories of that week. */
function weekly(yaml = ""): string {
  return newsroom({
    "courant.yaml": `title: Test\nurl: https://news.example\ntimezone: America/New_York\nfrom: Test <test@news.example>\npostalAddress: 1 Example Street\ndigests:\n  weekly: { title: Weekly, every: week, on: mon, at: "08:00" }\n${yaml}`,
    "stories/one.md": story({ title: "One opens", date: "2026-11-18", tags: "[cloud]" }, "First words."),
    "stories/two.md": story({ title: "Two follows", date: "2026-11-19", tags: "[courts]" }, "RELATED: ONE OPENS"),
    "stories/old.md": story({ title: "Old news", date: "2024-01-01" }, "Long ago."),
  });
}

function add(dir: string, address: string, ...more: string[]): void {
  expect(courant(["subscribers", "add", address, "--yes", "--dir", dir, ...more]).exit).toBe(0);
}

function letters(dir: string): readonly string[] {
  const folder = join(dir, "out", "mail");
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".eml"));
  return names.toSorted().map((name) => readFileSync(join(folder, name), "utf8"));
}

describe("publish", () => {
  test("sends the due issue once, however often it runs", () => {
    const dir = weekly();
    add(dir, "ann@readers.example");
    const first = courant(["publish", "--dir", dir, "--json", ...now]).json();
    const second = courant(["publish", "--dir", dir, "--json", ...now]).json();
    expect(first.issues).toMatchObject([{ id: "weekly/2026-W48", stories: ["two", "one"], recipients: 1, sent: 1 }]);
    expect(second.issues).toEqual(first.issues);
    expect(second.site.written).toBe(0);
    expect(letters(dir)).toHaveLength(1);
  });

  test("a first issue is not the whole archive", () => {
    const dir = weekly();
    add(dir, "ann@readers.example");
    const { issues } = courant(["publish", "--dir", dir, "--json", ...now]).json();
    expect(issues[0].stories).not.toContain("old");
  });

  test("a story found late is mailed in the next issue", () => {
    const dir = weekly();
    add(dir, "ann@readers.example");
    courant(["publish", "--dir", dir, ...now]);
    writeFileSync(join(dir, "stories", "late.md"), story({ title: "Late", date: "2026-11-17" }, "Found later."));
    const { issues } = courant(["publish", "--dir", dir, "--json", "--now", "2026-11-30T14:00:00Z"]).json();
    expect(issues).toMatchObject([{ id: "weekly/2026-W49", stories: ["late"] }]);
  });

  test("a renamed story is not mailed again, and word of its correction finds who got it", () => {
    const dir = weekly();
    add(dir, "ann@readers.example");
    courant(["publish", "--dir", dir, ...now]);
    rmSync(join(dir, "stories", "one.md"));
    const head = { title: "One opens", date: "2026-11-18", aliases: "[/stories/one/]", correction: "It was a Monday." };
    writeFileSync(join(dir, "stories", "first.md"), story(head, "First words."));
    writeFileSync(
      join(dir, "stories", "three.md"),
      story({ title: "Three", date: "2026-11-27" }, "RELATED: TWO FOLLOWS"),
    );
    writeFileSync(join(dir, "stories", "two.md"), story({ title: "Two follows", date: "2026-11-19" }, "Words."));
    const { issues } = courant(["publish", "--dir", dir, "--json", "--now", "2026-11-30T14:00:00Z"]).json();
    expect(issues).toMatchObject([{ id: "weekly/2026-W49", stories: ["three"], sent: 1 }]);
    expect(letters(dir).filter((letter) => letter.includes("It was a Monday."))).toHaveLength(1);
  });

  test("a reader of one tag gets only its stories, and nobody gets an empty letter", () => {
    const dir = weekly();
    add(dir, "ann@readers.example", "--tag", "cloud");
    add(dir, "bob@readers.example", "--tag", "shipping");
    const { issues } = courant(["publish", "--dir", dir, "--json", ...now]).json();
    expect(issues[0]).toMatchObject({ recipients: 1, sent: 1 });
    expect(letters(dir)[0]).not.toContain("Two follows");
  });

  test("the totals are the sum of the seven states", () => {
    const dir = weekly();
    for (const name of ["ann", "bob", "cy"]) add(dir, `${name}@readers.example`);
    const { issues } = courant(["publish", "--dir", dir, "--json", ...now]).json();
    const { recipients, queued, sending, sent, deferred, failed, unsure, skipped } = issues[0];
    expect([recipients, queued + sending + sent + deferred + failed + unsure + skipped]).toEqual([3, 3]);
  });

  test("an empty period is recorded, not mailed", () => {
    const dir = weekly();
    add(dir, "ann@readers.example");
    courant(["publish", "--dir", dir, ...now]);
    const { issues } = courant(["publish", "--dir", dir, "--json", "--now", "2026-11-30T14:00:00Z"]).json();
    writeFileSync(join(dir, "stories", "three.md"), story({ title: "Three", date: "2026-11-30" }, "Afterwards."));
    const again = courant(["publish", "--dir", dir, "--json", "--now", "2026-11-30T15:00:00Z"]).json();
    expect([issues, again.issues, letters(dir).length]).toEqual([[], [], 1]);
  });

  test("who left hears nothing", () => {
    const dir = weekly();
    add(dir, "ann@readers.example");
    expect(courant(["subscribers", "remove", "ann@readers.example", "--dir", dir]).exit).toBe(0);
    courant(["publish", "--dir", dir, ...now]);
    expect(letters(dir)).toEqual([]);
  });

  test("--digest makes the current period's issue early, and says so when it exists", () => {
    const dir = weekly();
    add(dir, "ann@readers.example");
    const early = ["publish", "--dir", dir, "--digest", "weekly", "--now", "2026-11-23T06:00:00Z"];
    expect(courant([...early, "--json"]).json().issues).toMatchObject([{ id: "weekly/2026-W48", sent: 1 }]);
    expect(courant([...early, "--json"]).json().problems).toMatchObject([{ code: "ISSUE_EXISTS", level: "warning" }]);
    const again = courant(early);
    expect(again.exit).toBe(0);
    expect(again.stderr).toContain("weekly/2026-W48 exists: it was made at 2026-11-23T06:00Z; 1 of 1 letters are sent");
    expect(courant(["plan", ...early.slice(1)]).stderr).toContain("weekly/2026-W48 exists");
    expect(letters(dir)).toHaveLength(1);
  });

  test("--digest without a story to mail says so, and leaves the period open", () => {
    const dir = weekly();
    add(dir, "ann@readers.example");
    courant(["publish", "--dir", dir, ...now]);
    const early = ["publish", "--dir", dir, "--digest", "weekly", "--json", "--now", "2026-11-30T06:00:00Z"];
    expect(courant(early).json().problems).toMatchObject([{ code: "ISSUE_NO_STORIES" }]);
    writeFileSync(join(dir, "stories", "three.md"), story({ title: "Three", date: "2026-11-30" }, "Afterwards."));
    expect(courant(early).json().issues).toMatchObject([{ id: "weekly/2026-W49", stories: ["three"], sent: 1 }]);
  });

  test("--no-send writes the site and makes no issue", () => {
    const dir = weekly();
    add(dir, "ann@readers.example");
    courant(["publish", "--no-send", "--dir", dir, ...now]);
    expect([existsSync(join(dir, "out/site/feed.xml")), letters(dir)]).toEqual([true, []]);
    expect(courant(["issues", "--json", "--dir", dir]).json().issues).toEqual([]);
  });

  test("over SMTP with nobody to ask it is exit 2, and nothing is sent or recorded", () => {
    const dir = weekly();
    add(dir, "ann@readers.example");
    const { exit, stderr } = courant(["publish", "--dir", dir, ...now], { env: { SMTP_URL: "smtp://127.0.0.1:1" } });
    expect([exit, stderr]).toEqual([2, expect.stringContaining("NO_ANSWER")]);
    expect(courant(["issues", "--json", "--dir", dir]).json().issues).toEqual([]);
  });

  test("without from and postalAddress a due issue is exit 2 and both are named", () => {
    const dir = weekly();
    const yaml = readFileSync(join(dir, "courant.yaml"), "utf8").replace(/^(from|postalAddress):.*\n/gm, "");
    writeFileSync(join(dir, "courant.yaml"), yaml);
    add(dir, "ann@readers.example");
    const { exit, stderr } = courant(["publish", "--dir", dir, ...now]);
    expect([exit, stderr]).toEqual([
      2,
      expect.stringMatching(/SEND_NOT_CONFIGURED[^]*`from`[^]*SEND_NOT_CONFIGURED[^]*`postalAddress`/),
    ]);
  });

  test("an error in the newsroom stops it before anything is written or sent", () => {
    const dir = weekly();
    add(dir, "ann@readers.example");
    writeFileSync(join(dir, "stories", "bad.md"), story({ title: "Bad", date: "tomorrow" }, ""));
    const { exit, stderr } = courant(["publish", "--dir", dir, ...now]);
    expect([exit, stderr]).toEqual([1, expect.stringMatching(/^stories\/bad\.md:3: STORY_DATE_INVALID /m)]);
    expect(existsSync(join(dir, "out"))).toBe(false);
  });

  test("four at once make one issue and one letter, and all report the same totals", { timeout: 60_000 }, async () => {
    const dir = weekly();
    add(dir, "ann@readers.example");
    const all = Array.from({ length: 4 }, () => startCourant(["publish", "--dir", dir, "--json", ...now]));
    const ran = await Promise.all(all.map(({ ended }) => ended));
    expect(ran.map(({ exit }) => exit)).toEqual([0, 0, 0, 0]);
    for (const { json } of ran)
      expect(json().issues).toMatchObject([{ id: "weekly/2026-W48", recipients: 1, sent: 1 }]);
    expect(letters(dir)).toHaveLength(1);
  });
});

describe("plan", () => {
  test("shows what publish would do and changes nothing", () => {
    const dir = weekly();
    add(dir, "ann@readers.example");
    const { issues, hash } = courant(["plan", "--dir", dir, "--json", ...now]).json();
    expect(issues).toMatchObject([
      { id: "weekly/2026-W48", stories: ["two", "one"], recipients: 1, queued: 1, sent: 0 },
    ]);
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    expect([existsSync(join(dir, "out")), existsSync(join(dir, "courant.lock"))]).toEqual([false, false]);
  });

  test("makes no database where there is none", () => {
    const dir = weekly();
    courant(["plan", "--dir", dir, ...now]);
    expect(existsSync(join(dir, "data"))).toBe(false);
  });

  test("--check is exit 3 while there is something to do, and 0 after it is done", () => {
    const dir = weekly();
    add(dir, "ann@readers.example");
    const before = courant(["plan", "--check", "--dir", dir, ...now]).exit;
    courant(["publish", "--dir", dir, ...now]);
    expect([before, courant(["plan", "--check", "--dir", dir, ...now]).exit]).toEqual([3, 0]);
  });

  test("publish --plan does that plan", () => {
    const dir = weekly();
    add(dir, "ann@readers.example");
    const { hash } = courant(["plan", "--dir", dir, "--json", ...now]).json();
    expect(courant(["publish", "--plan", hash, "--dir", dir, ...now]).exit).toBe(0);
    expect(letters(dir)).toHaveLength(1);
  });

  test("plan ends with the command that does it, with the options that it was made with", () => {
    const dir = weekly();
    add(dir, "ann@readers.example");
    const options = ["--digest", "weekly", "--now", "2026-11-23T06:00:00.000Z"];
    const [command] = /courant publish .*/.exec(courant(["plan", "--dir", dir, ...options]).stdout)!;
    expect(command).toMatch(/^courant publish --digest weekly --now 2026-11-23T06:00:00\.000Z --plan [0-9a-f]{16}$/);
    const { issues } = courant([...command.split(" ").slice(1), "--dir", dir, "--json"]).json();
    expect(issues).toMatchObject([{ id: "weekly/2026-W48", sent: 1 }]);
  });

  test("publish --plan refuses when one reader came for another, though as many get the same", () => {
    const dir = weekly();
    add(dir, "ann@readers.example");
    const { hash } = courant(["plan", "--dir", dir, "--json", ...now]).json();
    expect(courant(["plan", "--dir", dir, "--json", ...now]).json().hash).toBe(hash);
    courant(["subscribers", "remove", "ann@readers.example", "--yes", "--dir", dir]);
    add(dir, "bob@readers.example");
    const { exit, stderr } = courant(["publish", "--dir", dir, "--plan", hash, ...now]);
    expect([exit, stderr]).toEqual([1, expect.stringContaining("PLAN_CHANGED")]);
  });

  test("publish --plan refuses when something changed since", () => {
    const dir = weekly();
    add(dir, "ann@readers.example");
    const { hash } = courant(["plan", "--dir", dir, "--json", ...now]).json();
    add(dir, "bob@readers.example");
    const { exit, stderr } = courant(["publish", "--plan", hash, "--dir", dir, ...now]);
    expect([exit, stderr, letters(dir)]).toEqual([1, expect.stringContaining("PLAN_CHANGED"), []]);
  });
});

describe("the sample newsroom", () => {
  test("check finds nothing wrong", () => {
    expect(courant(["check", "--json", "--dir", sampleNewsroom()]).json()).toEqual({ ok: true, problems: [] });
  });

  test("without courant.lock and cache it builds the same bytes", () => {
    const [a, b] = [sampleNewsroom(), sampleNewsroom()];
    rmSync(join(b, "courant.lock"), { force: true });
    const build = (dir: string): string => {
      expect(courant(["build", "--dir", dir, "--now", "2026-02-01T00:00:00Z"]).exit).toBe(0);
      return readFileSync(join(dir, "out/site/feed.xml"), "utf8");
    };
    expect(build(b)).toBe(build(a));
  });
});

describe("init", () => {
  test("its newsroom passes check and publishes at once", () => {
    const dir = join(scratch(), "news");
    expect(courant(["init", dir]).exit).toBe(0);
    expect(courant(["check", "--dir", dir, "--json"]).json()).toEqual({ ok: true, problems: [] });
    expect(courant(["publish", "--dir", dir]).exit).toBe(0);
  });
});
