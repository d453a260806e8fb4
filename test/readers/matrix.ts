/** What real readers show of the sample newsroom's feeds, before and after a correction, as a table. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { loadNewsroom } from "../../src/load/newsroom.ts";
import type { Story } from "../../src/model.ts";
import { press } from "../../src/press.ts";
import { feedparser } from "./feedparser.ts";
import { feedsmith, rssParser } from "./libraries.ts";
import { liferea } from "./liferea.ts";
import { newsboat } from "./newsboat.ts";
import type { Reader, Seen } from "./reader.ts";
import { rss2email } from "./rss2email.ts";
import { sfeed } from "./sfeed.ts";

export const readers: readonly Reader[] = [newsboat, sfeed, rss2email, feedparser, liferea, rssParser, feedsmith];

const root = resolve(import.meta.dirname, "../..");
const now = Date.parse("2026-11-22T17:00:00Z");
const file = "stories/2026-01-22-tiktok-joint-venture-closes.md";
const lateInText = "in all but the signatures";
const correction = "An earlier version named another third partner.";
const columns = ["Reader", "Feed", "Title", "Authors", "Date", "Body", "Related", "A correction", "Thread"];

interface Golden {
  readonly story: Story;
  /** Bytes of the newsroom's feeds by name. */
  readonly feeds: ReadonlyMap<string, string>;
}

/** The whole of docs/readers.md. */
export async function renderMatrix(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "courant-readers-"));
  try {
    const room = join(folder, "newsroom");
    for (const name of ["courant.yaml", "courant.lock", "stories", "pages", "static"])
      cpSync(join(root, name), join(room, name), { recursive: true });
    const before = await golden(room);
    const text = readFileSync(join(room, file), "utf8");
    const marks = `updated: 2026-02-01T09:00:00-05:00\ncorrection: ${correction}\n`;
    writeFileSync(join(room, file), text.replace("date: ", `${marks}date: `));
    const after = await golden(room);
    const rows: (readonly string[])[] = [];
    for (const reader of readers) {
      for (const name of reader === feedsmith ? ["atom.xml", "feed.xml", "feed.json"] : ["atom.xml", "feed.xml"]) {
        const own = join(folder, `${reader.name}-${name}`);
        mkdirSync(own);
        rows.push([reader.name, name, ...(await judge(reader, own, name, before, after))]);
      }
    }
    return page(rows);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function golden(room: string): Promise<Golden> {
  const { site, stories } = press(await loadNewsroom(room), now);
  const feeds = site.flatMap((each) => ("make" in each && each.stage === "feed" ? [[each.path, each] as const] : []));
  return {
    story: stories.find((story) => story.file === file)!,
    feeds: new Map(feeds.filter(([path]) => !path.includes("/")).map(([path, { make }]) => [path, make()])),
  };
}

async function judge(reader: Reader, folder: string, name: string, before: Golden, after: Golden): Promise<string[]> {
  const subscription = await reader.subscribe(folder, name);
  try {
    const first = await subscription.read(before.feeds.get(name)!);
    const second = await subscription.read(after.feeds.get(name)!);
    const { story } = after;
    const isIt = ({ id }: Seen): boolean => id === story.id;
    const shown = second.filter(isIt);
    if (first.filter(isIt).length !== 1) throw new Error(`${reader.name} does not show ${story.id} of ${name} once`);
    const seen = shown[0]!;
    return [
      seen.title === story.title ? "as written" : seen.title,
      authorsIn(seen, story),
      seen.date === story.date ? "published" : seen.date === story.updated ? "last update" : "none",
      seen.text.includes(lateInText) ? "whole" : seen.text.includes(story.dek) ? "summary" : "none",
      relatedIn(seen),
      shown.length > 1 ? "a second item" : seen.text.includes(correction) ? "same item, new text" : "first text stays",
      seen.answers === null ? (/Part \d+ of \d+/.test(seen.text) ? "in the text" : "none") : "an answer; in the text",
    ];
  } finally {
    subscription.close();
  }
}

function authorsIn({ authors }: Seen, story: Story): string {
  const [first, last] = [story.authors[0]!.name, story.authors.at(-1)!.name].map((name) => authors.includes(name));
  return first && last ? "both" : first ? "the first" : last ? "the last" : "none";
}

function relatedIn({ related, text }: Seen): string {
  const list = text.includes("/stories/what-an-app-store-ban-does/") ? "in the text" : "none";
  return related.length === 0 ? list : `${related.length} links; ${list}`;
}

function page(rows: readonly (readonly string[])[]): string {
  const lines = [columns, columns.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return `# What feed readers show

Made by \`npm run readers\` from the sample newsroom's feeds in real readers; a test keeps it current. The story has two
authors, related stories, a place in a thread, and gets a correction between two polls.

${lines.join("\n")}

- *Related*: links that a reader knows apart from the text; the text ends with the same list for all others.
- *A correction*: what becomes of an item that was read before. rss2email mails a story once and never again; Liferea keeps the
  first text, whatever \`updated\` says.
- *Thread*: an answer (RFC 4685) lets a reader show a conversation; the text says "Part 3 of 7" in any case.
`;
}
