import type { Story } from "../../../model.ts";
import type { Shell } from "../shell.ts";

/** Stories of one colour: a running story, or what is left of a tag. */
export interface Region {
  readonly label: string;
  /** Indexes into the stories, as they came. */
  readonly members: readonly number[];
}

/** Colours that people tell apart; what fits in none of them is grey. */
export const colours = 9;

/**
 * Divides stories into regions, the largest first: running stories of two parts and more, then, for the rest, the tag that
 * holds most of what is left, and so on while there are colours. Where there are neither, the newest years are the regions.
 * The last one, `label` "", is all others; it may be empty.
 */
export function divide(shell: Shell, stories: readonly Story[]): readonly Region[] {
  const left = new Set(stories.keys());
  const regions: Region[] = [];
  const claim = (label: string, members: readonly number[]): void => {
    for (const i of members) left.delete(i);
    regions.push({ label, members });
  };
  for (const [label, members] of byThread(shell, stories).slice(0, colours - 3)) claim(label, members);
  while (regions.length < colours) {
    const [label = "", members = []] = largestTag(stories, left);
    if (members.length < 2) break;
    claim(label, members);
  }
  if (regions.length === 0) for (const [year, members] of byYear(stories)) claim(year, members);
  const sorted = regions.toSorted((a, b) => b.members.length - a.members.length || (a.label < b.label ? -1 : 1));
  return [...sorted, { label: "", members: [...left] }];
}

function byThread(shell: Shell, stories: readonly Story[]): readonly (readonly [string, readonly number[]])[] {
  const at = new Map(stories.map(({ slug }, i) => [slug, i]));
  return shell.c.graph.threads
    .map((thread) => [thread.title, thread.parts.flatMap((slug) => at.get(slug) ?? [])] as const)
    .filter(([, members]) => members.length > 1)
    .toSorted(([a, as], [b, bs]) => bs.length - as.length || (a < b ? -1 : 1));
}

function byYear(stories: readonly Story[]): readonly (readonly [string, readonly number[]])[] {
  const years = Map.groupBy(stories.keys(), (i) => stories[i]!.day.slice(0, 4));
  return [...years].toSorted(([a], [b]) => (a > b ? -1 : 1)).slice(0, colours);
}

function largestTag(
  stories: readonly Story[],
  left: ReadonlySet<number>,
): readonly [label?: string, members?: readonly number[]] {
  const tags = new Map<string, { readonly label: string; readonly members: number[] }>();
  for (const i of left) {
    for (const { key, label } of stories[i]!.tags) {
      const tag = tags.get(key) ?? { label, members: [] };
      tags.set(key, tag);
      tag.members.push(i);
    }
  }
  const [largest] = [...tags.values()].toSorted(
    (a, b) => b.members.length - a.members.length || (a.label < b.label ? -1 : 1),
  );
  return largest === undefined ? [] : [largest.label, largest.members];
}
