import { fdatasync, openSync, closeSync } from "node:fs";
import { promisify } from "node:util";

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
  let timer: NodeJS.Timeout | undefined;
  const run = (): Promise<void> => {
    log ??= openSync(`${database}-wal`, "r");
    const started = sync(log).finally(() => {
      if (running === started) running = undefined;
    });
    running = started;
    return started;
  };
  /** A sync that began before the commit does not cover it: the next one does, and everybody waiting takes it. */
  let next: Promise<void> | undefined;
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
      if (mode === "strict") return covered();
      timer ??= setTimeout(() => {
        timer = undefined;
        void covered();
      }, window);
    },
    close: async () => {
      clearTimeout(timer);
      await running;
      if (log !== undefined) closeSync(log);
    },
  };
}
