import type { Newsroom, Slug, Story } from "../model.ts";
import { parseSlug } from "./slug.ts";

/**
 * The present slug by each one that a story had before: courant.lock remembers it beside the story's permanent id, or an alias
 * ends with it. What was mailed is on record under the slug of then; by this it stays mailed. A slug that another story has now is
 * that story's.
 */
export function formerSlugs({ stories, lock }: Pick<Newsroom, "stories" | "lock">): ReadonlyMap<Slug, Slug> {
  const taken = new Set(stories.map(({ slug }) => slug));
  const byId = new Map(stories.map(({ id, slug }) => [id, slug]));
  const aliased = stories.flatMap((story) => slugsInAliases(story).map((old) => [old, story.slug] as const));
  const promised = [...lock.ids].flatMap(([old, id]) => {
    const slug = byId.get(id);
    return slug === undefined ? [] : [[old, slug] as const];
  });
  return new Map([...aliased, ...promised].filter(([old]) => !taken.has(old)));
}

/** What a story was called, by the ends of its old addresses. */
export function slugsInAliases({ aliases }: Pick<Story, "aliases">): readonly Slug[] {
  return aliases.flatMap((alias) => {
    const name = alias.replace(/(?:\/index)?\.html?$|\/$/, "");
    return parseSlug(name.slice(name.lastIndexOf("/") + 1)) ?? [];
  });
}
