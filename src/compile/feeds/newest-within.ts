import type { FeedItem } from "./feed-item.ts";

/** The first items that fit into `limit` entries and `bytes`; always one, if there is any, however large. */
export function newestWithin<Item extends Pick<FeedItem, "weight">>(
  items: readonly Item[],
  limit: number,
  bytes: number,
): readonly Item[] {
  let weight = 0;
  const fitting = items.findIndex((item, i) => {
    weight += item.weight;
    return i >= limit || weight > bytes;
  });
  return fitting < 0 ? items : items.slice(0, Math.max(1, fitting));
}
