import type { Composition, Press, SitePath } from "./model.ts";
import { shareWork } from "./second-thread.ts";
import type { StartMaking } from "./write/site.ts";

/** What the second thread is given. */
export interface Making {
  readonly composition: Composition;
  readonly paths: readonly SitePath[];
}

/**
 * Makes a share of a press's files in a second thread: the same pure functions on a copy of the same data, so the same bytes.
 * Where it fails for whatever reason, its share is left to the caller, who meets the same fault and says what is wrong.
 */
export function makingOf({ newsroom, now, stories, bySlug, graph, issues }: Press): StartMaking {
  const composition = { newsroom, now, stories, bySlug, graph, issues };
  return (paths) => shareWork(new URL("./make-thread", import.meta.url), paths.length, { composition, paths });
}
