import type { Subscription, TopicKey } from "../model.ts";
import type { IssueStory } from "./store.ts";

/** A subscription without tags and threads is to every story; else one of either suffices. */
export function isOnTopic(
  story: Pick<IssueStory, "tags" | "thread">,
  { tags, threads }: Pick<Subscription, "tags" | "threads">,
): boolean {
  if (tags.length === 0 && threads.length === 0) return true;
  return story.tags.some((tag) => tags.includes(tag)) || (story.thread !== null && threads.includes(story.thread));
}

/** Topics as the tables keep them. */
export function topicsOf(row: {
  readonly tags: string;
  readonly threads: string;
}): Pick<Subscription, "tags" | "threads"> {
  return {
    tags: JSON.parse(row.tags) as readonly TopicKey[],
    threads: JSON.parse(row.threads) as readonly TopicKey[],
  };
}
