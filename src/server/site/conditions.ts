import type { Fields } from "../client.ts";
import type { Held } from "./shelf.ts";

/**
 * Whether the asker has these very bytes (RFC 9110 §13.2.2): by entity tag where one is sent, else by date. A tag of another
 * encoding of the same bytes counts, since If-None-Match compares weakly (§13.1.2).
 */
export function isUnchanged(headers: Fields, held: Pick<Held, "hash" | "modified">): boolean {
  const tags = headers["if-none-match"];
  if (typeof tags === "string")
    return tags.includes(held.hash) ? tags.split(",").some(isTagOf(held.hash)) : tags.trim() === "*";
  const since = headers["if-modified-since"];
  return typeof since === "string" && Math.floor(held.modified / 1000) * 1000 <= Date.parse(since);
}

function isTagOf(hash: string): (tag: string) => boolean {
  return (tag) => {
    const text = tag.trim().replace(/^W\//, "");
    return text === `"${hash}"` || text === `"${hash}-br"` || text === `"${hash}-gz"`;
  };
}

/** `[first, last]` of one byte range (RFC 9110 §14.1.2); null: send all of it; "none": nothing of it can be sent (416). */
export function rangeOf(
  headers: Fields,
  held: Pick<Held, "hash" | "modified" | "size">,
): readonly [number, number] | null | "none" {
  const match = /^bytes=(\d*)-(\d*)$/.exec(String(headers["range"] ?? ""));
  if (match === null || !isSame(headers["if-range"], held)) return null;
  const [, from = "", to = ""] = match;
  if (from === "" && to === "") return null;
  const last = held.size - 1;
  const range: readonly [number, number] =
    from === ""
      ? [Math.max(0, held.size - Number(to)), last]
      : [Number(from), to === "" ? last : Math.min(Number(to), last)];
  if (from !== "" && to !== "" && Number(from) > Number(to)) return null;
  return range[0] > last || (from === "" && Number(to) === 0) ? "none" : range;
}

/** If-Range (§13.1.5): a strong tag of the plain bytes, or exactly the date given. Otherwise the file has changed: send all. */
function isSame(condition: Fields[string], held: Pick<Held, "hash" | "modified">): boolean {
  if (condition === undefined) return true;
  return condition === `"${held.hash}"` || condition === new Date(held.modified).toUTCString();
}
