/**
 * `npm run bench:recall FOLDER`: how well computed edges find the links that authors set, beside other ways.
 * FOLDER holds newsrooms, each with truth.json (slug → slugs that its author linked to, hidden from the stories).
 * Writes docs/related-recall.md.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildGraph } from "../src/graph/graph.ts";
import { calibrate } from "../src/graph/similar/calibrate.ts";
import { defaultWeights } from "../src/graph/similar/weights.ts";
import { loadNewsroom } from "../src/load/newsroom.ts";
import type { Newsroom } from "../src/model.ts";
import { hugoLike, miniSearch, newest, type Lists } from "./related-peers.ts";

type Truth = Readonly<Record<string, readonly string[]>>;

const folder = process.argv[2];
if (folder === undefined) throw new Error("say which folder holds the newsrooms");
const rooms = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith("/truth.json"))
  .map((file) => file.slice(0, -"/truth.json".length))
  .toSorted();
const rows = [];
for (const room of rooms) rows.push(await measureRoom(room));
const head = ["newsroom", "stories", "newest first", "Hugo's default", "MiniSearch", "Courant", "calibrated"];
const table = [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
writeFileSync(
  new URL("../docs/related-recall.md", import.meta.url),
  `# How well computed edges find what authors linked to\n\nRecall@5: the share of a story's own links, hidden before, that stand among the first five computed edges; mean over\nall stories with links. *kept*: the words of the links stayed in the text; *cut*: they are gone, too; *warm*: the links of\nthe earlier 70 % of linking stories are known, and only the later ones counted. Made by \`npm run bench:recall\`.\n\n${table}\n`,
);
console.log(table);

async function measureRoom(room: string): Promise<readonly string[]> {
  const copy = mkdtempSync(join(tmpdir(), "courant-recall-"));
  try {
    cpSync(join(folder!, room), copy, { recursive: true });
    const newsroom = await loadNewsroom(copy);
    const truth = JSON.parse(readFileSync(join(copy, "truth.json"), "utf8")) as Truth;
    const show = (lists: Lists): string => recall5(lists, truth).toFixed(3);
    return [
      room,
      String(Object.keys(truth).length),
      show(newest(newsroom.stories)),
      show(hugoLike(newsroom.stories)),
      show(miniSearch(newsroom.stories)),
      ...courantLists(newsroom).map((lists) => (lists === null ? "" : show(lists))),
    ];
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** With the default weights, and with those fitted to the links that are known; null where too few are. */
function courantLists(newsroom: Newsroom): readonly [Lists, Lists | null] {
  const now = Math.max(...newsroom.stories.map((story) => story.date));
  const stories = newsroom.stories.toSorted((a, b) => b.date - a.date || (a.slug < b.slug ? -1 : 1));
  const listsFor = (weights: typeof defaultWeights): Lists => {
    const { graph } = buildGraph(newsroom, stories, now, { weights });
    const similar = graph.edges.filter((edge) => edge.kind === "similar");
    return (slug) => similar.filter((edge) => edge.from === slug).map((edge) => edge.to);
  };
  const explicit = buildGraph(newsroom, stories, now).graph.edges.filter((edge) => edge.kind !== "similar");
  const calibration = calibrate({
    stories,
    explicit,
    ignoreTags: newsroom.config.related.ignoreTags,
    banned: new Map(),
  });
  return [listsFor(defaultWeights), calibration === null ? null : listsFor(calibration.weights)];
}

function recall5(lists: Lists, truth: Truth): number {
  const shares = Object.entries(truth).map(([slug, targets]) => {
    const first = lists(slug).slice(0, 5);
    return targets.filter((target) => first.includes(target)).length / targets.length;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
