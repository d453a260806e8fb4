import { escapeHtml } from "../../base/html.ts";
import type { Slug, Story } from "../../model.ts";
import type { CardView } from "./card.ts";
import { makeCard, makeCards } from "./card.ts";
import type { Shell } from "./shell.ts";

const width = 640;
const height = 150;
const margin = 24;
/** More would be a thicket; the strongest come first. */
const most = 14;

/** A story's neighbours: where it leads (above the line) and what leads to it (below). */
export interface Neighbours {
  readonly self: CardView;
  readonly to: readonly CardView[];
  readonly from: readonly CardView[];
}

/** Null for a story with fewer than two: a line with one bow says nothing that the lists do not. */
export function neighboursOf(shell: Shell, story: Story): Neighbours | null {
  const { related, backlinks } = shell.c.graph;
  const shown = (slugs: readonly Slug[]): readonly CardView[] =>
    makeCards(shell, slugs.slice(0, most)).filter(({ withdrawn }) => !withdrawn);
  const to = shown((related.get(story.slug) ?? []).map((edge) => edge.to));
  const from = shown((backlinks.get(story.slug) ?? []).map((edge) => edge.from));
  return to.length + from.length < 2 ? null : { self: makeCard(shell, story), to, from };
}

/**
 * The neighbours on a line of time, each joined to the story by a bow: older to the left, newer to the right. SVG that needs
 * neither script nor words; the lists on the page say the same, so it is hidden from screen readers and the Tab key.
 */
export function drawArcs({ self, to, from }: Neighbours): string {
  const all = [self, ...to, ...from];
  const times = new Map(all.map((card) => [card, Date.parse(card.iso)]));
  const [first, last] = [Math.min(...times.values()), Math.max(...times.values())];
  const place = (card: CardView): number =>
    first === last ? width / 2 : margin + ((times.get(card)! - first) / (last - first)) * (width - 2 * margin);
  const bow = (card: CardView, side: 1 | -1): string => arc(place(self), place(card), side);
  const axis = height / 2;
  return [
    `<svg class="arcs" viewBox="0 0 ${width} ${height}" aria-hidden="true">`,
    `<path class="axis" d="M0 ${axis}H${width}"/>`,
    `<path class="to" d="${to.map((card) => bow(card, -1)).join("")}"/>`,
    `<path class="from" d="${from.map((card) => bow(card, 1)).join("")}"/>`,
    ...[...to, ...from].map((card) => dot(card, place(card), axis)),
    `<circle class="self" cx="${round(place(self))}" cy="${axis}" r="8"/>`,
    ...years(new Date(first).getUTCFullYear(), new Date(last).getUTCFullYear()),
    `</svg>`,
  ].join("\n");
}

/** Half an ellipse, as high as it is wide until the picture ends. Neighbours of the same day get a small loop. */
function arc(from: number, to: number, side: 1 | -1): string {
  const across = Math.max(6, Math.abs(to - from) / 2);
  const up = Math.min(across, height / 2 - 12);
  const sweep = (side === -1) === to > from ? 1 : 0;
  return `M${round(from)} ${height / 2}A${round(across)} ${round(up)} 0 0 ${sweep} ${round(to)} ${height / 2}`;
}

function dot({ href, title, day }: CardView, x: number, y: number): string {
  const circle = `<circle cx="${round(x)}" cy="${y}" r="5"/>`;
  return `<a href="${escapeHtml(href)}" tabindex="-1">${circle}<title>${escapeHtml(`${title} (${day})`)}</title></a>`;
}

/** The years of the first and the last, at the ends of the line. */
function years(first: number, last: number): readonly string[] {
  const text = (x: number, anchor: string, year: number): string =>
    `<text x="${x}" y="${height - 6}" text-anchor="${anchor}">${year}</text>`;
  return first === last ? [text(width / 2, "middle", first)] : [text(0, "start", first), text(width, "end", last)];
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
