import { describe, expect, test } from "vitest";
import { countFeedAudience, statedReaders } from "../../src/service/feed-audience.ts";

const from = (agent: string) => ({ headers: { "user-agent": agent }, socket: {} });

describe("an aggregator's word", () => {
  test.each([
    ["Feedly/1.0 (+http://www.feedly.com/fetcher.html; 41 subscribers; like FeedFetcher-Google)", 41],
    ["Feedbin feed-id:1373711 - 142 subscribers", 142],
    ["NewsBlur Feed Fetcher - 54 subscribers - http://www.newsblur.com/site/1/", 54],
    ["Mozilla/5.0 (compatible; inoreader.com; 1 subscriber)", 1],
    ["theoldreader.com (feed-id=5; subscribers=7)", 7],
    ["Tiny Tiny RSS/21 (https://tt-rss.org/)", null],
    ["newsboat/2.21 (Linux x86_64)", null],
    ["Mallory 999999999 subscribers", 10_000_000],
    ["", null],
  ])("%s counts for %s", (agent, readers) => {
    expect(statedReaders(agent)).toBe(readers);
  });
});

describe("a day's audience", () => {
  test("counts each aggregator's greatest number per feed, and each poller once", () => {
    const audience = countFeedAudience(() => Date.UTC(2026, 10, 22), "salt");
    audience.note("feed.xml", "192.0.2.1", from("Feedly/1.0 (40 subscribers)"));
    audience.note("feed.xml", "192.0.2.2", from("Feedly/1.0 (41 subscribers)"));
    audience.note("tags/cloud/feed.xml", "192.0.2.2", from("Feedly/1.0 (5 subscribers)"));
    for (const client of ["192.0.2.7", "192.0.2.7", "192.0.2.8"])
      audience.note("feed.xml", client, from("newsboat/2.21"));
    expect(audience.today()).toEqual({ day: "2026-11-22", requests: 6, stated: 46, pollers: 2 });
  });

  test("begins anew at midnight", () => {
    let now = Date.UTC(2026, 10, 22, 23);
    const audience = countFeedAudience(() => now, "salt");
    audience.note("feed.xml", "192.0.2.7", from("newsboat/2.21"));
    now += 3_600_000;
    expect(audience.today()).toEqual({ day: "2026-11-23", requests: 0, stated: 0, pollers: 0 });
  });
});
