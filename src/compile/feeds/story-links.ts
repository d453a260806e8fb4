import { xmlText } from "../../base/html.ts";
import type { Composition, Slug, Story } from "../../model.ts";
import { absolute, threadPath } from "../../base/site.ts";
import type { EntryLink, EntryTarget, EntryThread } from "./entry.ts";

/**
 * `current`: all that is known now. `settled`: only what a later story cannot change, for archive documents, which stay as
 * they are: explicit edges to stories that are not later, a thread without its length.
 */
export type View = "current" | "settled";

/** What of other stories a story's entry shows: plain data, so that it can be hashed as well as written. */
export interface StoryLinks {
  /** Strongest first, at most `mostRelated`. */
  readonly related: readonly EntryLink[];
  readonly continues: EntryTarget | null;
  readonly thread: EntryThread | null;
}

/** Readers that show related links show them all (Liferea, Gnus) or the first (NetNewsWire): a few good ones serve both. */
const mostRelated = 5;

export function storyLinks(c: Composition, story: Story, view: View): StoryLinks {
  const edges = c.graph.related.get(story.slug) ?? [];
  const related = edges.flatMap(({ to, kind, weight, because }) => {
    const target = linkTarget(c, to);
    const shown =
      target !== null && (view === "current" || (kind !== "similar" && c.bySlug.get(to)!.date <= story.date));
    return shown ? [{ ...target, kind, weight, because }] : [];
  });
  const continued = c.graph.continues.get(story.slug);
  return {
    related: related.slice(0, mostRelated),
    continues: continued === undefined ? null : linkTarget(c, continued),
    thread: threadPlace(c, story, view),
  };
}

const targets = new WeakMap<Composition, Map<Slug, EntryTarget | null>>();

/** A story that may be linked to: published, on the web and not withdrawn; else null. Many link to one: each is described once. */
export function linkTarget(c: Composition, slug: Slug): EntryTarget | null {
  const known = targets.get(c) ?? new Map<Slug, EntryTarget | null>();
  targets.set(c, known);
  let found = known.get(slug);
  if (found === undefined) known.set(slug, (found = describeTarget(c, slug)));
  return found;
}

function describeTarget(c: Composition, slug: Slug): EntryTarget | null {
  const story = c.bySlug.get(slug);
  const url = story === undefined ? null : storyUrl(c, story);
  if (story === undefined || url === null || story.withdrawn !== null) return null;
  return { slug, id: story.id, url, title: xmlText(story.title), lang: story.lang };
}

/** Address of a story's page; null where the story is not on the web. */
export function storyUrl(c: Composition, story: Story): string | null {
  return story.channels.includes("web") ? absolute(c.newsroom.config, story.path) : null;
}

function threadPlace(c: Composition, story: Story, view: View): EntryThread | null {
  const thread = story.thread === null ? undefined : c.graph.threads.find(({ key }) => key === story.thread);
  if (thread === undefined) return null;
  const place = thread.parts.indexOf(story.slug) + 1;
  return {
    key: thread.key,
    title: xmlText(thread.title),
    url: absolute(c.newsroom.config, threadPath(thread.key)),
    relation: `${absolute(c.newsroom.config, "/feeds/")}#thread`,
    // What is on no page is no part of it.
    ...(view === "current" && place > 0 && { part: place, of: thread.parts.length }),
  };
}
