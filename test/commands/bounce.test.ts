import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { courant } from "../courant.ts";
import { newsroom } from "../newsroom.ts";

const folder = join(import.meta.dirname, "../fixtures/bounces");
const sample = (name: string): string => readFileSync(join(folder, `${name}.eml`), "utf8");

function withReader(files: Record<string, string> = {}): string {
  const dir = newsroom({
    "courant.yaml":
      "title: T\nurl: https://news.example\nfrom: T <news@news.example>\npostalAddress: 1 Street\ndigests: { daily: { title: D, every: day, at: '07:00' } }\n",
    ...files,
  });
  courant(["subscribers", "add", "reader@mail.example", "--yes"], { cwd: dir });
  return dir;
}

function status(dir: string): unknown {
  return courant(["subscribers", "list", "--json"], { cwd: dir }).json().readers[0].status;
}

describe("courant bounce", () => {
  test("reads a mail from stdin and stops its reader", () => {
    const dir = withReader();
    const ran = courant(["bounce", "--json"], { cwd: dir, input: sample("exim") });
    const evidence = "X-Failed-Recipients";
    const recipients = [{ address: "reader@mail.example", class: "hard", status: null, handled: "bounced" }];
    const one = { file: "stdin", class: "hard", delayed: false, evidence, recipients, handled: "bounced" };
    expect(ran.json()).toEqual({ ok: true, mails: 1, classes: { hard: 1 }, handled: { bounced: 1 }, results: [one] });
    expect(status(dir)).toBe("bounced");
  });

  test("reads a Maildir, its new and its seen mails", () => {
    const dir = withReader({
      "mail/cur/1:2,S": sample("vacation"),
      "mail/new/2": sample("qmail-full"),
      "mail/tmp/3": "x",
    });
    expect(courant(["bounce", "mail", "--json"], { cwd: dir }).json()).toMatchObject({
      mails: 2,
      classes: { "auto-reply": 1, soft: 1 },
      handled: { ignored: 1, counted: 1 },
    });
  });

  test("reads every mail of an mbox", () => {
    const box = ["vacation", "feedback-report"].map((name) => `From a@b Fri Nov 20 07:00:05 2026\n${sample(name)}\n`);
    const dir = withReader({ "box.mbox": box.join("") });
    expect(courant(["bounce", "box.mbox", "--json"], { cwd: dir }).json().handled).toEqual({
      ignored: 1,
      complained: 1,
    });
    expect(courant(["bounce"], { cwd: dir, input: box.join("") }).stdout).toContain("2 mails read");
  });

  test("a file that is not there is named", () => {
    const ran = courant(["bounce", "nowhere.eml"], { cwd: withReader() });
    expect([ran.exit, ran.stderr]).toEqual([2, expect.stringContaining("nowhere.eml")]);
  });
});
