import type { SitePath } from "../model.ts";
import type { Shared } from "../second-thread.ts";
import type { Spooled } from "./spool.ts";

/** A file made by another thread. */
export interface MadeFile {
  /** UTF-8. */
  readonly bytes: Uint8Array<ArrayBuffer> | Spooled;
  /** SHA-256 in hex. */
  readonly hash: string;
}

/** Lets another thread begin with the last of the given files. It makes the same bytes, or none. */
export type StartMaking = (paths: readonly SitePath[]) => Shared<ReadonlyMap<SitePath, MadeFile>>;
