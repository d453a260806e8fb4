import type { FeedItem } from "./feed-item.ts";

/** A full archive document: a set of entries that stays as it is. Entries are newest first. */
export interface ArchivePart<Item> {
  /** `2026-1`: the year, and the part of the year counted from 1. */
  readonly name: string;
  readonly items: readonly Item[];
}

/**
 * The archive documents of a feed (RFC 5005 §4), oldest first. Entries are counted off from the oldest of each year; a part is
 * full when it holds `limit` entries, when the next one would go beyond `bytes`, or when a new year begins. The last
 * part is left out until it is full: what it holds is never more than a feed shows, so feed and archives together hold all.
 * A story that is dated back joins the parts of its year from its place on; other years, and with them almost every
 * document, stay as they are.
 */
export function archiveParts<Item extends Pick<FeedItem, "year" | "weight">>(
  newestFirst: readonly Item[],
  limit: number,
  bytes: number,
): readonly ArchivePart<Item>[] {
  const parts: { readonly year: string; readonly number: number; readonly items: Item[]; weight: number }[] = [];
  for (const item of newestFirst.toReversed()) {
    const last = parts.at(-1);
    const fits = last?.year === item.year && last.items.length < limit && last.weight + item.weight() <= bytes;
    if (last !== undefined && fits) {
      last.items.unshift(item);
      last.weight += item.weight();
    } else {
      const number = last?.year === item.year ? last.number + 1 : 1;
      parts.push({ year: item.year, number, items: [item], weight: item.weight() });
    }
  }
  return parts
    .filter(({ items }, i) => i < parts.length - 1 || items.length >= limit)
    .map(({ year, number, items }) => ({ name: `${year}-${number}`, items }));
}
