import { feedsOf } from "../compile/feeds/feeds.ts";
import { formats } from "../compile/feeds/feed-info.ts";
import type { Press, SitePath } from "../model.ts";
import type { Offer } from "../server/desk.ts";
import type { SiteFacts } from "../server/site/site-facts.ts";
import { absolute, fileOf, href } from "../base/site.ts";

/** What the site server must know of a press beside its files. */
export function siteFacts(press: Press): SiteFacts {
  const { config } = press.newsroom;
  const onWeb = press.stories.filter((story) => story.channels.includes("web"));
  const redirects = onWeb.flatMap((story) =>
    story.aliases.map((alias) => [aliasFile(alias), href(config, story.path)] as const),
  );
  const hubs = config.feeds.hubs.map((hub) => `<${new URL(hub).href}>; rel="hub"`);
  const links = feedsOf(press).flatMap((feed) =>
    formats.map((format): readonly [SitePath, string] => {
      const self = `<${absolute(config, feed[format])}>; rel="self"`;
      return [fileOf(feed[format]), [...hubs, self].join(", ")];
    }),
  );
  return {
    redirects: new Map(redirects),
    gone: new Set(onWeb.filter(({ withdrawn }) => withdrawn !== null).map(({ path }) => fileOf(path))),
    links: new Map(links),
    openFeeds: config.feeds.mime === "xml",
  };
}

/** `/2019/old` and `/2019/old/` are one address; `/old.html` is a file. */
function aliasFile(alias: string): SitePath {
  return fileOf(alias.endsWith("/") || /\.x?html?$/.test(alias) ? alias : `${alias}/`);
}

/** A form with more boxes than this helps nobody; the tags with most stories are on it. */
const mostTags = 30;

/** What readers can choose from: every digest, the tags with most stories, the threads that go on. */
export function offerOf(press: Press): Offer {
  const tags = new Map<string, { key: Offer["tags"][number]["key"]; label: string; stories: number }>();
  for (const story of press.stories) {
    for (const { key, label } of story.tags) {
      const tag = tags.get(key) ?? { key, label, stories: 0 };
      tag.stories++;
      tags.set(key, tag);
    }
  }
  const byStories = [...tags.values()].toSorted((a, b) => b.stories - a.stories || (a.key < b.key ? -1 : 1));
  return {
    digests: press.newsroom.config.digests,
    tags: byStories
      .slice(0, mostTags)
      .toSorted((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ key, label }) => ({ key, label })),
    threads: press.graph.threads.filter(({ closed }) => !closed).map(({ key, title }) => ({ key, label: title })),
  };
}
