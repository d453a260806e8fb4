/**
 * What a power cut would leave of data/: preloaded into a publisher (`--import`), it copies the database whenever a sync is asked for,
 * and keeps the copy once the sync is done. A real cut may leave more, never less. Beside the copy stands when it was taken.
 */
import fs, {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { basename, dirname, join } from "node:path";

const files = ["courant.db", "courant.db-wal"];

/** Puts data/ back to what was safe, as after a cut; gives the moment up to which all is there, or null before the first sync. */
export function cutPower(data: string): number | null {
  const safe = safeCopies(data).at(-1);
  for (const file of [...files, "courant.db-shm"]) rmSync(join(data, file), { force: true });
  if (safe === undefined) return null;
  for (const file of files) if (existsSync(join(safe, file))) copyFileSync(join(safe, file), join(data, file));
  return Number(readFileSync(join(safe, "at"), "utf8"));
}

/** What there is now counts as safe: a machine that was shut down in order. */
export function keepSafe(data: string): void {
  take(data);
  settle(data);
}

function take(data: string): void {
  const next = `${data}.next`;
  rmSync(next, { recursive: true, force: true });
  mkdirSync(next);
  writeFileSync(join(next, "at"), String(Date.now()));
  for (const file of files) if (existsSync(join(data, file))) copyFileSync(join(data, file), join(next, file));
}

/** The new copy is in place before the old ones go: a kill may come between any two of these lines. */
function settle(data: string): void {
  if (!existsSync(`${data}.next`)) return;
  const old = safeCopies(data);
  const number = old.length === 0 ? 1 : numberOf(old.at(-1)!) + 1;
  renameSync(`${data}.next`, `${data}.safe.${number}`);
  for (const copy of old) rmSync(copy, { recursive: true, force: true });
}

/** Oldest first. */
function safeCopies(data: string): readonly string[] {
  const names = readdirSync(dirname(data)).filter((name) => name.startsWith(`${basename(data)}.safe.`));
  return names.map((name) => join(dirname(data), name)).toSorted((a, b) => numberOf(a) - numberOf(b));
}

function numberOf(copy: string): number {
  return Number(copy.slice(copy.lastIndexOf(".") + 1));
}

// Only in the publisher's process: a test imports this file for `cutPower` alone.
if (process.argv[1]?.endsWith("publisher-process.ts") === true) {
  const data = process.argv[2]!;
  const sync = fs.fdatasync;
  fs.fdatasync = ((descriptor: number, done: fs.NoParamCallback) => {
    take(data);
    sync(descriptor, (error) => {
      settle(data);
      done(error);
    });
  }) as typeof fs.fdatasync;
  syncBuiltinESMExports();
}
