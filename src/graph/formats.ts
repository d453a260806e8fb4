import { createHash } from "node:crypto";
import type { Config } from "../config/config.ts";
import type { Composition, Edge, SiteFile, Slug, Story, StoryGraph, TopicKey } from "../model.ts";
import { absolute } from "../base/site.ts";
import { renderDot } from "./dot.ts";
import { renderGraphml } from "./graphml.ts";
import { renderMermaid } from "./mermaid.ts";

/** out/site/graph.json: contract §5. */
export interface GraphDocument {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly Edge[];
}

export interface GraphNode {
  readonly slug: Slug;
  readonly title: string;
  /** Absolute. */
  readonly url: string;
  /** ISO 8601 in UTC: `2026-11-22T17:00:00Z`. */
  readonly date: string;
  /** As written. */
  readonly tags: readonly string[];
  readonly thread: TopicKey | null;
}

export type GraphFormat = "json" | "dot" | "mermaid" | "graphml";

/** The graph for the public: published stories with a page, newest first, and the edges among them. */
export function graphDocument(
  stories: readonly Story[],
  graph: Pick<StoryGraph, "edges">,
  config: Pick<Config, "url">,
): GraphDocument {
  const nodes = stories
    .filter((story) => story.channels.includes("web"))
    .map((story) => ({
      slug: story.slug,
      title: story.title,
      url: absolute(config, story.path),
      date: new Date(story.date).toISOString().replace(".000Z", "Z"),
      tags: story.tags.map((tag) => tag.label),
      thread: story.thread,
    }));
  const known = new Set(nodes.map((node) => node.slug));
  const edges = graph.edges
    .filter((edge) => known.has(edge.from) && known.has(edge.to))
    .map(({ from, to, kind, weight, because }) => ({ from, to, kind, weight, because }));
  return { nodes, edges };
}

export function renderGraph(document: GraphDocument, format: GraphFormat): string {
  return renderers[format](document);
}

const renderers = { json: renderJson, dot: renderDot, mermaid: renderMermaid, graphml: renderGraphml };

/** One line a node and an edge: a change of one story is a change of a few lines. */
function renderJson({ nodes, edges }: GraphDocument): string {
  return `{\n  "nodes": ${linePerItem(nodes)},\n  "edges": ${linePerItem(edges)}\n}\n`;
}

function linePerItem(items: readonly unknown[]): string {
  return items.length === 0 ? "[]" : `[\n${items.map((item) => `    ${JSON.stringify(item)}`).join(",\n")}\n  ]`;
}

/** graph.json as a file of the site. */
export function graphFile({ stories, graph, newsroom }: Composition): SiteFile {
  const json = renderJson(graphDocument(stories, graph, newsroom.config));
  const key = createHash("sha256").update(json).digest("hex");
  return { path: "graph.json", stage: "feed", key, make: () => json };
}
