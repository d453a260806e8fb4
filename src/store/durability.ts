import { fdatasync, openSync, closeSync } from "node:fs";
import { promisify } from "node:util";
import { fail } from "../errors.ts";

const sync = promisify(fdatasync);

/** Milliseconds of commits that a power cut may take back; a killed process takes none back. */
const window = 50;

export interface Durability {
  /** Resolves when every commit made before the call is as safe as promised. */
  readonly durable: () => Promise<void>;
  /** Waits for a sync under way. */
  readonly close: () => Promise<void>;
}

/**
 * Puts commits on the disk beside SQLite's back. `normal`: a commit counts at once (the kernel has it) and is synced within
 * 50 ms, off the main thread. `strict`: it counts when synced; all commits that wait share one sync (3 ms here, so some
 * 300 a second, each good for as many letters as there are connections). Only the write-ahead log is synced: SQLite itself syncs it
 * before it touches the database file.
 */
export function keepDurable(database: string, mode: "normal" | "strict"): Durability {
  let log: number | undefined;
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let broken: unknown;

  const run = (): Promise<void> => {
    log ??= openSync(`${database}-wal`, "r");
    running = sync(log).finally(() => (running = undefined));
    return running;
  };
  /** A sync that began before the commit does not cover it: the next one does, and everybody waiting takes it. */
  const covered = (): Promise<void> => {
    if (running === undefined) return run();
    next ??= running.then(() => {
      next = undefined;
      return run();
    });
    return next;
  };
  return {
    durable: async () => {
      if (broken !== undefined) refuse(broken);
      if (mode === "strict") return covered().catch(refuse);
      timer ??= setTimeout(() => {
        timer = undefined;
        covered().catch((error: unknown) => (broken = error));
      }, window);
    },
    close: async () => {
      clearTimeout(timer);
      await (next ?? running)?.catch(() => {});
      if (log !== undefined) closeSync(log);
      log = undefined;
    },
  };
}

/** A disk that cannot keep what it was given is no better than a full one. */
function refuse(error: unknown): never {
  const words = error instanceof Error ? error.message : String(error);
  fail(
    "STORE_UNWRITABLE",
    `data/courant.db-wal cannot be put on the disk (${words}): look after the disk before you go on.`,
  );
}
