import { escapeHtml, xmlText } from "../../base/html.ts";
import { topicKey } from "../../base/slug.ts";
import { uniqueId, type Attributes, type Walk } from "./walk.ts";

/** `<h2>`: its id comes from its words, which are known when it closes. */
export function openHeading(walk: Walk, level: number, attributes: Attributes): void {
  const tag = { html: "" };
  walk.heading = { level: Math.min(6, level + walk.demote), id: attributes.get("id"), tag };
  walk.parts.push(tag);
}

export function closeHeading(walk: Walk): void {
  if (walk.heading === null) return;
  const { level, id: given, tag } = walk.heading;
  walk.heading = null;
  const written = cutId(walk);
  const text = xmlText(walk.words.current());
  const id = uniqueId(walk, written ?? given ?? idOf(text));
  tag.html = `<h${level} id="${escapeHtml(id)}">`;
  walk.parts.push(`</h${level}>`);
  walk.headings.push({ level, id, text });
}

function idOf(text: string): string {
  const key = topicKey(text);
  return key === "-" ? "section" : key;
}

/** Hugo's, Zola's and kramdown's `## Title {#id}`. */
function cutId(walk: Walk): string | undefined {
  const last = walk.parts.at(-1);
  const [mark, id] = /\s*\{#([\p{L}\p{N}_-]+)\}$/u.exec(walk.words.current()) ?? [];
  if (mark === undefined || typeof last !== "string" || !last.endsWith(mark.trim())) return undefined;
  walk.parts[walk.parts.length - 1] = last.slice(0, -mark.trim().length).trimEnd();
  walk.words.cut(mark.length);
  return id;
}
