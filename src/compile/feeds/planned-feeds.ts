import { xmlText } from "../../html.ts";
import type { Composition, Story, TopicKey } from "../../model.ts";
import { tagPath, threadPath } from "../../site.ts";
import { feedInfo, type FeedInfo } from "./feed-info.ts";

/** A feed and all its stories, newest first, withdrawn ones included. */
export interface PlannedFeed {
  readonly info: FeedInfo;
  readonly stories: readonly Story[];
}

/** The newsroom's feed, then one for each tag (by key), then one for each thread (by key), wherever a story of theirs goes out by feed. */
export function plannedFeeds(c: Composition): readonly PlannedFeed[] {
  const { config } = c.newsroom;
  const title = xmlText(config.title);
  const stories = c.stories.filter(({ channels }) => channels.includes("feed"));
  const titled = (name: string): string => `${title}: ${xmlText(name)}`;
  return [
    { info: feedInfo("newsroom", "", title, "/"), stories },
    ...byTag(stories).map(({ key, label, stories }) => ({
      info: feedInfo("tag", key, titled(label), tagPath(key)),
      stories,
    })),
    ...c.graph.threads
      .toSorted((a, b) => order(a.key, b.key))
      .map((thread) => ({
        info: feedInfo("thread", thread.key, titled(thread.title), threadPath(thread.key)),
        stories: stories.filter(({ slug }) => thread.parts.includes(slug)),
      }))
      .filter((feed) => feed.stories.length > 0),
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

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
