import { Worker } from "node:worker_threads";
import type { Composition, Press, SitePath } from "./model.ts";
import { takeOnce, type MadeFile, type StartMaking } from "./write/site.ts";

/** What the second thread is given. */
export interface Share {
  readonly composition: Composition;
  readonly paths: readonly SitePath[];
  /** Shared by both threads: one byte a path, set by who makes it. */
  readonly taken: Uint8Array;
}

/**
 * Makes a share of a press's files in a second thread: the same pure functions on a copy of the same data, so the same bytes.
 * Where it fails for whatever reason, its share is left to the caller, who meets the same fault and says what is wrong.
 */
export function makingOf({ newsroom, now, stories, bySlug, graph, issues }: Press): StartMaking {
  return (paths) => {
    const taken = new Uint8Array(new SharedArrayBuffer(paths.length));
    const share: Share = { composition: { newsroom, now, stories, bySlug, graph, issues }, paths, taken };
    const worker = startThread(share);
    const made = new Promise<ReadonlyMap<SitePath, MadeFile>>((done) => {
      worker.once("message", done);
      for (const end of ["error", "exit"]) worker.once(end, () => done(new Map()));
    });
    return {
      take: (place) => takeOnce(taken, place),
      made: () => {
        worker.ref();
        return made;
      },
    };
  };
}

/** Whoever does not wait for the thread is not held up by it. */
function startThread(workerData: Share): Worker {
  const ending = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(`./make-thread.${ending}`, import.meta.url), { workerData });
  worker.unref();
  return worker;
}
