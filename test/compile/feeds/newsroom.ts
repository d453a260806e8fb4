/** Small newsrooms for the feeds, with the real graph. */
import type { Config } from "../../../src/config/config.ts";
import { compileFeeds } from "../../../src/compile/feeds/feeds.ts";
import { buildGraph } from "../../../src/graph/graph.ts";
import type {
  BodyPart,
  Composition,
  IssueId,
  Lock,
  Newsroom,
  Reference,
  Slug,
  Story,
  TopicKey,
} from "../../../src/model.ts";
import { topicKey } from "../../../src/base/slug.ts";

export const now = Date.parse("2026-11-22T17:00:00Z");

interface Draft extends Partial<Omit<Story, "body" | "related" | "continues" | "thread" | "tags">> {
  /** Day, or instant; `date` wins. */
  readonly on?: string;
  readonly related?: readonly string[];
  readonly continues?: string;
  readonly thread?: string;
  readonly tags?: readonly string[];
  readonly html?: string;
  readonly references?: readonly Reference[];
}

/** `story("launch", { title: "Launch day", on: "2026-11-01", html: "<p>It flew.</p>" })`. */
export function story(slug: string, draft: Draft = {}): Story {
  const { on = "2026-11-01", related = [], continues, thread, tags = [], html, references = [], ...rest } = draft;
  const date = draft.date ?? Date.parse(on.includes("T") ? on : `${on}T12:00:00Z`);
  const parts: readonly BodyPart[] = [
    html ?? `<p>The text of ${slug}.</p>`,
    ...references.map((_, ref) => ({ ref, part: "whole" as const })),
  ];
  return {
    file: `stories/${slug}.md`,
    slug: slug as Slug,
    id: `tag:news.example,${on.slice(0, 10)}:${slug}`,
    title: `Title of ${slug}`,
    dek: `What ${slug} is about.`,
    date,
    day: on.slice(0, 10),
    dateOnly: !on.includes("T"),
    updated: date,
    authors: [{ name: "Ada Byron" }],
    tags: tags.map((label) => ({ key: topicKey(label), label })),
    image: null,
    enclosure: null,
    related: related.map((target) => ({ target, line: 3 })),
    banned: [],
    thread: thread === undefined ? null : (thread as TopicKey),
    continues: continues === undefined ? null : { target: continues, line: 4 },
    correction: null,
    withdrawn: null,
    draft: false,
    channels: ["web", "feed", "mail"],
    lead: false,
    canonical: null,
    lang: "en",
    aliases: [],
    path: `/stories/${slug}/`,
    body: { parts, references, text: "", headings: [] },
    lines: { title: 2 },
    key: JSON.stringify([slug, draft]),
    ...rest,
  };
}

export const config: Config = {
  title: "The Courant",
  url: "https://news.example",
  service: "https://news.example",
  description: "News, slowly.",
  language: "en",
  timezone: "America/New_York",
  author: { name: "The Desk", email: "desk@news.example", url: "https://news.example/about/" },
  icon: "/icon.png",
  logo: "/logo.png",
  copyright: "© The Courant",
  license: null,
  from: null,
  replyTo: null,
  postalAddress: null,
  permalink: "/stories/:slug/",
  feeds: { limit: 20, bytes: 250_000, content: "full", hubs: [], archives: true, mime: "feed", headers: [] },
  related: { limit: 5, missing: "error", ignoreTags: [] },
  threads: new Map(),
  build: null,
  deploy: null,
  digests: [],
  delivery: {
    concurrency: 10,
    perDomain: 5,
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

interface Settings extends Partial<Omit<Config, "feeds">> {
  readonly feeds?: Partial<Config["feeds"]>;
  readonly issues?: Readonly<Record<string, readonly string[]>>;
}

/** The stories pressed at `now`, with their graph. */
export function compose(drafts: readonly Story[], settings: Settings = {}): Composition {
  const { feeds, issues = {}, ...rest } = settings;
  const lock: Lock = {
    ids: new Map(),
    callouts: new Map(),
    issues: new Map(Object.entries(issues).map(([id, slugs]) => [id as IssueId, slugs as readonly Slug[]])),
  };
  const newsroom: Newsroom = {
    dir: "/newsroom",
    config: { ...config, ...rest, feeds: { ...config.feeds, ...feeds } },
    lock,
    stories: drafts,
    pages: [],
    assets: [],
    templates: new Map(),
    notes: [],
    problems: [],
  };
  const stories = drafts
    .filter((story) => !story.draft && story.date <= now)
    .toSorted((a, b) => b.date - a.date || (a.slug < b.slug ? -1 : 1));
  const { graph } = buildGraph(newsroom, stories, now);
  return { newsroom, now, stories, bySlug: new Map(stories.map((s) => [s.slug, s])), graph, issues: lock.issues };
}

/** Every feed file's bytes by its path. */
export function feedsOfStories(drafts: readonly Story[], settings: Settings = {}): ReadonlyMap<string, string> {
  const { files } = compileFeeds(compose(drafts, settings));
  return new Map(files.flatMap((file) => ("make" in file ? [[file.path, file.make()] as const] : [])));
}
