/**
 * One process of `npm run bench:related`: computes the related stories of `count` generated ones from nothing and
 * leaves its memory in FILE, or, where FILE is there, reads it and computes them again with one story more.
 * Prints what it took as JSON: milliseconds from stories in memory to edges, and to the memory in FILE.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { emptyMemory } from "../src/graph/similar/memory.ts";
import { decodeMemory, encodeMemory } from "../src/graph/similar/memory-file.ts";
import { similarEdges } from "../src/graph/similar/similar.ts";
import type { Telling } from "../src/graph/similar/terms.ts";
import { defaultWeights } from "../src/graph/similar/weights.ts";
import type { Slug, TopicKey } from "../src/model.ts";
import { generateStories, type GeneratedStory } from "./stories.ts";

const [count, file] = [Number(process.argv[2]), process.argv[3]!];
const again = existsSync(file);
const stories = generateStories(again ? count + 1 : count).map(toTelling);
const before = process.memoryUsage.rss();
const start = performance.now();
const memory = again ? decodeMemory(readFileSync(file)) : emptyMemory;
const related = similarEdges({ stories, explicit: [], ignoreTags: [], banned: new Map() }, defaultWeights, 5, memory);
const edges = performance.now();
writeFileSync(file, encodeMemory(related.memory));
const milliseconds = { edges: edges - start, saved: performance.now() - start };
console.log(JSON.stringify({ ...milliseconds, megabytes: (process.memoryUsage.rss() - before) / 1e6 }));

/** What load makes of the generated files, without the price of loading. */
function toTelling({ name, text }: GeneratedStory): Telling {
  const [, head, ...body] = text.split("---\n");
  const field = (key: string): string => new RegExp(`^${key}: "?(.*?)"?$`, "m").exec(head!)![1]!;
  const labels = field("tags").slice(1, -1).split(", ");
  return {
    slug: field("slug") as Slug,
    title: field("title"),
    date: Date.parse(field("date")),
    day: field("date").slice(0, 10),
    tags: labels.map((label) => ({ key: label as TopicKey, label })),
    withdrawn: null,
    key: name,
    body: { text: body.join("---\n").replaceAll(/^## /gm, "").replaceAll("\n\n", "\n") },
  };
}
