/** A small newsroom as load, graph and press would give it, for letters. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Config, Digest } from "../../../src/config/config.ts";
import type {
  Composition,
  Edge,
  IssueId,
  Slug,
  Resolution,
  Story,
  Template,
  Thread,
  TopicKey,
} from "../../../src/model.ts";
import type { IssueToCompile } from "../../../src/compile/letter/letter.ts";

const folder = resolve(import.meta.dirname, "../../../templates");

/** The built-in templates, with a newsroom's own over them: `{ "digest.mjml": "<mjml>…" }`. */
export function templatesWith(own: Readonly<Record<string, string>> = {}): ReadonlyMap<string, Template> {
  const templates = new Map<string, Template>();
  for (const name of readdirSync(folder)
    .filter((file) => /\.(mjml|liquid)$/.test(file))
    .toSorted())
    templates.set(name, { name, file: `courant:templates/${name}`, source: readFileSync(join(folder, name), "utf8") });
  for (const [name, source] of Object.entries(own)) templates.set(name, { name, file: `templates/${name}`, source });
  return templates;
}

export const config: Config = {
  title: "The Courant",
  url: "https://news.example",
  service: "https://mail.example",
  description: "News that stays",
  language: "en",
  timezone: "UTC",
  author: { name: "Ada Lovelace" },
  icon: null,
  logo: null,
  copyright: null,
  license: null,
  from: { name: "The Courant", email: "news@news.example" },
  replyTo: null,
  postalAddress: "1 Example Street, Springfield",
  permalink: "/stories/:slug/",
  feeds: { limit: 20, bytes: 250_000, content: "full", hubs: [], archives: true, mime: "feed", headers: [] },
  related: { limit: 5, missing: "error", ignoreTags: [] },
  threads: new Map(),
  build: null,
  deploy: null,
  digests: [],
  delivery: { concurrency: 10, perDomain: 5, rate: 0, quota: 0, unsure: "resend", durability: "normal", relays: [] },
  subscribe: { enabled: true },
  trustProxy: [],
  bounces: null,
  lines: new Map(),
};

export const weekly: Digest = {
  name: "weekly",
  title: "The Weekly",
  tags: [],
  max: 20,
  content: "dek",
  subject: null,
  maxLateness: null,
  every: "week",
  at: { hour: 8, minute: 0 },
  on: "mon",
};

/** A story with everything a letter asks of it; `html` is its body. */
export function story(
  slug: string,
  title: string,
  more: Partial<Omit<Story, "slug">> & { readonly html?: string } = {},
): Story {
  const { html = `<p>${slug} in full.</p>`, ...rest } = more;
  return {
    file: `stories/${slug}.md`,
    slug: slug as Slug,
    id: `tag:news.example,2026-11-20:${slug}`,
    title,
    dek: `What ${slug} is about, in one sentence.`,
    date: Date.UTC(2026, 10, 20),
    day: "2026-11-20",
    dateOnly: true,
    updated: Date.UTC(2026, 10, 20),
    authors: [{ name: "Ada Lovelace" }],
    tags: [],
    image: null,
    enclosure: null,
    related: [],
    banned: [],
    thread: null,
    continues: null,
    correction: null,
    withdrawn: null,
    draft: false,
    channels: ["web", "feed", "mail"],
    lead: false,
    canonical: null,
    lang: "en",
    aliases: [],
    path: `/stories/${slug}/`,
    body: { parts: [html], references: [], text: `${slug} in full.`, headings: [] },
    lines: {},
    key: slug,
    ...rest,
  };
}

interface Parts {
  readonly stories: readonly Story[];
  readonly related?: Readonly<Record<string, readonly string[]>>;
  readonly threads?: readonly { readonly key: string; readonly title: string; readonly parts: readonly string[] }[];
  readonly config?: Partial<Config>;
  readonly templates?: Readonly<Record<string, string>>;
  readonly resolutions?: Readonly<Record<string, readonly Resolution[]>>;
}

export function composition({
  stories,
  related = {},
  threads = [],
  config: own = {},
  templates = {},
  resolutions = {},
}: Parts): Composition {
  return {
    newsroom: {
      dir: "/newsroom",
      config: { ...config, ...own },
      lock: { ids: new Map(), callouts: new Map(), issues: new Map() },
      stories,
      pages: [],
      assets: [],
      templates: templatesWith(templates),
      notes: [],
      problems: [],
    },
    now: Date.UTC(2026, 10, 22),
    stories,
    bySlug: new Map(stories.map((each) => [each.slug, each])),
    graph: {
      edges: [],
      threads: threads.map((each): Thread => ({
        key: each.key as TopicKey,
        title: each.title,
        closed: false,
        parts: each.parts as readonly Slug[],
      })),
      resolutions: new Map(Object.entries(resolutions)),
      related: new Map(Object.entries(related).map(([from, targets]) => [from as Slug, edges(from, targets)])),
      backlinks: new Map(),
      continues: new Map(),
      callouts: new Map(),
    },
    issues: new Map(),
  };
}

function edges(from: string, targets: readonly string[]): readonly Edge[] {
  return targets.map((to) => ({
    from: from as Slug,
    to: to as Slug,
    kind: "related",
    weight: 2,
    because: "named by the editor",
  }));
}

export function issueOf(c: Composition, digest: Digest = weekly, stories?: readonly string[]): IssueToCompile {
  return {
    id: `${digest.name}/2026-W47` as IssueId,
    digest,
    stories: (stories ?? c.stories.map(({ slug }) => slug)) as readonly Slug[],
  };
}
