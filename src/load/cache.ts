import { readFileSync } from "node:fs";
import { join } from "node:path";
import { keepFile } from "../keep-file.ts";
import { programStamp } from "../program-stamp.ts";

/** What a former run worked out, by file and a hash or stamp of it. Never changes what comes out, only how soon. */
export interface Cache {
  /** The value kept for a file, if the file has not changed since. It is kept for the next run, too. */
  readonly find: (file: string, stamp: string) => unknown;
  readonly keep: (file: string, stamp: string, value: unknown) => void;
  /** Writes what was found and kept, if that differs from what was read; a folder that cannot be written stays as it is. */
  readonly save: () => void;
}

/**
 * `.courant/load.jsonl`: a line that says for which program and settings it holds, then one line a file. Lines of files
 * that did not change are written back as they are, so an edit costs one line (1,000 stories: 9 MB, 10 ms).
 * A file from another program, or one that cannot be read, counts as empty.
 */
export function openCache(dir: string, settings: readonly unknown[]): Cache {
  const folder = join(dir, ".courant");
  const head = JSON.stringify([programStamp(), ...settings]);
  const before = readLines(join(folder, "load.jsonl"), head);
  const after = new Map<string, string>();
  let changed = false;
  return {
    find: (file, stamp) => {
      const line = before.get(file);
      const start = `${JSON.stringify([file, stamp])}\t`;
      if (line === undefined || !line.startsWith(start)) return undefined;
      after.set(file, line);
      return parse(line.slice(start.length));
    },
    keep: (file, stamp, value) => {
      changed = true;
      after.set(file, `${JSON.stringify([file, stamp])}\t${JSON.stringify(value)}`);
    },
    save: () => {
      if (!changed && after.size === before.size) return;
      keepFile(folder, "load.jsonl", `${[head, ...after.values()].join("\n")}\n`);
    },
  };
}

function readLines(path: string, head: string): ReadonlyMap<string, string> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return new Map();
  }
  const [first, ...lines] = text.split("\n");
  if (first !== head) return new Map();
  return new Map(lines.filter((line) => line !== "").map((line) => [fileOf(line), line]));
}

function fileOf(line: string): string {
  const value = parse(line.slice(0, line.indexOf("\t")));
  return Array.isArray(value) ? String(value[0]) : "";
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
