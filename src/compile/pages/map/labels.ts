import { size, type Dot } from "./dots.ts";

export interface Label {
  readonly x: number;
  readonly y: number;
  readonly anchor: "start" | "middle" | "end";
  readonly lines: readonly string[];
}

/** Room that is taken, in the map's units. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const fontSize = 13;
const lineHeight = 15;

/**
 * Labels for as many dots as have room, in the order given: each beside its dot, within the map, on no other label and on
 * nothing that was there `before`, and on few other dots. A label is as wide as its letters count: 0.56 of the font size, a whole one where the script is square.
 */
export function placeLabels(
  dots: readonly Dot[],
  titles: readonly string[],
  order: readonly number[],
  limits: { readonly most: number; readonly lines: number },
  before: readonly Box[],
): ReadonlyMap<number, Label> {
  const taken = [...before];
  const placed = new Map<number, Label>();
  const mayCover = Math.floor(dots.length / 160);
  for (const i of order) {
    if (placed.size >= limits.most) break;
    const lines = breakTitle(titles[i]!, limits.lines);
    for (const { label, box } of seats(dots[i]!, lines)) {
      if (!isWithin(box) || taken.some((other) => overlaps(box, other)) || covered(dots, i, box) > mayCover) continue;
      taken.push(box);
      placed.set(i, label);
      break;
    }
  }
  return placed;
}

/** Beside, then below and above. */
function seats(dot: Dot, lines: readonly string[]): readonly { readonly label: Label; readonly box: Box }[] {
  const width = Math.max(...lines.map(widthOf));
  const height = lines.length * lineHeight;
  const away = dot.radius + 5;
  const first = dot.y - height / 2 + fontSize * 0.85;
  const seat = (x: number, y: number, anchor: Label["anchor"]): { label: Label; box: Box } => {
    const left = anchor === "start" ? x : anchor === "end" ? x - width : x - width / 2;
    const top = y - fontSize * 0.85;
    return {
      label: { x, y, anchor, lines },
      box: { left: left - 3, top: top - 1, right: left + width + 3, bottom: top + height + 2 },
    };
  };
  return [
    seat(dot.x + away, first, "start"),
    seat(dot.x - away, first, "end"),
    seat(dot.x, dot.y + away + fontSize * 0.85, "middle"),
    seat(dot.x, dot.y - away - height + fontSize * 0.85, "middle"),
  ];
}

/** Into lines of about 24 letters at spaces, or anywhere where there are none; what does not fit ends in "…". */
function breakTitle(title: string, most: number): readonly string[] {
  const words = title.includes(" ") ? title.split(" ").map((word) => `${word} `) : Array.from(title);
  const lines = [""];
  for (const word of words) {
    const longer = `${lines.at(-1)}${word}`;
    if (lines.at(-1) === "" || widthOf(longer.trimEnd()) <= 175) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  const shown = lines.slice(0, most).map((line) => line.trimEnd());
  return lines.length <= most ? shown : [...shown.slice(0, -1), `${shown.at(-1)}…`];
}

const square = /[\u1100-\u11FF\u2E80-\uD7AF\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFFEF]/;

export function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) width += square.test(letter) ? fontSize : fontSize * 0.56;
  return width;
}

function isWithin({ left, top, right, bottom }: Box): boolean {
  return left >= 2 && top >= 2 && right <= size.width - 2 && bottom <= size.height - 2;
}

export function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function covered(dots: readonly Dot[], own: number, box: Box): number {
  let count = 0;
  dots.forEach(({ x, y, radius }, i) => {
    const inside = x + radius > box.left && x - radius < box.right && y + radius > box.top && y - radius < box.bottom;
    if (i !== own && inside) count++;
  });
  return count;
}
