import type { Body, BodyPart, Picture, Reference } from "../../model.ts";
import { xmlText } from "../../base/html.ts";
import type { Report } from "../fields.ts";
import { lineAttribute } from "./env.ts";
import { unescapeHtml, type Words } from "./words.ts";

export interface BodyContext {
  /** The newsroom's url. */
  readonly site: string;
  /** Line in the file of the body's first line. */
  readonly firstLine: number;
  readonly report: Report;
  /** The picture behind an address, or null where it was reported as missing. */
  readonly picture: (source: PictureSource) => Picture | null;
}

export interface PictureSource {
  readonly src: string;
  readonly alt: string;
  readonly line: number;
  /** As raw HTML asks for; pixels. */
  readonly width?: number;
}

/** A walk over finished HTML, tag by tag, as it takes it apart. */
export interface Walk {
  readonly context: BodyContext;
  /** An object with `html` is a tag still to be written. */
  readonly parts: (BodyPart | { html: string })[];
  readonly references: Reference[];
  readonly headings: Body["headings"][number][];
  /** Ids used so far, with the last number given to a repetition. */
  readonly ids: Map<string, number>;
  readonly words: Words;
  /** Levels that headings go down by, so that the page's h1 is the title alone. */
  readonly demote: 0 | 1;
  /** Words of the first paragraph that has any. */
  opening: string;
  /** The opening is final. */
  opened: boolean;
  /** Names of other stories in the paragraph under way that stand without a label: slugs, or headlines nobody may see yet. */
  named: string[];
  link: OpenLink | null;
  heading: OpenHeading | null;
}

export interface OpenLink {
  /** Null for a link to another site, which stands in the HTML as it is. */
  readonly ref: number | null;
  text: string;
}

export interface OpenHeading {
  readonly level: number;
  readonly id: string | undefined;
  readonly tag: { html: string };
}

/** Adds a reference and gives its index. */
export function refer(walk: Walk, reference: Reference): number {
  return walk.references.push(reference) - 1;
}

export type Attributes = ReadonlyMap<string, string>;

export function attributesOf(text: string): Attributes {
  return new Map([...text.matchAll(/([\w-]+)="([^"]*)"/g)].map((m) => [m[1]!, unescapeHtml(m[2]!)]));
}

export function lineOfTag(walk: Walk, attributes: Attributes): number {
  return Number(attributes.get(lineAttribute) ?? walk.context.firstLine);
}

/** The id, or with `-2`, `-3` … behind it where the body has used it before. */
export function uniqueId(walk: Walk, id: string): string {
  const clean = xmlText(id).replace(/\s+/g, "-");
  let count = walk.ids.get(clean) ?? 0;
  let candidate = clean;
  while (walk.ids.has(candidate)) candidate = `${clean}-${++count + 1}`;
  walk.ids.set(clean, count);
  if (candidate !== clean) walk.ids.set(candidate, 0);
  return candidate;
}
