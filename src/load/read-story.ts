import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config/config.ts";
import { hasErrors } from "../errors.ts";
import { contentStamp, fileTimes, type FileTimes } from "./file-times.ts";
import { chooseSlugs } from "./identity.ts";
import { readFileBody, readFileHead } from "./read-file.ts";
import type { Kept } from "./sources.ts";
import { pathFor } from "./story.ts";

/** What of the newsroom's settings the reading of one file depends on. */
export type ReadingConfig = Pick<Config, "timezone" | "url" | "permalink">;

/** A story's file as the cache keeps it. */
export interface ReadStory {
  readonly file: string;
  readonly times: FileTimes;
  readonly stamp: string;
  readonly kept: Kept;
}

/**
 * Reads one story as if no other had its slug; who finds that one has reads its body again. Null where something is wrong with
 * the body: such a one is never kept.
 */
export async function readStory(dir: string, file: string, config: ReadingConfig): Promise<ReadStory | null> {
  const times = fileTimes(join(dir, file));
  const bytes = readFileSync(join(dir, file));
  const { head, problems, raw } = await readFileHead("story", file, bytes, config);
  const docId = chooseSlugs(new Map([[file, head]])).slugs.get(file)!;
  const folder = pathFor(config.permalink, docId, head.day).slice(1, -1);
  const body = await readFileBody(dir, file, head, raw, { docId, folder }, config);
  if (hasErrors(body.problems)) return null;
  return { file, times, stamp: contentStamp("story", bytes), kept: { head: { head, problems }, body } };
}
