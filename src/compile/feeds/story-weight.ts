import type { Story } from "../../model.ts";

/** Head, links and list of an entry without its texts: measured 2.1 to 3.3 kB with five related stories and three tags. */
const frame = 4_000;
/** JSON escapes quotes and line ends, CDATA nothing: HTML grows by 2 to 6 %. */
const escaping = 1.1;

/** Bytes that a story takes in a feed, in its largest format, estimated from above without rendering it. */
export function storyWeight({ body, dek, title, tags, withdrawn }: Story, content: "full" | "summary"): number {
  const shown = content === "full" && withdrawn === null;
  const texts = shown ? body.parts.map((part) => (typeof part === "string" ? part : "")) : [];
  const references = shown ? body.references.map(({ text, target }) => `${text}${text}${target}${target}`) : [];
  const bytes = Buffer.byteLength(
    [title, dek, dek, ...tags.map(({ label }) => label), ...texts, ...references].join(""),
  );
  return Math.ceil(bytes * escaping) + references.length * 200 + frame;
}
