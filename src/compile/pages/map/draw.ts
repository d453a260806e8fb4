import { escapeHtml } from "../../../base/html.ts";
import { makeDots, size, type Dot } from "./dots.ts";
import { overlaps, placeLabels, widthOf, type Box, type Label } from "./labels.ts";
import { layOut } from "./layout.ts";
import type { MapView } from "./map-page.ts";
import type { Region } from "./regions.ts";

/** Names tried, the most linked stories first: beyond these there is no room, and each costs a look at all dots. */
const namesTried = 400;

/** How strongly an edge of each rank pulls. */
const pulls = [0.7, 0.5, 0.12];
/** The part of it that is left between regions: else large newsrooms become one ball of wool. */
const abroad = 0.3;

/**
 * The map as SVG: lines below, dots (links, coloured by region, large where much leads to them), names above. It is hidden from
 * screen readers and from the Tab key: the lists beside it say the same in words.
 */
export function drawMap(view: MapView, regions: readonly Region[]): string {
  const { cards, edges } = view;
  const linksIn = cards.map(() => 0);
  for (const [, to, rank] of edges) if (rank < 2) linksIn[to]!++;
  const points = layOut(
    view.regions,
    edges.map(([a, b, rank]) => ({ a, b, pull: pulls[rank]! * (view.regions[a] === view.regions[b] ? 1 : abroad) })),
  );
  const dots = makeDots(points, linksIn);
  const few = cards.length < 60;
  const places = few ? [] : placesOf(regions, dots);
  const order = [...cards.keys()].toSorted((a, b) => linksIn[b]! - linksIn[a]! || a - b).slice(0, namesTried);
  const titles = cards.map(({ title }) => title);
  const labels = placeLabels(
    dots,
    titles,
    order,
    few ? { most: 60, lines: 3 } : { most: 44, lines: 2 },
    places.map(({ box }) => box),
  );
  return [
    `<svg class="map" style="--wool: ${cards.length > 1000 ? 0.4 : cards.length > 250 ? 0.65 : 1}" viewBox="0 0 ${size.width} ${size.height}" aria-hidden="true">`,
    `<g class="lines">${[2, 1, 0].map((rank) => linesOf(view, dots, rank)).join("")}</g>`,
    `<g class="dots">${cards.map((_, i) => dotOf(view, dots[i]!, i)).join("\n")}</g>`,
    `<g class="names">${[...labels].map(([i, label]) => nameOf(i, label)).join("\n")}</g>`,
    `<g class="places">${places.map(({ html }) => html).join("")}</g>`,
    `</svg>`,
  ].join("\n");
}

/** One path a rank: 6,000 lines as elements of their own would make the page four times as heavy. */
function linesOf({ edges, cards }: MapView, dots: readonly Dot[], rank: number): string {
  const strongest = rank < 2 ? edges : strongestOnly(edges, cards.length);
  const path = strongest
    .filter((edge) => edge[2] === rank)
    .map(([a, b]) => `M${at(dots[a]!)}L${at(dots[b]!)}`)
    .join("");
  return path === "" ? "" : `<path class="rank${rank}" d="${path}"/>`;
}

/** Of computed edges two for each story: all five would hide the rest. */
function strongestOnly(edges: MapView["edges"], stories: number): MapView["edges"] {
  const drawn = Array.from({ length: stories }, () => 0);
  return edges.filter(([a, , rank]) => rank === 2 && drawn[a]!++ < 2);
}

function dotOf({ cards, regions }: MapView, dot: Dot, i: number): string {
  const { href, title, day } = cards[i]!;
  const circle = `<circle class="r${regions[i]}" cx="${round(dot.x)}" cy="${round(dot.y)}" r="${round(dot.radius)}"/>`;
  return `<a href="${escapeHtml(href)}" tabindex="-1">${circle}<title>${escapeHtml(`${title} (${day})`)}</title></a>`;
}

function nameOf(i: number, { x, y, anchor, lines }: Label): string {
  const [first = "", ...more] = lines.map(escapeHtml);
  const below = more.map((line) => `<tspan x="${round(x)}" dy="15">${line}</tspan>`).join("");
  return `<text data-i="${i}" x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${first}${below}</text>`;
}

interface Place {
  readonly html: string;
  readonly box: Box;
}

/** Where a region's name is tried, as shares of its height: near its top, its bottom, then in between. */
const placeSeats = [0.06, 0.97, 0.5, 0.25, 0.75];

/** The regions' own names, the largest region's first, none on another: one without room has no name, its colour has a key. */
function placesOf(regions: readonly Region[], dots: readonly Dot[]): readonly Place[] {
  const places: Place[] = [];
  const bySize = regions
    .map((region, number) => ({ ...region, number }))
    .filter(({ label, members }) => label !== "" && members.length >= 3)
    .toSorted((a, b) => b.members.length - a.members.length || a.number - b.number);
  for (const region of bySize) {
    const seats = placeSeats.map((share) => placeAt(region, dots, share));
    const free = seats.find(({ box }) => !places.some((other) => overlaps(box, other.box)));
    if (free !== undefined) places.push(free);
  }
  return places;
}

/** As wide as 17 pixels bold are beside the 13 of labels. */
function placeAt(
  { label, members, number }: Region & { readonly number: number },
  dots: readonly Dot[],
  share: number,
): Place {
  const xs = members.map((i) => dots[i]!.x).toSorted((a, b) => a - b);
  const ys = members.map((i) => dots[i]!.y).toSorted((a, b) => a - b);
  const half = widthOf(label) * 0.72;
  const x = Math.min(size.width - half, Math.max(half, xs[Math.floor(members.length / 2)]!));
  const y = Math.min(size.height - 8, Math.max(26, ys[Math.floor(members.length * share)]! - 8));
  const html = `<text class="r${number}" x="${round(x)}" y="${round(y)}" text-anchor="middle">${escapeHtml(label)}</text>`;
  return { html, box: { left: x - half, right: x + half, top: y - 17, bottom: y + 5 } };
}

function at({ x, y }: Dot): string {
  return `${round(x)} ${round(y)}`;
}

/** Tenths of a pixel. */
function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
