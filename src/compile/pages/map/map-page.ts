import { createHash } from "node:crypto";
import type { SiteFile, Story } from "../../../model.ts";
import { href } from "../../../base/site.ts";
import { count } from "../../words.ts";
import { makeCard, rowHtml, type CardView } from "../card.ts";
import { makeHead } from "../head.ts";
import { pageFile, type Shell } from "../shell.ts";
import { drawMap } from "./draw.ts";
import { colours, divide, type Region } from "./regions.ts";

/** Dots that a browser still moves smoothly, and a person can still tell apart. Older stories are in the lists. */
const most = 3000;

/** What the picture is drawn from, and what the script on its page works with. Numbers are indexes into `cards`. */
export interface MapView {
  readonly cards: readonly CardView[];
  readonly days: readonly string[];
  /** The region of each story; `colours` for none. */
  readonly regions: readonly number[];
  /** From, to, and 0 for one from part to part, 1 for an editor's, 2 for a computed one. Each pair once, as its first. */
  readonly edges: readonly (readonly [number, number, number])[];
}

/** The picture of the whole graph, as SVG that needs no script, and the script that lets readers explore it. */
export function mapFiles(shell: Shell): readonly SiteFile[] {
  const stories = shell.stories.filter(({ withdrawn }) => withdrawn === null).slice(0, most);
  if (stories.length === 0) return [];
  const divided = divide(shell, stories);
  const view = mapView(
    shell,
    stories,
    divided.map(({ members }) => members),
  );
  const { words } = shell;
  const script = shell.c.newsroom.templates.get("map.js")?.source ?? "";
  const address = href(shell.c.newsroom.config, "/graph/map.js");
  const page = pageFile(
    shell,
    "graph/index.html",
    "graph.liquid",
    {
      page: makeHead(shell, "/graph/", { title: words.map, description: words.mapIntro }),
      script: `${address}?v=${hashOf(script).slice(0, 8)}`,
      json: href(shell.c.newsroom.config, "/graph.json"),
      note: count(words.oneStory, words.manyStories, stories.length),
      days: [view.days.at(-1), view.days[0]],
      divided,
      view: { ...view, cards: view.cards.map(({ href, title, iso, language }) => [href, title, iso, language]) },
    },
    () => ({ picture: drawMap(view, divided), data: dataOf(view), groups: groupViews(shell, view, divided) }),
  );
  return [page, { path: "graph/map.js", stage: "asset", key: hashOf(script), make: () => script }];
}

function mapView(shell: Shell, stories: readonly Story[], groups: readonly (readonly number[])[]): MapView {
  const at = new Map(stories.map(({ slug }, i) => [slug, i]));
  const regions = stories.map(() => colours);
  for (const [region, members] of groups.slice(0, -1).entries()) for (const i of members) regions[i] = region;
  const pairs = new Map<string, readonly [number, number, number]>();
  for (const { from, to, kind } of shell.c.graph.edges) {
    const [a, b] = [at.get(from), at.get(to)];
    if (a === undefined || b === undefined) continue;
    const rank = kind === "similar" ? 2 : kind === "continues" ? 0 : 1;
    const key = `${Math.min(a, b)} ${Math.max(a, b)}`;
    if (rank < (pairs.get(key)?.[2] ?? 3)) pairs.set(key, [a, b, rank]);
  }
  return {
    cards: stories.map((story) => makeCard(shell, story)),
    days: stories.map(({ day }) => day),
    regions,
    edges: [...pairs.values()].toSorted((x, y) => x[0] - y[0] || x[1] - y[1]),
  };
}

/** The lists beside the picture: a region's stories, newest first, each with its number for the script. */
function groupViews(shell: Shell, view: MapView, divided: readonly Region[]): readonly object[] {
  const groups = divided.map(({ label, members }, at) => ({
    label: label === "" ? shell.words.others : label,
    region: at === divided.length - 1 ? colours : at,
    count: members.length,
    rows: members.map((i) => `<li data-i="${i}">${rowHtml(shell, view.cards[i]!)}</li>`).join("\n"),
  }));
  return groups.filter(({ count }) => count > 0);
}

/** JSON for the script; "<" escaped, so that nothing in it ends the element. */
function dataOf({ days, regions, edges }: MapView): string {
  return JSON.stringify({ days, regions, edges }).replace(/</g, "\\u003c");
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
