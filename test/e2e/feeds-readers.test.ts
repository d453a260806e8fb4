/** The feeds in the hands of real readers: newsboat, rss2email, sfeed, rss-parser and Debian's feedparser. */
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import Database from "better-sqlite3";
import PostalMime from "postal-mime";
import Parser from "rss-parser";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Story } from "../../src/model.ts";
import { feedsOfStories, story } from "../compile/feeds/newsroom.ts";
import { scratch } from "../courant.ts";
import { realPart } from "../real-part.ts";

const run = promisify(execFile);
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

describe.skipIf(!realPart("newsboat"))("newsboat", () => {
  test.each(formats)("shows each story of %s once, with title, authors, date and page", async (format) => {
    const reader = newsboat();
    const rows = await reader.reload(bytesOf(format, launch, pricing));
    expect(rows).toEqual([
      {
        guid: "tag:news.example,2026-11-03:launch",
        title: "Launch & recovery: “it flew”",
        author: "Ada Byron, Lin O'Brien",
        url: "https://news.example/stories/launch/",
        pubDate: launch.date / 1000,
      },
      {
        guid: "tag:news.example,2026-11-01:pricing",
        title: "What 1 < 2 costs",
        author: "Ada Byron",
        url: "https://news.example/stories/pricing/",
        pubDate: pricing.date / 1000,
      },
    ]);
  });

  test.each(formats)("takes an edited story of %s for the same item", async (format) => {
    const reader = newsboat();
    const before = await reader.reload(bytesOf(format, launch, pricing));
    const after = await reader.reload(bytesOf(format, edited, pricing));
    expect(after.map(({ guid }) => guid)).toEqual(before.map(({ guid }) => guid));
    expect(after[0]?.title).toBe("Launch & recovery, corrected");
  });
});

interface Row {
  readonly guid: string;
  readonly title: string;
  readonly author: string;
  readonly url: string;
  readonly pubDate: number;
}

/** A newsboat of its own, subscribed to one file. */
function newsboat(): { readonly reload: (bytes: string) => Promise<readonly Row[]> } {
  const home = scratch();
  const [urls, cache, config, feed] = ["urls", "cache.db", "config", "feed"].map((name) => join(home, name)) as [
    string,
    string,
    string,
    string,
  ];
  writeFileSync(urls, `file://${feed}\n`);
  writeFileSync(config, "");
  return {
    reload: async (bytes) => {
      writeFileSync(feed, bytes);
      await run("newsboat", ["-u", urls, "-c", cache, "-C", config, "-x", "reload"], {
        env: { ...process.env, HOME: home, LC_ALL: "C.UTF-8" },
      });
      const database = new Database(cache, { readonly: true });
      const rows = database
        .prepare("select guid, title, author, url, pubDate from rss_item order by pubDate desc")
        .all();
      database.close();
      return rows as Row[];
    },
  };
}

describe.skipIf(!realPart("r2e"))("rss2email", () => {
  test.each(formats)("mails each story of %s once, and an edit not again", async (format) => {
    const reader = await rssToMail(format);
    const mails = await reader.read(bytesOf(format, launch, pricing));
    expect(new Map(mails.map(({ id, subject }) => [id, subject]))).toEqual(
      new Map([
        ["tag:news.example,2026-11-03:launch", "Launch & recovery: “it flew”"],
        ["tag:news.example,2026-11-01:pricing", "What 1 < 2 costs"],
      ]),
    );
    expect(mails.find(({ id }) => id.endsWith("launch"))?.text).toContain("It flew.");
    expect(await reader.read(bytesOf(format, edited, pricing))).toHaveLength(2);
  });
});

interface Mail {
  readonly subject: string;
  readonly id: string;
  readonly text: string;
}

