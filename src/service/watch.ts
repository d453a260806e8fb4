import { relative, sep } from "node:path";
import type { Log } from "./log.ts";

/** Folders that Courant or other tools write; everything else in a newsroom can change what is pressed. */
const others = new Set(["out", "data", ".courant", ".git", "node_modules", "dist"]);

/**
 * Calls `changed` a moment after files of the newsroom have changed: once for a save, a checkout or a pull. Where the system cannot watch
 * (its limit is reached), says so; the hourly look then finds what changed.
 */
export async function watchNewsroom(
  dir: string,
  changed: () => void,
  log: Log,
): Promise<{ readonly close: () => Promise<void> }> {
  const { watch } = await import("chokidar");
  let timer: NodeJS.Timeout | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(changed, 300);
  };
  const watcher = watch(dir, {
    ignoreInitial: true,
    atomic: true,
    awaitWriteFinish: { stabilityThreshold: 150, pollInterval: 50 },
    ignored: (path) =>
      others.has(relative(dir, path).split(sep)[0]!) || /(?:^|[/\\])\.[^/\\]+$|\.part$/.test(relative(dir, path)),
  });
  watcher.on("all", soon);
  watcher.on("error", (error) =>
    log("cannot watch", { error: error instanceof Error ? error.message : String(error) }),
  );
  // Before that, a file that appears is taken for one that was there.
  await new Promise<void>((ready) => watcher.once("ready", ready));
  return {
    close: async () => {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}
