import type { Story, TopicKey } from "../../model.ts";
import { tagPath } from "../../base/site.ts";
import type { FeedInfo } from "../feeds/feed-info.ts";
import type { Shell } from "./shell.ts";

export interface TagList {
  readonly key: TopicKey;
  readonly label: string;
  readonly path: string;
  /** Newest first. */
  readonly stories: readonly Story[];
  readonly feed: FeedInfo | undefined;
}

const lists = new WeakMap<Shell, readonly TagList[]>();

/** Every tag of a story that has a page, by key; found once a press. */
export function tagsOf(shell: Shell): readonly TagList[] {
  const ready = lists.get(shell) ?? collectTags(shell);
  lists.set(shell, ready);
  return ready;
}

function collectTags(shell: Shell): readonly TagList[] {
  const tags = new Map<TopicKey, { readonly label: string; readonly stories: Story[] }>();
  for (const story of shell.stories) {
    for (const { key, label } of story.withdrawn === null ? story.tags : []) {
      const tag = tags.get(key) ?? { label, stories: [] };
      tags.set(key, tag);
      tag.stories.push(story);
    }
  }
  const feeds = new Map(shell.feeds.flatMap((feed) => (feed.kind === "tag" ? [[feed.key, feed] as const] : [])));
  return [...tags]
    .map(([key, tag]) => ({ key, ...tag, path: tagPath(key), feed: feeds.get(key) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
}
