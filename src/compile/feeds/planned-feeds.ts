import { xmlText } from "../../base/html.ts";
import type { Composition, Story, TopicKey } from "../../model.ts";
import { tagPath, threadPath } from "../../base/site.ts";
import { feedInfo, type FeedInfo } from "./feed-info.ts";
import { storyItem, type FeedItem } from "./feed-item.ts";
import { issueFeeds } from "./issue-feeds.ts";

/** A feed and all that belongs to it, newest first, withdrawn stories included. */
export interface PlannedFeed {
  readonly info: FeedInfo;
  readonly items: readonly FeedItem[];
  /** Nothing more will come: the thread is closed. */
  readonly ended: boolean;
}

/**
 * The newsroom's feed, then one for each tag and each thread (by key) of which a story goes out by feed,
 * then one for each digest (by name) that has issues.
 */
export function plannedFeeds(c: Composition): readonly PlannedFeed[] {
  const title = xmlText(c.newsroom.config.title);
  const titled = (name: string): string => `${title}: ${xmlText(name)}`;
  const stories = c.stories.filter(({ channels }) => channels.includes("feed"));
  const items = new Map(stories.map((story) => [story.slug, storyItem(c, story)]));
  const itemsOf = (some: readonly Pick<Story, "slug">[]): readonly FeedItem[] =>
    some.map(({ slug }) => items.get(slug)!);
  return [
    { info: feedInfo("newsroom", "", title, "/"), items: itemsOf(stories), ended: false },
    ...byTag(stories).map((tag) => ({
      info: feedInfo("tag", tag.key, titled(tag.label), tagPath(tag.key)),
      items: itemsOf(tag.stories),
      ended: false,
    })),
    ...byThread(c, stories).map((thread) => ({
      info: feedInfo("thread", thread.key, titled(thread.title), threadPath(thread.key)),
      items: itemsOf(thread.stories),
      ended: thread.closed,
    })),
    ...issueFeeds(c, titled),
  ];
}

interface TaggedStories {
  readonly key: TopicKey;
  readonly label: string;
  readonly stories: Story[];
}

function byTag(stories: readonly Story[]): readonly TaggedStories[] {
  const tags = new Map<TopicKey, TaggedStories>();
  for (const story of stories) {
    for (const { key, label } of story.tags) {
      const tag = tags.get(key) ?? { key, label, stories: [] };
      tags.set(key, tag);
      tag.stories.push(story);
    }
  }
  return [...tags.values()].toSorted((a, b) => order(a.key, b.key));
}

function byThread(c: Composition, stories: readonly Story[]) {
  const told = Map.groupBy(stories, ({ thread }) => thread);
  return c.graph.threads
    .map((thread) => ({ ...thread, stories: told.get(thread.key) ?? [] }))
    .filter((thread) => thread.stories.length > 0)
    .toSorted((a, b) => order(a.key, b.key));
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
