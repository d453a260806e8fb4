import type { Edge, Slug, Story, TopicKey } from "../../model.ts";
import { topicKey } from "../../base/slug.ts";
import { isExplicit } from "../edge.ts";
import { oldestFirst } from "../threads.ts";
import { titleKey, withoutLittleWords, wordsOf } from "../title-key.ts";
import { communities, type Tie } from "./communities.ts";
import { maskNumbers } from "./named.ts";
import type { Near } from "./nearest.ts";

export interface NewThread {
  readonly key: TopicKey;
  /** Oldest first; three or more, of two days or more. */
  readonly parts: readonly Story[];
}

const DAY = 86_400_000;
/** Links over more days than this tie whole archives into one chain: 470 of 672 stories of one blog. */
const LINK_DAYS = 45;
const ALIKE_DAYS = 120;
/** Below this two stories share a subject area, not a story. */
const ALIKE = 0.2;
/** A group holds together when two of its stories are tied this much on average; a link counts 1. */
const DENSITY = 0.12;

/** Running stories that no `thread` names yet: groups without a thread that link to one another or are much alike. */
export function newThreads(
  stories: readonly Story[],
  explicit: readonly Edge[],
  nearest: ReadonlyMap<Slug, readonly Near[]>,
  taken: ReadonlySet<TopicKey>,
): readonly NewThread[] {
  const loose = stories.filter((story) => story.thread === null && story.withdrawn === null).toSorted(oldestFirst);
  const group = communities(loose.length, tiesAmong(loose, explicit, nearest), DENSITY);
  const groups = Map.groupBy(loose, (_, place) => group[place]!);
  const used = new Set(taken);
  const titles = new Map(stories.map((story) => [story.slug, titleWords(story)]));
  return [...groups.values()]
    .flatMap(splitAtGaps)
    .filter((parts) => parts.length >= 3 && new Set(parts.map((story) => story.day)).size >= 2 && !isSeries(parts))
    .map((parts) => ({ key: nameOf(parts, titles, used), parts }));
}

function tiesAmong(
  loose: readonly Story[],
  explicit: readonly Edge[],
  nearest: ReadonlyMap<Slug, readonly Near[]>,
): readonly Tie[] {
  const place = new Map(loose.map((story, i) => [story.slug, i]));
  const weights = new Map<string, Tie>();
  const tie = (from: Slug, to: Slug, weight: number, days: number): void => {
    const [a, b] = [place.get(from), place.get(to)];
    if (a === undefined || b === undefined || Math.abs(loose[a]!.date - loose[b]!.date) > days * DAY) return;
    const key = `${Math.min(a, b)} ${Math.max(a, b)}`;
    weights.set(key, { a, b, weight: (weights.get(key)?.weight ?? 0) + weight });
  };
  for (const { from, to, kind } of explicit) if (isExplicit(kind)) tie(from, to, 1, LINK_DAYS);
  for (const { slug } of loose) {
    for (const near of nearest.get(slug) ?? []) if (near.cosine >= ALIKE) tie(slug, near.slug, near.cosine, ALIKE_DAYS);
  }
  return [...weights.values()];
}

function splitAtGaps(parts: readonly Story[]): readonly (readonly Story[])[] {
  const runs: Story[][] = [];
  for (const story of parts) {
    const run = runs.at(-1);
    if (run !== undefined && story.date - run.at(-1)!.date <= ALIKE_DAYS * DAY) run.push(story);
    else runs.push([story]);
  }
  return runs;
}

/** "The week in brief" runs for years and tells no story. */
function isSeries(parts: readonly Story[]): boolean {
  const masks = Map.groupBy(parts, (story) => maskNumbers(titleKey(story.title)));
  return [...masks.values()].some((same) => same.length > parts.length / 2);
}

/** Two words that most of its titles have and few others; the first part's slug where titles share none. */
function nameOf(parts: readonly Story[], titles: ReadonlyMap<Slug, readonly string[]>, used: Set<TopicKey>): TopicKey {
  const own = parts.map((story) => titles.get(story.slug)!);
  const words = [...new Set(own.flat())]
    .map((word) => ({ word, here: holders(own, word) }))
    .filter(({ word, here }) => here >= parts.length / 2 && Array.from(word).length > 1)
    .map(({ word, here }) => ({ word, telling: here * Math.log(1 + titles.size / holders(titles.values(), word)) }))
    .toSorted((a, b) => b.telling - a.telling || (a.word < b.word ? -1 : 1))
    .slice(0, 2)
    .map(({ word }) => word);
  const named = topicKey(words.join(" "));
  const key = words.length === 0 || used.has(named) ? topicKey(parts[0]!.slug) : named;
  used.add(key);
  return key;
}

function holders(titles: Iterable<readonly string[]>, word: string): number {
  let count = 0;
  for (const words of titles) if (words.includes(word)) count++;
  return count;
}

function titleWords(story: Story): readonly string[] {
  return wordsOf(withoutLittleWords(titleKey(story.title)));
}
