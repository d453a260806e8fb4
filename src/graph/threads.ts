import type { Config } from "../config/config.ts";
import type { Slug, Story, Thread, TopicKey } from "../model.ts";
import { compare } from "./edge.ts";

/** The running stories among the published ones, by key; the parts of each oldest first, ties by slug. */
export function threadsOf(config: Pick<Config, "threads">, stories: readonly Story[]): readonly Thread[] {
  const parts = new Map<TopicKey, Story[]>();
  for (const story of stories) {
    if (story.thread !== null) parts.set(story.thread, [...(parts.get(story.thread) ?? []), story]);
  }
  return [...parts]
    .map(([key, members]) => ({
      key,
      title: config.threads.get(key)?.title ?? humanise(key),
      closed: config.threads.get(key)?.closed ?? false,
      parts: members.toSorted(oldestFirst).map((story) => story.slug),
    }))
    .toSorted((a, b) => compare(a.key, b.key));
}

/** `tiktok-oracle` → `Tiktok oracle`. */
function humanise(key: string): string {
  const [first = "", ...rest] = key.replaceAll("-", " ").trim();
  return first === "" ? key : `${first.toUpperCase()}${rest.join("")}`;
}

export function oldestFirst(a: Story, b: Story): number {
  return a.date - b.date || compare(a.slug, b.slug);
}

/** The part before and the part after a story in its thread. */
export function neighbours(thread: Thread, slug: Slug): { readonly before: Slug | null; readonly after: Slug | null } {
  const place = thread.parts.indexOf(slug);
  return {
    before: place > 0 ? thread.parts[place - 1]! : null,
    after: place >= 0 ? (thread.parts[place + 1] ?? null) : null,
  };
}
