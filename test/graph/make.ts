/** Small newsrooms, written out in a few words. */
import type { Config } from "../../src/config/config.ts";
import { buildGraph } from "../../src/graph/graph.ts";
import type {
  Body,
  Mention,
  Newsroom,
  Page,
  Problem,
  Reference,
  Slug,
  Story,
  StoryGraph,
  TopicKey,
} from "../../src/model.ts";
import { topicKey } from "../../src/base/slug.ts";

/** Noon in New York, and the moment at which these newsrooms are pressed. */
export const now = Date.parse("2026-11-22T17:00:00Z");

interface Draft extends Partial<Omit<Story, "body" | "related" | "banned" | "continues" | "thread" | "tags">> {
  readonly on?: string;
  readonly related?: readonly string[];
  readonly continues?: string;
  readonly thread?: string;
  readonly tags?: readonly string[];
  readonly body?: readonly Reference[];
  readonly text?: string;
}

/** `story("launch", { title: "Launch day", on: "2026-11-01", related: ["pricing"] })`. */
export function story(slug: string, draft: Draft = {}): Story {
  const { on = "2026-11-01", related = [], continues, thread, tags = [], body = [], text = "", ...rest } = draft;
  const date = Date.parse(`${on}T12:00:00Z`);
  return {
    file: `stories/${slug}.md`,
    slug: slug as Slug,
    id: `tag:news.example,${on}:${slug}`,
    title: slug.replaceAll("-", " "),
    dek: "",
    date,
    day: on,
    dateOnly: true,
    updated: date,
    authors: [{ name: "Ada" }],
    tags: tags.map((label) => ({ key: topicKey(label), label })),
    image: null,
    enclosure: null,
    related: related.map(mention),
    banned: [],
    thread: thread === undefined ? null : (thread as TopicKey),
    continues: continues === undefined ? null : mention(continues),
    correction: null,
    withdrawn: null,
    draft: false,
    channels: ["web", "feed", "mail"],
    lead: false,
    canonical: null,
    lang: "en",
    aliases: [],
    path: `/stories/${slug}/`,
    body: bodyOf(body, text),
    lines: {},
    key: slug,
    ...rest,
  };
}

function mention(target: string): Mention {
  return { target, line: 3 };
}

export function bodyOf(references: readonly Reference[], text = ""): Body {
  return { parts: references.map((_, ref) => ({ ref, part: "whole" as const })), references, text, headings: [] };
}

export function callout(text: string, href?: string): Reference {
  return { kind: "callout", target: text, text, line: 10, ...(href === undefined ? {} : { href }) };
}

export function link(target: string): Reference {
  return { kind: "link", target, text: "these words", line: 11 };
}

export function wiki(target: string): Reference {
  return { kind: "wiki", target, text: target, line: 12 };
}

export function page(name: string, references: readonly Reference[] = []): Page {
  const file = `pages/${name}.md`;
  return { file, path: `/${name}/`, title: name, dek: "", lang: "en", body: bodyOf(references), key: name };
}

/** Without computed edges: those have tests of their own. */
export const config: Config = {
  title: "The Courant",
  url: "https://news.example",
  service: "https://news.example",
  description: "",
  language: "en",
  timezone: "America/New_York",
  author: { name: "The Courant" },
  icon: null,
  logo: null,
  copyright: null,
  license: null,
  from: null,
  replyTo: null,
  postalAddress: null,
  permalink: "/stories/:slug/",
  feeds: { limit: 20, bytes: 250_000, content: "full", hubs: [], archives: true, mime: "feed", headers: [] },
  related: { limit: 0, missing: "error", ignoreTags: [] },
  threads: new Map(),
  build: null,
  deploy: null,
  digests: [],
  delivery: {
    concurrency: 1,
    perDomain: 1,
    rate: 0,
    quota: 0,
    unsure: "resend",
    durability: "normal",
    relays: [],
  },
  subscribe: { enabled: true },
  trustProxy: [],
  bounces: null,
  lines: new Map(),
};

export function newsroom(stories: readonly Story[], more: Partial<Newsroom> = {}): Newsroom {
  return {
    dir: "/newsroom",
    config,
    lock: { ids: new Map(), callouts: new Map(), issues: new Map() },
    stories,
    pages: [],
    assets: [],
    templates: new Map(),
    notes: [],
    problems: [],
    ...more,
  };
}

interface Built extends StoryGraph {
  readonly problems: readonly Problem[];
  /** `["launch callout pricing", …]`, in the graph's order. */
  readonly lines: readonly string[];
  readonly codes: readonly string[];
}

export function build(stories: readonly Story[], more: Partial<Newsroom> = {}): Built {
  const room = newsroom(stories, more);
  const { graph, problems } = buildGraph(room, publishedOf(stories), now);
  const lines = graph.edges.map((edge) => `${edge.from} ${edge.kind} ${edge.to}`);
  return { ...graph, problems, lines, codes: problems.map((problem) => problem.code) };
}

/** Newest first, ties by slug; drafts and what is to come left out. */
export function publishedOf(stories: readonly Story[]): readonly Story[] {
  return stories
    .filter((story) => !story.draft && story.date <= now)
    .toSorted((a, b) => b.date - a.date || (a.slug < b.slug ? -1 : 1));
}
