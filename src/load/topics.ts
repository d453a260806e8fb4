import { problem } from "../errors.ts";
import type { Problem, Tag, TopicKey } from "../model.ts";
import { topicKey } from "../base/slug.ts";

/** A tag or thread as one story wrote it. */
export interface TopicUse {
  readonly label: string;
  readonly file: string;
  readonly line: number;
  /** Drafts never decide a label or a path: another machine may not have them. */
  readonly draft: boolean;
}

/**
 * Gives every label its key (contract §5): labels that differ only in case are one topic, labelled as its first story wrote
 * it; others that would share a path get -2, -3 … in name order, with a warning where they stand.
 */
export function nameTopics(uses: readonly TopicUse[]): {
  readonly find: (label: string) => Tag;
  readonly problems: readonly Problem[];
} {
  const first = new Map<string, TopicUse>();
  for (const use of [...uses.filter((u) => !u.draft), ...uses.filter((u) => u.draft)]) {
    if (!first.has(fold(use.label))) first.set(fold(use.label), use);
  }
  const names = [...first].toSorted(
    ([a, useA], [b, useB]) => Number(useA.draft) - Number(useB.draft) || (a < b ? -1 : 1),
  );
  const taken = new Set<TopicKey>(names.map(([, { label }]) => topicKey(label)));
  const owner = new Map<TopicKey, string>();
  const topics = new Map<string, Tag>();
  const problems: Problem[] = [];
  for (const [name, use] of names) {
    const key = topicKey(use.label);
    const before = owner.get(key);
    if (before === undefined) owner.set(key, use.label);
    const own = before === undefined ? key : nextFree(key, taken);
    taken.add(own);
    topics.set(name, { key: own, label: use.label });
    if (before !== undefined) {
      const message = `"${use.label}" and "${before}" would share the path ${key}; this one gets ${own}. Write both alike, or rename one.`;
      problems.push(problem("warning", "TOPIC_COLLISION", use.file, use.line, message));
    }
  }
  return { find: (label) => topics.get(fold(label)) ?? { key: topicKey(label), label }, problems };
}

function fold(label: string): string {
  return label.normalize("NFKC").toLowerCase();
}

function nextFree(key: TopicKey, taken: ReadonlySet<TopicKey>): TopicKey {
  for (let n = 2; ; n++) {
    const candidate = `${key}-${n}` as TopicKey;
    if (!taken.has(candidate)) return candidate;
  }
}
