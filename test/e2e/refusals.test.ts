/** What goes wrong, said plainly: each by its code, with the fix, and nothing lost. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { courant } from "../courant.ts";
import { newsroom, story } from "../newsroom.ts";

const yaml = `title: Test\nurl: https://news.example\nfrom: Test <test@news.example>\npostalAddress: 1 Example Street\ndigests:\n  daily: { title: Daily, every: day, at: "07:00" }\n`;

function room(): string {
  return newsroom({ "courant.yaml": yaml, "stories/one.md": story({ title: "One", date: "2026-11-19" }, "Words.") });
}

describe("a refusal", () => {
  test("READER_UNKNOWN: removing somebody who is not there", () => {
    const { exit, stderr } = courant(["subscribers", "remove", "nobody@readers.example", "--dir", room()]);
    expect([exit, stderr]).toEqual([1, expect.stringContaining("READER_UNKNOWN")]);
  });

  test("EMAIL_INVALID: an address that could inject a header", () => {
    const { exit, stderr } = courant([
      "subscribers",
      "add",
      "a@x.example\r\nBcc: b@x.example",
      "--yes",
      "--dir",
      room(),
    ]);
    expect([exit, stderr]).toEqual([2, expect.stringContaining("EMAIL_INVALID")]);
  });

  test("DIGEST_UNKNOWN: a digest that is misspelt names the nearest", () => {
    const { exit, stderr } = courant(["publish", "--digest", "dayly", "--dir", room()]);
    expect([exit, stderr]).toEqual([2, expect.stringMatching(/DIGEST_UNKNOWN.*daily/)]);
  });

  test("ISSUE_UNKNOWN: an issue that was never made", () => {
    const { exit, stderr } = courant(["issues", "daily/2026-01-01", "--dir", room()]);
    expect([exit, stderr]).toEqual([1, expect.stringContaining("ISSUE_UNKNOWN")]);
  });

  test("STORIES_COVERED: a story found late and dated over 30 days back is named, not mailed", () => {
    const dir = room();
    courant(["subscribers", "add", "ann@readers.example", "--yes", "--dir", dir]);
    courant(["publish", "--dir", dir, "--now", "2026-11-20T08:00:00Z"]);
    writeFileSync(join(dir, "stories/ancient.md"), story({ title: "Ancient", date: "2026-01-02" }, "Words."));
    writeFileSync(join(dir, "stories/new.md"), story({ title: "New", date: "2026-11-20T09:00:00Z" }, "Words."));
    const { problems, issues } = courant(["plan", "--json", "--dir", dir, "--now", "2026-11-21T08:00:00Z"]).json();
    expect(problems).toMatchObject([
      { code: "STORIES_COVERED", level: "warning", message: expect.stringContaining("ancient") },
    ]);
    expect(issues[0].stories).toEqual(["new"]);
  });

  test("LOCK_UNWRITABLE: courant.lock's place is taken by a folder", () => {
    const dir = room();
    mkdirSync(join(dir, "courant.lock.part"));
    const { exit, stderr } = courant(["publish", "--dir", dir, "--now", "2026-11-20T08:00:00Z"]);
    expect([exit, stderr]).toEqual([1, expect.stringContaining("LOCK_UNWRITABLE")]);
  });

  test("SEND_REFUSED: a test letter that no server takes", () => {
    const { exit, stderr } = courant(
      ["send", "daily", "--test", "me@readers.example", "--dir", room(), "--now", "2026-11-20T08:00:00Z"],
      {
        env: { SMTP_URL: "smtp://127.0.0.1:1" },
      },
    );
    expect([exit, stderr]).toEqual([1, expect.stringContaining("SEND_REFUSED")]);
  });

  test("SECRET_INVALID: a secret that is too short, without showing it", () => {
    const { exit, stderr } = courant(["publish", "--dir", room()], { env: { COURANT_SECRET: "hunter2" } });
    expect([exit, stderr]).toEqual([2, expect.stringMatching(/SECRET_INVALID(?!.*hunter2)/)]);
  });

  test("FILE_EXISTS: ejecting a template twice keeps what was changed", () => {
    const dir = room();
    expect(courant(["templates", "eject", "story.liquid", "--dir", dir]).exit).toBe(0);
    const file = join(dir, "templates/story.liquid");
    writeFileSync(file, `${readFileSync(file, "utf8")}<!-- mine -->`);
    const { exit, stderr } = courant(["templates", "eject", "story.liquid", "--dir", dir]);
    expect([exit, stderr]).toEqual([1, expect.stringContaining("FILE_EXISTS")]);
    expect(readFileSync(file, "utf8")).toContain("mine");
  });
});

describe("an ejected template", () => {
  test("of words holds every word, to be filled in for a language that has none", () => {
    const dir = room();
    writeFileSync(join(dir, "courant.yaml"), "title: الجريدة\nurl: https://news.example\nlanguage: ar\n");
    const words = (): readonly string[] =>
      courant(["check", "--json", "--dir", dir])
        .json()
        .problems.filter(({ code }: { readonly code: string }) => code === "WORDS_MISSING");
    expect(words()).toHaveLength(1);
    expect(courant(["templates", "eject", "words.ar.yaml", "--dir", dir]).stdout).toBe("templates/words.ar.yaml\n");
    const file = join(dir, "templates/words.ar.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace(/^frontPage: .*/m, "frontPage: الصفحة الأولى"));
    expect(words()).toEqual([]);
    courant(["build", "--dir", dir]);
    const page = readFileSync(join(dir, "out/site/index.html"), "utf8");
    expect(page).toContain('<html lang="ar" dir="rtl"');
    expect(page).toContain("الصفحة الأولى");
  });

  test("shadows the built-in one", () => {
    const dir = room();
    courant(["templates", "eject", "story.liquid", "--dir", dir]);
    const file = join(dir, "templates/story.liquid");
    chmodSync(file, 0o644);
    writeFileSync(file, readFileSync(file, "utf8").replace("<h1", '<h1 data-mine="yes"'));
    expect(courant(["build", "--dir", dir]).exit).toBe(0);
    expect(readFileSync(join(dir, "out/site/stories/one/index.html"), "utf8")).toContain('data-mine="yes"');
  });
});
