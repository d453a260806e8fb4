import type { SitePath } from "../model.ts";

/** A file made by another thread. */
export interface MadeFile {
  /** UTF-8. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** SHA-256 in hex. */
  readonly hash: string;
}

/** Work shared with another thread: it takes files from the end, the caller from the beginning, each file is taken once. */
export interface MakeAhead {
  /** Takes the file at a place for the caller; false where the other thread has it. */
  readonly take: (place: number) => boolean;
  /** What the other thread made, when no file is left; what is not in it is the caller's after all. */
  readonly made: () => Promise<ReadonlyMap<SitePath, MadeFile>>;
}

/** Lets another thread begin with the last of the given files. It makes the same bytes, or none. */
export type StartMaking = (paths: readonly SitePath[]) => MakeAhead;

/** Takes a place once among all threads that share `taken`, one byte a place. */
export function takeOnce(taken: Uint8Array, place: number): boolean {
  return Atomics.exchange(taken, place, 1) === 0;
}
