import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { courant } from "../courant.ts";
import { newsroom, story } from "../newsroom.ts";

const now = ["--now", "2026-11-23T13:00:00Z"];

/** A newsroom whose weekly issue is frozen for one reader, as a crash leaves it that comes before the issue's letters are kept. */
function crashed(): { readonly dir: string; readonly letter: string } {
  const dir = newsroom({
    "courant.yaml":
      "title: Test\nurl: https://news.example\nfrom: Test <test@news.example>\npostalAddress: 1 Example Street\ndigests:\n  weekly: { every: week, on: mon, at: '08:00' }\n  daily: { every: day, at: '08:00' }\n",
    "stories/one.md": story({ title: "One opens", date: "2026-11-18" }, "First words."),
  });
  const add = (address: string, digest: string) =>
    courant(["subscribers", "add", address, "--digest", digest, "--yes", "--dir", dir]);
  add("ann@readers.example", "weekly");
  add("bob@readers.example", "daily");
  courant(["publish", "--dir", dir, ...now]);
  const [letter] = letters(dir);
  rmSync(join(dir, "out/mail"), { recursive: true });
  const db = new Database(join(dir, "data/courant.db"));
  db.exec(
    "delete from attempt; update variant set letter = null; update delivery set state = 'queued', at = null, tries = 0; update issue set state = 'made' where recipients > 0",
  );
  db.close();
  return { dir, letter: letter! };
}

function letters(dir: string): readonly string[] {
  const mail = join(dir, "out/mail");
  return readdirSync(mail).map((name) => readFileSync(join(mail, name), "utf8"));
}

test("letters that a crash left unmade are made by the next run, byte for byte the same", () => {
  const { dir, letter } = crashed();
  const { exit, json } = courant(["tick", "--json", "--dir", dir, ...now]);
  expect([exit, json().issues]).toMatchObject([0, [{ id: "weekly/2026-W48", sent: 1 }]]);
  expect(letters(dir)).toEqual([letter]);
});

test("where an issue's digest is gone it is paused with the reason, and holds up no other", () => {
  const { dir } = crashed();
  const yaml = readFileSync(join(dir, "courant.yaml"), "utf8");
  writeFileSync(join(dir, "courant.yaml"), yaml.replace(/ {2}weekly.*\n/, ""));
  writeFileSync(join(dir, "stories/two.md"), story({ title: "Two", date: "2026-11-23T01:00:00Z" }, "More."));
  const { exit, json, stdout } = courant(["tick", "--json", "--dir", dir, "--now", "2026-11-24T13:00:00Z"]);
  expect(exit).toBe(1);
  expect(json().issues).toMatchObject([
    { id: "weekly/2026-W48", queued: 1 },
    { id: "daily/2026-11-24", sent: 1 },
  ]);
  expect(courant(["resume", "weekly/2026-W48", "--dir", dir]).stdout + stdout).toContain(
    "courant.yaml has no digest weekly any more",
  );
});
