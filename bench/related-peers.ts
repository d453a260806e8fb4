/** What others do, on the same stories; candidates are stories of the same day or before. */
import MiniSearch from "minisearch";
import type { Story } from "../src/model.ts";

/** The slugs that a way of relating stories puts below a story, best first. */
export type Lists = (slug: string) => readonly string[];

/** Jekyll's default. */
export function newest(stories: readonly Story[]): Lists {
  return (slug) => candidatesOf(stories, slug).map((story) => story.slug);
}

/** Hugo's default: shared keywords 100, shared tags 80, date 10; at least 80 in a hundred of the best; newest first among equals. */
export function hugoLike(stories: readonly Story[]): Lists {
  const bySlug = new Map<string, Story>(stories.map((story) => [story.slug, story]));
  return (slug) => {
    const own = new Set(bySlug.get(slug)!.tags.map((tag) => tag.key));
    return candidatesOf(stories, slug)
      .map((story, age) => ({ story, age, shared: story.tags.filter((tag) => own.has(tag.key)).length }))
      .filter(({ shared }) => shared > 0)
      .toSorted((a, b) => b.shared - a.shared || a.age - b.age)
      .map(({ story }) => story.slug);
  };
}

/** The search library as an engine: the story's 30 most telling words as the query (TF-IDF), title counted five times. */
export function miniSearch(stories: readonly Story[]): Lists {
  const index = new MiniSearch<{ id: string; title: string; text: string }>({
    fields: ["title", "text"],
    searchOptions: { boost: { title: 5 } },
  });
  index.addAll(stories.map((story) => ({ id: story.slug, title: story.title, text: story.body.text })));
  const words = new Map<string, readonly string[]>(stories.map((story) => [story.slug, wordsOf(story)]));
  const frequency = new Map<string, number>();
  for (const list of words.values())
    for (const word of new Set(list)) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  return (slug) => {
    const allowed = new Set<string>(candidatesOf(stories, slug).map((story) => story.slug));
    const counts = new Map<string, number>();
    for (const word of words.get(slug)!) counts.set(word, (counts.get(word) ?? 0) + 1);
    const telling = [...counts]
      .map(([word, count]) => ({ word, weight: count * Math.log(stories.length / frequency.get(word)!) }))
      .toSorted((a, b) => b.weight - a.weight || (a.word < b.word ? -1 : 1))
      .slice(0, 30);
    const query = telling.map(({ word }) => word).join(" ");
    return index.search(query, { filter: ({ id }) => allowed.has(String(id)) }).map(({ id }) => String(id));
  };
}

function wordsOf(story: Story): readonly string[] {
  return `${story.title} ${story.body.text}`.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Newest first. */
function candidatesOf(stories: readonly Story[], slug: string): readonly Story[] {
  const own = stories.find((story) => story.slug === slug)!;
  return stories
    .filter((story) => story.day <= own.day && story.slug !== slug)
    .toSorted((a, b) => b.date - a.date || (a.slug < b.slug ? -1 : 1));
}
