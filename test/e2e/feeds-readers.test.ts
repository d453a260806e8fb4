/** The feeds in the hands of real readers: newsboat, rss2email, sfeed, Liferea, Debian's feedparser, rss-parser and feedsmith. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Story } from "../../src/model.ts";
import { feedsOfStories, story } from "../compile/feeds/newsroom.ts";
import { repository, scratch } from "../courant.ts";
import { readers, renderMatrix } from "../readers/matrix.ts";
import type { Reader, Subscription } from "../readers/reader.ts";
import { realPart } from "../real-part.ts";

const formats = ["feed.xml", "atom.xml"] as const;

const launch = story("launch", {
  title: "Launch & recovery: “it flew”",
  on: "2026-11-03T09:30:00Z",
  authors: [{ name: "Ada Byron", email: "ada@news.example" }, { name: "Lin O'Brien" }],
  html: "<p>It flew.</p>",
  related: ["pricing"],
});
const pricing = story("pricing", { title: "What 1 < 2 costs", on: "2026-11-01T09:00:00Z", tags: ["Money"] });
const edited = story("launch", {
  title: "Launch & recovery, corrected",
  on: "2026-11-03T09:30:00Z",
  updated: Date.parse("2026-11-04T08:00:00Z"),
  authors: launch.authors,
  html: "<p>It flew twice.</p>",
  related: ["pricing"],
});

function bytesOf(format: string, ...stories: readonly Story[]): string {
  return feedsOfStories(stories).get(format) ?? "";
}

const there = readers.filter(isThere);

/** Python may be there without feedparser. */
function isThere({ name, commands }: Reader): boolean {
  if (!commands.every(realPart)) return false;
  if (name !== "feedparser") return true;
  try {
    execFileSync(commands[0]!, ["-c", "import feedparser"], { stdio: "ignore" });
    return true;
  } catch {
    if (process.env["CI"] !== undefined) throw new Error("python3-feedparser is missing");
    return false;
  }
}

async function subscribe(reader: Reader, name: string): Promise<Subscription> {
  const subscription = await reader.subscribe(scratch(), name);
  onTestFinished(subscription.close);
  return subscription;
}

describe.each(there)("$name", (reader) => {
  test.each(formats)("shows each story of %s once, with title and date, and opens the story itself", async (name) => {
    const seen = await (await subscribe(reader, name)).read(bytesOf(name, launch, pricing));
    const rows = seen.map(({ id, title, link, date }) => [id, title, link, date]);
    expect(rows.toSorted()).toEqual(
      [pricing, launch].map((each) => [each.id, each.title, `https://news.example${each.path}`, each.date]),
    );
    expect(seen.find(({ id }) => id === launch.id)?.text).toContain("It flew.");
  });

  test.each(formats)("takes an edited story of %s for the same item", async (name) => {
    const subscription = await subscribe(reader, name);
    const before = await subscription.read(bytesOf(name, launch, pricing));
    const after = await subscription.read(bytesOf(name, edited, pricing));
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    // A mail that is sent stays as it is; Liferea keeps what it has.
    const title = ["rss2email", "Liferea"].includes(reader.name) ? launch.title : edited.title;
    expect(after.find(({ id }) => id === launch.id)?.title).toBe(title);
  });
});

test.skipIf(there.length < readers.length)(
  "docs/readers.md says what the readers show today",
  async () => {
    expect(readFileSync(join(repository, "docs/readers.md"), "utf8")).toBe(await renderMatrix());
  },
  120_000,
);
