import type { Config } from "../config/config.ts";
import type { Slug, Story, Thread, TopicKey } from "../model.ts";
import { compare } from "./edge.ts";

/** The running stories among the published ones, by key; the parts of each oldest first, ties by slug. */
export function threadsOf(config: Pick<Config, "threads">, stories: readonly Story[]): readonly Thread[] {
  const running = stories.filter((story) => story.thread !== null);
  return [...Map.groupBy(running, (story) => story.thread!)]
    .map(([key, stories]) => {
      const parts = stories.toSorted(oldestFirst);
      const said = config.threads.get(key);
      return {
        key,
        title: said?.title ?? titleOf(key, parts[0]!),
        closed: (said?.closed ?? false) || parts.at(-1)!.closesThread === true,
        parts: parts.map(({ slug }) => slug),
      };
    })
    .toSorted((a, b) => compare(a.key, b.key));
}

/** The name as a story writes it, unless that is no more than the key. */
function titleOf(key: TopicKey, { threadLabel = key }: Story): string {
  return threadLabel === key ? humanise(key) : threadLabel;
}

/** `tiktok-oracle` → `Tiktok oracle`. */
function humanise(key: string): string {
  const [first = "", ...rest] = key.replaceAll("-", " ").trim();
  return first === "" ? key : `${first.toUpperCase()}${rest.join("")}`;
}

export function oldestFirst(a: Story, b: Story): number {
  return a.date - b.date || compare(a.slug, b.slug);
}

export interface Neighbours {
  readonly before: Slug | null;
  readonly after: Slug | null;
}

/** The part before and the part after each story that is in a thread. */
export function neighboursIn(threads: readonly Thread[]): ReadonlyMap<Slug, Neighbours> {
  return new Map(
    threads.flatMap(({ parts }) =>
      parts.map((slug, i) => [slug, { before: parts[i - 1] ?? null, after: parts[i + 1] ?? null }] as const),
    ),
  );
}
