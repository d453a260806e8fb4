import { escapeMarkdown } from "./escape-markdown.ts";
import type { Unit } from "./units.ts";

/** A part of a story's text: Markdown lines, set apart from the next by a blank line. */
export interface Block {
  readonly kind: "paragraph" | "heading" | "callout" | "list" | "quote";
  readonly markdown: string;
  readonly line: number;
}

const callout = /^\**related\s*[:：]\s*\**\s*(.+?)\**$/i;
const bullet = /^[•●◦▪‣·*–—-]\s+(?=\S)/;
const sureBullet = /^[•●◦▪‣·]\s+(?=\S)/;
const number = /^(\d{1,2})[.)]\s+(?=\S)/;
const attribution = /^(?:—|–|--?)\s*(?=\p{Lu})/u;

/** The body of an article as Markdown blocks. */
export function readBlocks(units: readonly Unit[]): readonly Block[] {
  const blocks: Block[] = [];
  for (let i = 0; i < units.length;) {
    const { block, taken } = blockAt(units, i);
    blocks.push(block);
    i += taken;
  }
  return blocks;
}

function blockAt(units: readonly Unit[], i: number): { readonly block: Block; readonly taken: number } {
  const { text, line } = units[i]!;
  const one = (kind: Block["kind"], markdown: string, taken = 1) => ({ block: { kind, markdown, line }, taken });
  const named = callout.exec(text)?.[1];
  if (named !== undefined) return one("callout", `RELATED: ${escapeMarkdown(named)}`);
  const items = listLength(units, i);
  if (items > 0) return one("list", listOf(units.slice(i, i + items)), items);
  const quoted = run(units, i, (unit) => unit.text.startsWith(">"));
  if (quoted > 0) return one("quote", quoteOf(units.slice(i, i + quoted).map((unit) => unit.text.slice(1))), quoted);
  const next = units[i + 1]?.text ?? "";
  if (isPullQuote(text) && attribution.test(next) && next.length < 100) return one("quote", quoteOf([text, next]), 2);
  if (isHeading(units, i)) return one("heading", `## ${escapeMarkdown(text)}`);
  return one("paragraph", escapeMarkdown(text));
}

/** How many units from `i` on make a list. A dash or a number alone may also begin a sentence: it takes two. */
function listLength(units: readonly Unit[], i: number): number {
  const text = units[i]!.text;
  const start = Number(number.exec(text)?.[1] ?? Number.NaN);
  if (!Number.isNaN(start)) {
    const items = run(units, i, (unit, n) => Number(number.exec(unit.text)?.[1]) === start + n);
    return items > 1 ? items : 0;
  }
  if (!bullet.test(text)) return 0;
  const items = run(units, i, (unit) => bullet.test(unit.text));
  return items > 1 || sureBullet.test(text) ? items : 0;
}

function run(units: readonly Unit[], i: number, test: (unit: Unit, n: number) => boolean): number {
  let n = 0;
  while (i + n < units.length && test(units[i + n]!, n)) n++;
  return n;
}

function listOf(units: readonly Unit[]): string {
  return units
    .map(({ text }) => {
      const mark = number.exec(text)?.[1];
      return mark === undefined
        ? `- ${escapeMarkdown(text.replace(bullet, ""))}`
        : `${mark}. ${escapeMarkdown(text.replace(number, ""))}`;
    })
    .join("\n");
}

function quoteOf(lines: readonly string[]): string {
  return lines.map((line) => (line.trim() === "" ? ">" : `> ${escapeMarkdown(line)}`)).join("\n>\n");
}

function isPullQuote(text: string): boolean {
  return /^["“„«].*["”“»]$/su.test(text);
}

/**
 * A short line without an end mark, between paragraphs, is a subhead. Several in a row are none (the rows of a table, say), and
 * neither is the last line of a text.
 */
function isHeading(units: readonly Unit[], i: number): boolean {
  if (!looksLikeHeading(units[i]!.text)) return false;
  const before = units[i - 1];
  if (before !== undefined && looksLikeHeading(before.text)) return false;
  const next = units.slice(i + 1).find((unit) => !callout.test(unit.text));
  return next !== undefined && !looksLikeHeading(next.text);
}

function looksLikeHeading(text: string): boolean {
  if (text.length > 80 || text.split(" ").length > 12 || callout.test(text)) return false;
  if (!/^["“‘'¿¡(]?[\p{Lu}\p{Lo}\p{N}]/u.test(text)) return false;
  return !/[.!:;,…"”»)]$/.test(text);
}
