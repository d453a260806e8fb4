import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fail } from "../errors.ts";
import { mergeLock, renderLock } from "../base/lock.ts";
import type { Lock, Press } from "../model.ts";

/**
 * Brings courant.lock up to what readers have now been promised: the ids of published stories and of feeds, resolved callouts,
 * and the stories of every issue. Rewritten whole and at once, and only if a fact is new.
 */
export function keepPromises(pressed: Press): void {
  const { newsroom, stories, graph, issues } = pressed;
  const promised: Lock = {
    ids: new Map(stories.map((story) => [story.slug, story.id])),
    feeds: newsroom.lock.feeds ?? newsroom.config.url,
    callouts: graph.callouts,
    issues,
  };
  const text = renderLock(mergeLock(newsroom.lock, promised));
  const file = join(newsroom.dir, "courant.lock");
  if (readIfThere(file) === text) return;
  try {
    writeFileSync(`${file}.part`, text);
    renameSync(`${file}.part`, file);
  } catch (error) {
    fail(
      "LOCK_UNWRITABLE",
      `courant.lock cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
