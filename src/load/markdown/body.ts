import { escapeHtml, xmlText } from "../../base/html.ts";
import type { Body, BodyPart, Reference } from "../../model.ts";
import { lineAttribute, type Chunk } from "./env.ts";
import { closeHeading, openHeading } from "./heading-tags.ts";
import { closeLink, openLink, reportRefused } from "./link-tags.ts";
import { judgeLink } from "./links.ts";
import { attributesOf, lineOfTag, refer, uniqueId, type Attributes, type BodyContext, type Walk } from "./walk.ts";
import { gatherWords, unescapeHtml } from "./words.ts";

export interface ReadBody {
  readonly body: Body;
  /** Words of the first paragraph that has any; the names in `[[…]]` without a label are left out, and a paragraph without any is preferred. */
  readonly opening: string;
}

// Renderers and sanitiser escape "<", ">" and quotes everywhere, so tags can be told from text by shape alone.
const pieces = /<(\/?)([a-z][a-z0-9]*)((?:\s[^<>]*?)?)\s*\/?>|\u0002(\d+)\u0003|[^<\u0002]+|[<\u0002]/g;

/** Takes finished, clean HTML apart into parts and references, words and headings. */
export function readBody(html: string, chunks: readonly Chunk[], context: BodyContext): ReadBody {
  const walk: Walk = {
    context,
    parts: [],
    references: [],
    headings: [],
    ids: new Map(),
    words: gatherWords(),
    demote: /<h1[\s>]/.test(html) ? 1 : 0,
    opening: "",
    opened: false,
    named: [],
    link: null,
    heading: null,
  };
  for (const [whole, slash, name, rest = "", mark] of html.matchAll(pieces)) {
    if (mark !== undefined) addChunk(walk, chunks[Number(mark)]);
    else if (name === undefined) addText(walk, whole);
    else if (slash === "/") closeTag(walk, name, whole);
    else openTag(walk, name, rest);
  }
  closeLink(walk);
  const { references, headings, words } = walk;
  const body = { parts: mergeParts(walk.parts), references, text: xmlText(words.text()), headings };
  return { body, opening: xmlText(walk.opening) };
}

function addText(walk: Walk, html: string): void {
  walk.parts.push(html);
  say(walk, unescapeHtml(html));
}

function say(walk: Walk, text: string): void {
  walk.words.add(text);
  if (walk.link !== null) walk.link.text += text;
}

function openTag(walk: Walk, name: string, rest: string): void {
  walk.words.tag(name);
  if (name === "p") walk.named = [];
  const level = /^h([1-6])$/.exec(name)?.[1];
  if (name === "a") openLink(walk, attributesOf(rest));
  else if (name === "img") addPicture(walk, attributesOf(rest));
  else if (level !== undefined) openHeading(walk, Number(level), attributesOf(rest));
  else walk.parts.push(`<${name}${cleanAttributes(walk, rest)}>`);
}

function closeTag(walk: Walk, name: string, whole: string): void {
  if (name === "p") endParagraph(walk);
  if (/^h[1-6]$/.test(name)) closeHeading(walk);
  else if (name === "a") closeLink(walk);
  else walk.parts.push(whole);
  walk.words.tag(name);
}

function endParagraph(walk: Walk): void {
  const words = walk.words.current();
  const told = walk.named.reduce((text, name) => text.replace(name, ""), words).replace(/\s+(?=[\s.,;:!?])/g, "");
  const whole = walk.named.length === 0 && words !== "";
  if (!walk.opened && (whole || walk.opening === "")) walk.opening = told.trim();
  walk.opened ||= whole;
}

function cleanAttributes(walk: Walk, rest: string): string {
  if (!rest.includes(" id=") && !rest.includes(lineAttribute)) return rest;
  const id = attributesOf(rest).get("id");
  const others = rest.replace(/ (?:id|data-l)="[^"]*"/g, "");
  return id === undefined ? others : ` id="${escapeHtml(uniqueId(walk, id))}"${others}`;
}

function addPicture(walk: Walk, attributes: Attributes): void {
  const src = attributes.get("src") ?? "";
  const alt = xmlText(attributes.get("alt") ?? "");
  if (walk.link !== null) walk.link.text += alt;
  const line = lineOfTag(walk, attributes);
  const width = Number(/^\d{1,5}$/.exec(attributes.get("width") ?? "")?.[0] ?? 0);
  const picture = src === "" ? null : walk.context.picture({ src, alt, line, ...(width > 0 ? { width } : {}) });
  if (picture === null) return;
  const title = attributes.get("title");
  const hint = title === undefined ? {} : { title: xmlText(title) };
  walk.parts.push({
    ref: refer(walk, { kind: "picture", target: src, text: alt, line, picture, ...hint }),
    part: "whole",
  });
}

function addChunk(walk: Walk, chunk: Chunk | undefined): void {
  if (chunk === undefined) return;
  if (chunk.text?.startsWith("\n")) walk.words.addLines(chunk.text);
  else if (chunk.text !== null) say(walk, chunk.text);
  const refs = new Map<Reference, number>();
  for (const piece of chunk.pieces) {
    if (typeof piece === "string") {
      walk.parts.push(piece);
      continue;
    }
    const { kind, target, text } = piece.reference;
    if (kind === "wiki" && text === target) walk.named.push(text);
    const ref = refs.get(piece.reference) ?? refer(walk, judgeCallout(walk, piece.reference));
    refs.set(piece.reference, ref);
    walk.parts.push({ ref, part: piece.part });
  }
}

/** A callout's link is judged as any other is; one that may not be followed leaves the title to find its story. */
function judgeCallout(walk: Walk, reference: Reference): Reference {
  const { href, ...rest } = reference;
  if (href === undefined) return reference;
  const target = judgeLink(href, walk.context.site);
  if (target.to === "refused") {
    reportRefused(walk, target.scheme, reference.line);
    return rest;
  }
  return { ...rest, href: target.to === "outside" ? target.url : target.target };
}

function mergeParts(parts: Walk["parts"]): readonly BodyPart[] {
  const merged: BodyPart[] = [];
  let run = "";
  const flush = (): void => {
    const clean = xmlText(run);
    if (clean !== "") merged.push(clean);
    run = "";
  };
  for (const part of parts) {
    if (typeof part === "string") run += part;
    else if ("html" in part) run += part.html;
    else {
      flush();
      merged.push(part);
    }
  }
  flush();
  return merged;
}
