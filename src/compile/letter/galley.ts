/**
 * A galley: a filled template in which some places are still open, so that the letters of one issue that differ only in their
 * stories are set from it as strings. Templates write `{{ story.begin }} … {{ story.end }}` around a passage that only letters
 * with that story show, and `{{ story.body }}` for a hole. The marks are noncharacters, which MJML and Liquid leave alone.
 */
type Part = string | { readonly hole: string } | { readonly passage: string; readonly parts: readonly Part[] };
export type Galley = readonly Part[];

/** What decides one letter: which passages it shows, and what fills each hole. */
export interface Setting {
  readonly shows: (passage: string) => boolean;
  readonly fill: (hole: string) => string;
}

/** Marks around a passage. A key names what it depends on; the same key may be used many times. */
export function passage(key: string): { readonly begin: string; readonly end: string } {
  return { begin: `\uFDD2${key}\uFDD4`, end: `\uFDD3${key}\uFDD4` };
}

/** Mark of a hole. */
export function hole(key: string): string {
  return `\uFDD5${key}\uFDD4`;
}

/** Reads the marks. Throws a RangeError that names the passage where `begin` and `end` do not pair. */
export function parseGalley(text: string): Galley {
  const top: Part[] = [];
  const open: { readonly key: string; readonly parts: Part[] }[] = [{ key: "", parts: top }];
  for (const [i, piece] of text.split(/([\uFDD2\uFDD3\uFDD5][^\uFDD4]*)\uFDD4/).entries()) {
    const { key, parts } = open.at(-1)!;
    if (i % 2 === 0) {
      if (piece !== "") parts.push(piece);
      continue;
    }
    const mark = piece.slice(1);
    if (piece[0] === "\uFDD5") parts.push({ hole: mark });
    else if (piece[0] === "\uFDD2") open.push({ key: mark, parts: [] });
    else if (key !== mark || open.length === 1) throw new RangeError(`"${mark}" ends where "${key}" is open`);
    else open[open.length - 2]!.parts.push({ passage: mark, parts: open.pop()!.parts });
  }
  if (open.length > 1) throw new RangeError(`"${open.at(-1)!.key}" begins and does not end`);
  return top;
}

/** The letter that a setting makes of a galley. */
export function setGalley(galley: Galley, setting: Setting): string {
  let out = "";
  for (const part of galley) {
    if (typeof part === "string") out += part;
    else if ("hole" in part) out += setting.fill(part.hole);
    else if (setting.shows(part.passage)) out += setGalley(part.parts, setting);
  }
  return out;
}

/** Length in UTF-8 octets of every passage that a setting shows, by its key, marks apart. */
export function passageSizes(galley: Galley, setting: Setting): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  const visit = (parts: Galley): void => {
    for (const part of parts) {
      if (typeof part === "string" || "hole" in part || !setting.shows(part.passage)) continue;
      sizes.set(part.passage, Buffer.byteLength(setGalley(part.parts, setting)));
      visit(part.parts);
    }
  };
  visit(galley);
  return sizes;
}
