import { hash } from "node:crypto";
import type { Composition, IssueId, SiteFile, Slug, Story, Template } from "../../model.ts";
import { href, pathOf, threadPath } from "../../base/site.ts";
import type { FeedInfo } from "../feeds/feed-info.ts";
import { fillTemplate } from "../template.ts";
import { directionOf, wordsFor, type Words } from "../words.ts";

/** What every page of a site shares. */
export interface Shell {
  readonly c: Composition;
  readonly words: Words;
  readonly feeds: readonly FeedInfo[];
  /** Stories with a page, newest first; withdrawn ones included. */
  readonly stories: readonly Story[];
  /** What templates see as `site`. */
  readonly site: SiteView;
  /** Hash of the templates, of `site` and of courant.yaml: every page depends on them. */
  readonly key: string;
}

export interface LinkView {
  readonly href: string;
  readonly label: string;
}

export interface SubscribeView {
  readonly action: string;
  readonly digests: readonly { readonly name: string; readonly title: string }[];
}

export interface SiteView {
  readonly title: string;
  readonly description: string;
  readonly home: string;
  readonly lang: string;
  readonly dir: "ltr" | "rtl";
  readonly icon: string | null;
  readonly logo: string | null;
  readonly copyright: string | null;
  readonly style: string;
  readonly nav: readonly LinkView[];
  readonly about: readonly LinkView[];
  readonly feeds: string;
  /** Where the subscribe form leads, and what it offers; null where letters cannot be sent or nobody may subscribe. */
  readonly subscribe: SubscribeView | null;
  readonly words: Words;
}

/** `site` with what is the same on every page, filled once: finished HTML. */
export interface FramedSite extends SiteView {
  readonly masthead: string;
  readonly colophon: string;
}

/** Gathers what every page shares, once a press. */
export function makeShell(c: Composition, feeds: readonly FeedInfo[]): Shell {
  const { config, templates } = c.newsroom;
  const words = wordsFor(config.language, templates);
  const site: SiteView = {
    title: config.title,
    description: config.description,
    home: href(config, "/"),
    lang: config.language,
    dir: directionOf(config.language),
    icon: addressOf(c, config.icon),
    logo: addressOf(c, config.logo),
    copyright: config.copyright,
    style: `${href(config, "/style.css")}?v=${hash("sha256", templates.get("style.css")?.source ?? "").slice(0, 8)}`,
    nav: navigation(c, words),
    about: c.newsroom.pages.map((page) => ({ href: href(config, page.path), label: page.title })),
    feeds: href(config, "/feeds/"),
    subscribe: subscribeView(config),
    words,
  };
  const stories = c.stories.filter(isOnWeb);
  return {
    c,
    words,
    feeds,
    stories,
    site,
    key: hash("sha256", JSON.stringify([templateHash(templates), site, config])),
  };
}

/** On any host where the service is the site's own, so that a preview posts to itself. */
function subscribeView(config: Composition["newsroom"]["config"]): SubscribeView | null {
  const sends = config.from !== null && config.postalAddress !== null && config.digests.length > 0;
  if (!config.subscribe.enabled || !sends) return null;
  return {
    action: config.service === config.url ? href(config, "/subscribe") : `${config.service}/subscribe`,
    digests: config.digests.map(({ name, title }) => ({ name, title })),
  };
}

const frames = new WeakMap<Shell, FramedSite>();

function framedSite(shell: Shell): FramedSite {
  const fill = (name: string): string => fillTemplate(shell.c.newsroom.templates, name, { site: shell.site });
  const ready = frames.get(shell) ?? {
    ...shell.site,
    masthead: fill("masthead.liquid"),
    colophon: fill("colophon.liquid"),
  };
  frames.set(shell, ready);
  return ready;
}

/** Stories that keep to feeds or letters have no page, and nothing on the site leads to them. */
export function isOnWeb(story: Story): boolean {
  return story.channels.includes("web");
}

/** Issues that hold a story: an empty period is on record too, yet no letter leads to it. */
export function mailedIssues(c: Composition): readonly (readonly [IssueId, readonly Slug[]])[] {
  return [...c.issues].filter(([, slugs]) => slugs.length > 0);
}

/** The youngest running threads, then where else a reader may go. A thread's new part changes nothing of it. */
function navigation(c: Composition, words: Words): readonly LinkView[] {
  const { config } = c.newsroom;
  const threads = c.graph.threads
    .filter((thread) => !thread.closed && thread.parts.length > 1)
    .toSorted((a, b) => beginning(c, b.parts) - beginning(c, a.parts) || (a.key < b.key ? -1 : 1))
    .slice(0, 3);
  const link = (path: string, label: string): LinkView => ({ href: href(config, path), label });
  return [
    ...threads.map((thread) => link(threadPath(thread.key), thread.title)),
    ...(mailedIssues(c).length > 0 ? [link("/issues/", words.issues)] : []),
    ...(c.stories.some(isOnWeb) ? [link("/graph/", words.map)] : []),
    link("/feeds/", words.feeds),
  ];
}

function beginning(c: Composition, parts: Composition["graph"]["threads"][number]["parts"]): number {
  return parts[0] === undefined ? 0 : (c.bySlug.get(parts[0])?.date ?? 0);
}

/** An icon or logo of courant.yaml: a path within the site or a URL. */
function addressOf(c: Composition, written: string | null): string | null {
  if (written === null || /^[a-z][a-z0-9+.-]*:/i.test(written)) return written;
  return href(c.newsroom.config, written.startsWith("/") ? written : pathOf(written));
}

function templateHash(templates: ReadonlyMap<string, Template>): string {
  const sources = [...templates.values()].filter(({ name }) => name.endsWith(".liquid"));
  return hash("sha256", JSON.stringify(sources.map(({ name, source }) => [name, source]).toSorted(byName)));
}

function byName([a = ""]: readonly string[], [b = ""]: readonly string[]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * A page that is filled when asked for. Its key covers the shell, the template and `view`, so `view` must hold all that the
 * page depends on; what is dear to make (a body) comes from `late`, with a `key` of its own in `view`.
 */
export function pageFile(
  shell: Shell,
  path: string,
  template: string,
  view: object,
  late: () => object = () => ({}),
): SiteFile {
  return {
    path,
    stage: "page",
    key: hash("sha256", `${shell.key}\n${template}\n${JSON.stringify(view)}`),
    make: () => fillTemplate(shell.c.newsroom.templates, template, { site: framedSite(shell), ...view, ...late() }),
  };
}