/** An rss2email of its own that polls a server of ours and drops mail into a Maildir. */
async function rssToMail(name: string): Promise<{ readonly read: (bytes: string) => Promise<readonly Mail[]> }> {
  const home = scratch();
  let served = "";
  const server = createServer((_, response) => response.setHeader("Content-Type", "application/xml").end(served));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close());
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`;
  const inbox = join(home, "mail", "inbox");
  for (const part of ["cur", "new", "tmp"]) mkdirSync(join(inbox, part), { recursive: true });
  const settings = { from: "feeds@news.example", to: "reader@news.example", "email-protocol": "maildir" };
  const maildir = { "maildir-path": join(home, "mail"), "maildir-mailbox": "inbox", "html-mail": "True" };
  const lines = Object.entries({ ...settings, ...maildir }).map(([key, value]) => `${key} = ${value}`);
  writeFileSync(join(home, "c.cfg"), ["[DEFAULT]", ...lines, ""].join("\n"));
  const command = ["-c", join(home, "c.cfg"), "-d", join(home, "data.json")];
  const env = { ...process.env, HOME: home, LC_ALL: "C.UTF-8" };
  await run("r2e", [...command, "add", "courant", address], { env });
  return {
    read: async (bytes) => {
      served = bytes;
      await run("r2e", [...command, "run"], { env });
      const mails = readdirSync(join(inbox, "new")).map((file) => readFileSync(join(inbox, "new", file)));
      return Promise.all(mails.map(readMail));
    },
  };
}

async function readMail(bytes: Buffer): Promise<Mail> {
  const { subject = "", headers, html = "", text = "" } = await PostalMime.parse(bytes);
  return { subject, id: headers.find(({ key }) => key === "x-rss-id")?.value ?? "", text: html + text };
}

const feedparserThere =
  realPart("/usr/bin/python3") &&
  (await run("/usr/bin/python3", ["-c", "import feedparser"]).then(
    () => true,
    () => false,
  ));

describe.skipIf(!feedparserThere)("feedparser", () => {
  test.each(formats)("reads %s without a complaint, related links and all", async (format) => {
    const file = join(scratch(), format);
    writeFileSync(file, bytesOf(format, launch, pricing));
    const script = `
import feedparser, json, sys
d = feedparser.parse(sys.argv[1])
print(json.dumps({"bozo": bool(d.bozo), "title": d.feed.title, "entries": [
  {"id": e.id, "title": e.title, "link": e.link, "published": e.published, "updated": e.updated,
   "authors": [a.get("name") for a in e.get("authors", [])],
   "related": [l.get("title") for l in e.links if l.rel == "related"],
   "content": e.content[0].value} for e in d.entries]}))`;
    const { stdout } = await run("/usr/bin/python3", ["-c", script, file]);
    const parsed = JSON.parse(stdout) as { bozo: boolean; title: string; entries: Record<string, unknown>[] };
    expect({ bozo: parsed.bozo, title: parsed.title }).toEqual({ bozo: false, title: "The Courant" });
    expect(parsed.entries[0]).toMatchObject({
      id: "tag:news.example,2026-11-03:launch",
      title: "Launch & recovery: “it flew”",
      link: "https://news.example/stories/launch/",
      related: ["What 1 < 2 costs"],
      authors: format === "feed.xml" ? ["Ada Byron, Lin O'Brien"] : ["Ada Byron", "Lin O'Brien"],
    });
    expect(parsed.entries[0]?.["content"]).toContain("<p>It flew.</p>");
  });
});

describe("rss-parser", () => {
  test.each(formats)("opens the story itself from %s, not a related one", async (format) => {
    const { items } = await new Parser().parseString(bytesOf(format, launch, pricing));
    expect(items.map(({ title, link }) => [title, link])).toEqual([
      ["Launch & recovery: “it flew”", "https://news.example/stories/launch/"],
      ["What 1 < 2 costs", "https://news.example/stories/pricing/"],
    ]);
  });
});

describe.skipIf(!realPart("sfeed"))("sfeed", () => {
  test.each(formats)("reads date, title, page, id and tags from %s", async (format) => {
    const file = join(scratch(), format);
    writeFileSync(file, bytesOf(format, launch, pricing));
    const { stdout } = await run("sh", ["-c", 'sfeed < "$1"', "sh", file]);
    const rows = stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split("\t"));
    expect(rows.map(([date, title, link, , , id, , , tags]) => [date, title, link, id, tags])).toEqual([
      [String(launch.date / 1000), launch.title, "https://news.example/stories/launch/", launch.id, ""],
      [String(pricing.date / 1000), pricing.title, "https://news.example/stories/pricing/", pricing.id, "Money"],
    ]);
  });
});
