import type { Slug, TopicKey } from "../model.ts";

/** The text as a slug if it already is one, else undefined. */
export function parseSlug(text: string): Slug | undefined {
  return /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text) && text.length <= 128 ? (text as Slug) : undefined;
}

/**
 * A slug from any text: marks stripped (NFKD), the letters that have no ASCII base spelled out, the rest one "-".
 * Undefined where nothing of it can be written in ASCII (a Japanese title, say).
 */
export function slugify(text: string): Slug | undefined {
  const ascii = text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/ß/g, "ss")
    .replace(/æ/g, "ae")
    .replace(/œ/g, "oe")
    .replace(/ø/g, "o")
    .replace(/[đð]/g, "d")
    .replace(/þ/g, "th")
    .replace(/ł/g, "l")
    .replace(/ı/g, "i")
    .replace(/['’]/g, "");
  const slug = ascii
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 128)
    .replace(/-+$/, "");
  return slug === "" ? undefined : (slug as Slug);
}

/**
 * Path key of a tag or thread: NFKC, lower case, letters and digits of any script kept (with their marks), the rest one "-".
 * A label without any letter or digit gives "-".
 */
export function topicKey(label: string): TopicKey {
  const key = label
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  return (key === "" ? "-" : key) as TopicKey;
}
