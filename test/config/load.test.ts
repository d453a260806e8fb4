import { describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { CourantError } from "../../src/errors.ts";
import type { Config } from "../../src/config/config.ts";
import { newsroom } from "../newsroom.ts";

const least = "title: The Courant\nurl: https://news.example\n";
const load = (yaml: string): Promise<Config> => loadConfig(newsroom({ "courant.yaml": yaml }));

/** `line CODE` of each fault that a courant.yaml has after its two required lines. */
async function faults(yaml: string): Promise<readonly string[]> {
  const error = await load(yaml.startsWith("title") ? yaml : least + yaml).catch((e: unknown) => e);
  if (!(error instanceof CourantError)) throw new Error("nothing was wrong");
  expect(error.exit).toBe(2);
  return error.problems.map(({ line, code, message }) => `${line} ${code} ${message}`);
}

describe("courant.yaml", () => {
  test("needs a title and a url; the rest has defaults", async () => {
    const { lines, ...config } = await load(least);
    expect(config).toEqual({
      title: "The Courant",
      url: "https://news.example",
      service: "https://news.example",
      description: "",
      language: "en",
      timezone: "UTC",
      author: { name: "The Courant" },
      icon: null,
      logo: null,
      copyright: null,
      license: null,
      from: null,
      replyTo: null,
      postalAddress: null,
      permalink: "/stories/:slug/",
      feeds: { limit: 20, bytes: 250_000, content: "full", hubs: [], archives: true, mime: "feed", headers: [] },
      related: { limit: 5, missing: "error", ignoreTags: [] },
      threads: new Map(),
      build: null,
      deploy: null,
      digests: [],
      delivery: {
        concurrency: 10,
        perDomain: 5,
        rate: 0,
        quota: 0,
        unsure: "resend",
        durability: "normal",
        relays: [],
      },
      subscribe: { enabled: true },
      trustProxy: [],
      bounces: null,
    });
    expect(lines).toEqual(
      new Map([
        ["title", 1],
        ["url", 2],
      ]),
    );
  });

  test("gives digests in the order of the file, each with its schedule", async () => {
    const { digests } = await load(`${least}digests:
  weekly: { title: Week, every: week, at: "08:00", on: fri, tags: [Big News], max: 3, content: full, subject: S, maxLateness: 36h }
  daily: { every: day, at: "7:30", on: [mon, tue] }
  monthly: { every: month, at: "00:00" }
  instant: { every: story }
`);
    const rest = { title: expect.any(String), tags: [], max: 20, content: "dek", subject: null, maxLateness: null };
    expect(digests).toEqual([
      {
        name: "weekly",
        title: "Week",
        every: "week",
        at: { hour: 8, minute: 0 },
        on: "fri",
        tags: ["big-news"],
        max: 3,
        content: "full",
        subject: "S",
        maxLateness: 129_600_000,
      },
      { ...rest, name: "daily", title: "Daily", every: "day", at: { hour: 7, minute: 30 }, on: ["mon", "tue"] },
      { ...rest, name: "monthly", every: "month", at: { hour: 0, minute: 0 }, on: 1 },
      { ...rest, name: "instant", every: "story" },
    ]);
  });

  test("splits mailboxes, fills deploy and relays, keys threads", async () => {
    const config = await load(`${least}from: '"The Courant" <news@News.Example>'
replyTo: desk@news.example
deploy: "rsync -a out/site host:"
delivery: { relays: [{ name: one, url: $ONE_URL }] }
threads: { Big Saga: { title: The saga, closed: true }, other: }
`);
    expect(config.from).toEqual({ name: "The Courant", email: "news@news.example" });
    expect(config.replyTo).toEqual({ name: "", email: "desk@news.example" });
    expect(config.deploy).toEqual({ command: "rsync -a out/site host:", verify: true });
    expect(config.delivery.relays).toEqual([{ name: "one", url: "ONE_URL", weight: 1 }]);
    expect([...config.threads]).toEqual([
      ["big-saga", { title: "The saga", closed: true }],
      ["other", { title: null, closed: false }],
    ]);
  });

  test("gives return paths with a listener, or without one", async () => {
    const listen = "127.0.0.1:2526";
    expect((await load(`${least}bounces: { listen: "${listen}" }\n`)).bounces).toEqual({ listen });
    expect((await load(`${least}bounces: {}\n`)).bounces).toEqual({ listen: null });
  });

  test("a digest of an unknown rhythm hides none of its other faults", async () => {
    expect(await faults("digests:\n  d: { every: hour, at: noon, mx: 3, max: 0 }\n")).toEqual([
      '4 CONFIG_INVALID digests.d.every: "hour" is not one of day, week, month, story.',
      "4 CONFIG_INVALID digests.d.max: 0 is not a whole number of 1 or more.",
      '4 CONFIG_INVALID digests.d.at: "noon" is not a time of day; write it as "07:00".',
      "4 CONFIG_UNKNOWN_KEY digests.d.mx is not a key that Courant knows; did you mean max?",
    ]);
  });

  test("keeps a path in url and drops the slash behind it", async () => {
    const { url, service } = await load("title: T\nurl: https://news.example/blog/\nservice: http://localhost:8080/\n");
    expect([url, service]).toEqual(["https://news.example/blog", "http://localhost:8080"]);
  });

  test("is frozen, and the same when it comes from the cache", async () => {
    const dir = newsroom({
      "courant.yaml": `${least}threads: { a: { title: A } }\ndigests: { d: { every: story } }\n`,
    });
    const first = await loadConfig(dir);
    const second = await loadConfig(dir);
    expect(second).toEqual(first);
    expect(() => Object.assign(second.feeds, { limit: 1 })).toThrow(TypeError);
  });

  test("is read with a byte order mark", async () => {
    expect((await load(`\uFEFF${least}`)).title).toBe("The Courant");
  });

  test.each([
    ["langage: de", "3 CONFIG_UNKNOWN_KEY langage is not a key that Courant knows; did you mean language?"],
    ["feeds: { lmit: 3 }", "3 CONFIG_UNKNOWN_KEY feeds.lmit is not a key that Courant knows; did you mean limit?"],
    [
      "digests:\n  d:\n    every: story\n    at: '07:00'",
      "6 CONFIG_UNKNOWN_KEY digests.d.at means nothing here; remove it.",
    ],
    [
      "digests:\n  d: { every: day }",
      '4 CONFIG_MISSING digests.d.at is missing; it must be a time of day; write it as "07:00".',
    ],
    [
      "digests:\n  d: { every: fortnight }",
      '4 CONFIG_INVALID digests.d.every: "fortnight" is not one of day, week, month, story.',
    ],
    ["digests:\n  Daily: { every: story }", '4 CONFIG_INVALID "Daily" is not a digest\'s name; use a-z, 0-9 and "-".'],
    [
      "digests:\n  d: { every: week, at: '07:00', on: monday }",
      '4 CONFIG_INVALID digests.d.on: "monday" is not one of mon, tue, wed, thu, fri, sat, sun.',
    ],
    [
      "digests:\n  d: { every: month, at: '07:00', on: 32 }",
      "4 CONFIG_INVALID digests.d.on: 32 is not a day of the month, 1 to 31.",
    ],
    [
      "digests:\n  d: { every: day, at: '24:00' }",
      '4 CONFIG_INVALID digests.d.at: "24:00" is not a time of day; write it as "07:00".',
    ],
    [
      "digests:\n  d: { every: story, maxLateness: 7 }",
      "4 CONFIG_INVALID digests.d.maxLateness: 7 is not a duration; write it as 7d, 36h or 90m.",
    ],
    [
      "timezone: Mars/Base",
      '3 CONFIG_INVALID timezone: "Mars/Base" is not an IANA time zone; write one such as Europe/Berlin.',
    ],
    [
      "timezone: '+02:00'",
      '3 CONFIG_INVALID timezone: "+02:00" is not an IANA time zone; write one such as Europe/Berlin.',
    ],
    ["language: en_US", '3 CONFIG_INVALID language: "en_US" is not a language tag (BCP 47) such as en or pt-BR.'],
    [
      "permalink: /:year/",
      '3 CONFIG_INVALID permalink: "/:year/" is not a path such as /stories/:slug/, of :slug, :year, :month and :day.',
    ],
    [
      "permalink: /:slugs/",
      '3 CONFIG_INVALID permalink: "/:slugs/" is not a path such as /stories/:slug/, of :slug, :year, :month and :day.',
    ],
    [
      "from: The Courant",
      '3 CONFIG_INVALID from: "The Courant" is not a mailbox; write The Courant <news@news.example>.',
    ],
    ["feeds: { limit: '20' }", '3 CONFIG_INVALID feeds.limit: "20" is not a whole number of 1 or more.'],
    ["delivery: { rate: -1 }", "3 CONFIG_INVALID delivery.rate: -1 is not a whole number, 0 for no limit."],
    [
      "delivery: { relays: [{ name: a, url: 'smtp://u:secret@h' }] }",
      "3 CONFIG_INVALID delivery.relays.0.url: what stands there is not the name of an environment variable, such as $RELAY_URL.",
    ],
    ["build: '* * *'", '3 CONFIG_INVALID build: "* * *" is not a cron expression: expected 5 or 6 fields but got 3.'],
    ["trustProxy: [10.0.0.0/33]", '3 CONFIG_INVALID trustProxy.0: "10.0.0.0/33" is not an IP address or network.'],
    [
      "bounces: { listen: everywhere }",
      '3 CONFIG_INVALID bounces.listen: "everywhere" is not an address such as 127.0.0.1:2526.',
    ],
    ["threads: { A: {}, a: {} }", '3 CONFIG_INVALID Another thread has the path of "a"; keep one.'],
    ["related: often", '3 CONFIG_INVALID related: "often" is not a group of keys.'],
    ["icon: a\nicon: b", "4 CONFIG_SYNTAX this key stands here twice; keep one of them."],
    ["a: [1", "4 CONFIG_SYNTAX what opened before this line is not closed; end it with ]."],
    ["__proto__: { title: x }", '3 CONFIG_SYNTAX the key "__proto__" is refused; remove it.'],
  ])("%s", async (yaml, expected) => {
    expect(await faults(`${yaml}\n`)).toEqual([expected]);
  });

  test.each([
    "http://news.example",
    "news.example",
    "https://u:p@news.example",
    "https://news.example/?a",
    "ftp://news.example",
  ])("%s is no url", async (url) => {
    expect((await faults(`title: T\nurl: ${url}\n`))[0]).toMatch(/^2 CONFIG_INVALID url: .* is not an https address/);
  });

  test.each(["http://localhost:3000", "http://127.0.0.1:8080", "http://[::1]"])(
    "%s is a url for trying things out",
    async (url) => {
      expect((await load(`title: T\nurl: ${url}\n`)).url).toBe(url);
    },
  );

  test("all faults come at once, by line", async () => {
    const all = await faults("title: [x]\nurl: nowhere\nfeed: 1\nicon:\ntimezone: X\n");
    expect(all.map((f) => f.split(" ").slice(0, 2).join(" "))).toEqual([
      "1 CONFIG_INVALID",
      "2 CONFIG_INVALID",
      "3 CONFIG_UNKNOWN_KEY",
      "5 CONFIG_INVALID",
    ]);
  });

  test("without its two required keys is told so", async () => {
    expect(await load("").catch((e: CourantError) => e.problems.map((p) => p.code))).toEqual([
      "CONFIG_MISSING",
      "CONFIG_MISSING",
    ]);
  });

  test("a folder without one is no newsroom, and the fix is named", async () => {
    const error = await loadConfig(newsroom({ "x.txt": "" })).catch((e: unknown) => e);
    expect(error).toMatchObject({
      exit: 2,
      problems: [{ code: "NOT_A_NEWSROOM", message: expect.stringContaining("courant init") }],
    });
  });
});
