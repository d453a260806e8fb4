import type { FeedItem } from "./feed-item.ts";

/** The first items that fit into `limit` entries and `bytes`; always one, if there is any, however large. */
export function newestWithin<Item extends Pick<FeedItem, "weight">>(
  items: readonly Item[],
  limit: number,
  bytes: number,
): readonly Item[] {
  let weight = 0;
  const candidates = items.slice(0, limit);
  const over = candidates.findIndex((item) => (weight += item.weight()) > bytes);
  return over < 0 ? candidates : candidates.slice(0, Math.max(1, over));
}
