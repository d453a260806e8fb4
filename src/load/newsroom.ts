import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadConfig } from "../config/load.ts";
import type { Config } from "../config/config.ts";
import { sortProblems } from "../errors.ts";
import { emptyLock, parseLock } from "../base/lock.ts";
import type { Asset, Lock, Newsroom, Problem, Slug, Story } from "../model.ts";
import { checkBrand } from "./brand.ts";
import { openCache, type Cache } from "./cache.ts";
import { listFiles } from "./folder.ts";
import { checkIds, checkPathsOf, checkPromises, chooseIds, chooseSlugs } from "./identity.ts";
import { readNotes } from "./notes.ts";
import { readPages } from "./pages.ts";
import { readBodies, readHeads, type Source } from "./sources.ts";
import { readStatic } from "./static.ts";
import { makeStory, pathFor } from "./story.ts";
import { readTemplates } from "./templates.ts";
import { nameTopics, type TopicUse } from "./topics.ts";

/**
 * Reads a newsroom's folder once, in file order. Faults of courant.yaml throw (exit 2); everything else that is wrong is
 * in `problems`, with defaults standing in, so that one run names all of it. A story whose slug is taken is left out.
 */
export async function loadNewsroom(folder: string): Promise<Newsroom> {
  const dir = resolve(folder);
  const config = await loadConfig(dir);
  const { lock, problems: lockProblems, idLines } = readLock(dir);
  const cache = openCache(dir, [config.timezone, config.url, config.permalink]);
  const [stories, pages, letters] = ["stories", "pages", "letters"].map((name) => listFiles(dir, name, isPublic));
  const told = await readStories(dir, markdownOf(stories!.files), config, lock, cache);
  const page = await readPages(dir, markdownOf(pages!.files), config, cache);
  const note = await readNotes(dir, markdownOf(letters!.files), config, cache);
  const files = readStatic(dir, cache);
  cache.save();
  const weights = readIfThere(join(dir, "related.weights.json"));
  const problems = [stories!, pages!, letters!, told, page, note, files].flatMap((part) => part.problems);
  return {
    dir,
    config,
    lock,
    stories: told.stories,
    pages: page.pages,
    assets: [...files.assets, ...told.assets, ...page.assets, ...note.assets],
    templates: readTemplates(dir),
    notes: note.notes,
    ...(weights === undefined ? {} : { weights }),
    problems: sortProblems([
      ...lockProblems,
      ...problems,
      ...checkBrand(config, files.assets),
      ...checkPathsOf(told.stories, page.pages),
      ...checkPromises(told.stories, lock, idLines),
    ]),
  };
}

function readLock(dir: string): ReturnType<typeof parseLock> {
  const text = readIfThere(join(dir, "courant.lock"));
  return text === undefined ? { lock: emptyLock, problems: [], idLines: new Map() } : parseLock(text, "courant.lock");
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return undefined;
  }
}

function isPublic(name: string): boolean {
  return !/^[._]|^readme\.md$/i.test(name);
}

function markdownOf(files: readonly string[]): readonly string[] {
  return files.filter((file) => file.endsWith(".md"));
}

interface Told {
  readonly stories: readonly Story[];
  readonly assets: readonly Asset[];
  readonly problems: readonly Problem[];
}

async function readStories(
  dir: string,
  files: readonly string[],
  config: Config,
  lock: Lock,
  cache: Cache,
): Promise<Told> {
  const sources = await readHeads(dir, files, "story", config, cache);
  const heads = new Map(sources.map(({ file, head }) => [file, head]));
  const { slugs, problems } = chooseSlugs(heads);
  const ids = chooseIds(heads, slugs, lock, config);
  const pathOf = ({ file, head }: Source): string => pathFor(config.permalink, slugs.get(file)!, head.day);
  const bodies = await readBodies(
    dir,
    sources,
    (source) => ({ docId: slugs.get(source.file)!, folder: pathOf(source).slice(1, -1) }),
    config,
    cache,
  );
  const tags = nameTopics(sources.flatMap((s) => s.head.tags.map((label) => use(label, s, "tags"))));
  const threads = nameTopics(
    sources.flatMap((s) => (s.head.thread.name === null ? [] : [use(s.head.thread.name, s, "thread")])),
  );
  const stories = sources.map((source, i) =>
    makeStory(source.head, bodies[i]!, {
      file: source.file,
      slug: slugs.get(source.file)!,
      id: ids.get(source.file)!,
      path: pathOf(source),
      tag: tags.find,
      thread: threads.find,
      config,
    }),
  );
  const kept = firstOfEachSlug(stories);
  return {
    stories: kept,
    assets: stories.flatMap((story, i) =>
      kept.includes(story) ? bodies[i]!.assets.map((asset) => ({ ...asset, story: story.slug })) : [],
    ),
    problems: [
      ...sources.flatMap((source, i) => [...source.problems, ...bodies[i]!.problems]),
      ...problems,
      ...tags.problems,
      ...threads.problems,
      ...checkIds(kept),
    ],
  };
}

function use(label: string, { file, head }: Source, key: string): TopicUse {
  return { label, file, line: head.lines[key] ?? 1, draft: head.draft };
}

function firstOfEachSlug(stories: readonly Story[]): readonly Story[] {
  const seen = new Set<Slug>();
  return stories.filter(({ slug }) => !seen.has(slug) && seen.add(slug));
}
