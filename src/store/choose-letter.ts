import type { Slug } from "../model.ts";
import type { SubscriberRow } from "./audience.ts";
import type { Brought } from "./past.ts";
import type { Audience, Correction, IssueContent, IssueStory } from "./store.ts";
import { isOnTopic, topicsOf } from "./topics.ts";

/** What one letter holds, with the versions of its stories. */
export interface LetterContent {
  readonly stories: readonly IssueStory[];
  readonly corrections: readonly Correction[];
}

/** `key` is equal for equal letters; `id`, below zero, stands for them among the variants that a reader was mailed. */
export type Chosen =
  | { readonly letter: LetterContent; readonly key: string; readonly id: number }
  | { readonly excluded: keyof Audience["excluded"] };

type Chooser = (row: SubscriberRow, mailed: readonly number[], owed: readonly IssueStory[]) => Chosen;

/**
 * Chooses each reader's letter of an issue. Readers with equal choices and equal pasts share one answer, so the letters are
 * worked out once each. What a chosen letter brings is noted in `brought`, for the issues after this one.
 */
export function chooserFor(issue: IssueContent, brought: Map<number, Brought>): Chooser {
  const known = new Map<string, Chosen>();
  const ids = new Map<string, number>();
  return (row, mailed, owed) => {
    if (row.status !== "active") return { excluded: row.status };
    if (row.suppressed === 1) return { excluded: "suppressed" };
    const key = [row.tags, row.threads, mailed.join(), ...owed.map(({ slug }) => slug)].join("\n");
    const answer = known.get(key) ?? choose(issue, row, pastFor(mailed, brought), owed);
    known.set(key, answer);
    if ("excluded" in answer) return answer;
    const id = ids.get(answer.key) ?? note(answer.letter, brought);
    ids.set(answer.key, id);
    return { ...answer, id };
  };
}

function pastFor(mailed: readonly number[], brought: ReadonlyMap<number, Brought>): readonly Brought[] {
  return mailed.flatMap((variant) => brought.get(variant) ?? []);
}

function note({ stories, corrections }: LetterContent, brought: Map<number, Brought>): number {
  const id = -1 - brought.size;
  brought.set(id, {
    stories: new Map(stories.map(({ slug, version }) => [slug, version])),
    corrections: new Map(corrections.map(({ slug, version }) => [slug, version])),
  });
  return id;
}

function choose(
  issue: IssueContent,
  row: SubscriberRow,
  past: readonly Brought[],
  owed: readonly IssueStory[],
): Chosen {
  const topics = topicsOf(row);
  const onTopic = issue.stories.filter((story) => isOnTopic(story, topics));
  const isFresh = ({ slug }: IssueStory): boolean => !past.some(({ stories }) => stories.has(slug));
  const own = onTopic.filter(isFresh);
  const stories = [...own, ...owedNow(issue, owed.filter(isFresh), topics, issue.max - own.length)];
  if (stories.length === 0) return { excluded: onTopic.length > 0 ? "mailed" : "topics" };
  const corrections = issue.corrections.filter((correction) => isNews(correction, past));
  const key = [...stories.map(({ slug }) => slug), "", ...corrections.map(({ slug }) => slug)].join(" ");
  return { letter: { stories, corrections }, key, id: 0 };
}

/** What a former digest still owes and this one may carry, as far as there is room; the rest comes with the next letter. */
function owedNow(
  issue: IssueContent,
  owed: readonly IssueStory[],
  topics: ReturnType<typeof topicsOf>,
  room: number,
): readonly IssueStory[] {
  if (owed.length === 0 || room <= 0) return [];
  const carried = new Set<Slug>(issue.carried.get(issue.digest)?.map(({ slug }) => slug));
  const held = new Set<Slug>(issue.stories.map(({ slug }) => slug));
  return owed
    .filter((story) => carried.has(story.slug) && !held.has(story.slug) && isOnTopic(story, topics))
    .slice(0, room);
}

/** A correction is news to whoever was mailed the story in another version and has not been told of this one. */
function isNews({ slug, version }: Correction, past: readonly Brought[]): boolean {
  const versions = past.flatMap(({ stories }) => stories.get(slug) ?? []);
  const told = versions.includes(version) || past.some(({ corrections }) => corrections.get(slug) === version);
  return versions.length > 0 && !told;
}
