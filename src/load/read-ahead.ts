import { shareWork } from "../second-thread.ts";
import type { Cache } from "./cache.ts";
import type { FileTimes } from "./file-times.ts";
import type { ReadingConfig } from "./read-story.ts";

/** Stories to read from which a second thread pays: it takes 0.2 s before it reads its first. */
const manyFiles = 300;

/** What the second thread is given. */
export interface Reading {
  readonly dir: string;
  readonly files: readonly string[];
  readonly config: ReadingConfig;
}

/** A story that the thread read, with what is to be kept of it as JSON. */
export interface ReadAhead {
  readonly file: string;
  readonly times: FileTimes;
  readonly stamp: string;
  readonly json: string;
}

/**
 * Reads the stories of which nothing is kept, where they are many: half of them in a second thread. Then they are in the cache,
 * and what the thread could not read is read later, as if it had not been there.
 */
export async function readAhead(
  dir: string,
  stories: readonly string[],
  { timezone, url, permalink }: ReadingConfig,
  cache: Cache,
): Promise<void> {
  const files = cache.missing(stories);
  if (files.length < manyFiles) return;
  const reading: Reading = { dir, files, config: { timezone, url, permalink } };
  const program = new URL("./read-thread", import.meta.url);
  const shared = shareWork<readonly ReadAhead[]>(program, files.length, reading);
  const { readStory } = await import("./read-story.ts");
  for (let place = 0; place < files.length && shared.take(place); place++) {
    const read = await readStory(dir, files[place]!, reading.config);
    if (read !== null) cache.keep(read.file, read.times, read.stamp, read.kept);
  }
  for (const { file, times, stamp, json } of (await shared.rest()) ?? []) cache.adopt(file, times, stamp, json);
}
