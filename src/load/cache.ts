import { appendFileSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { keepFile } from "../base/keep-file.ts";
import { programStamp } from "../base/program-stamp.ts";
import { hasRested, type FileTimes } from "./file-times.ts";

/** What a former run worked out, by file. Never changes what comes out, only how soon. */
export interface Cache {
  /**
   * The value kept for a file, if the file has not changed since: by its times, and where these do not tell, by `stamp`, a hash
   * of its content that is only asked for then. It is kept for the next run, too.
   */
  readonly find: (file: string, times: FileTimes, stamp: () => string) => Found | undefined;
  /** Keeps what was made of the content of `stamp`, read after `find` was asked for the file. */
  readonly keep: (file: string, times: FileTimes, stamp: string, value: unknown) => void;
  /** Writes what is new, or everything where much is out of date; a folder that cannot be written stays as it is. */
  readonly save: () => void;
}

export interface Found {
  readonly stamp: string;
  readonly value: unknown;
}

/** A line of the cache file: `["stories/a.md","story 5f1…","3480 1763…"]`, a tab, the value as JSON. */
interface Line {
  readonly stamp: string;
  /** Empty where the file's content must be read to tell whether it changed. */
  readonly times: string;
  readonly value: string;
}

const name = "load.jsonl";

/**
 * `.courant/load.jsonl`: a line that says for which program and settings it holds, then one line a file, of which the last one
 * counts, so that an edit adds one line to a file of 13 kB a story. A file from another program, or one that cannot be
 * read, counts as empty; a line that was cut short, as missing.
 */
export function openCache(dir: string, settings: readonly unknown[]): Cache {
  const folder = join(dir, ".courant");
  const head = JSON.stringify([programStamp(), ...settings]);
  const { lines: before, count } = readLines(join(folder, name), head);
  const after = new Map<string, Line>();
  const news = new Map<string, Line>();
  let begun: number | undefined;
  const put = (file: string, { stamp: times, newest }: FileTimes, stamp: string, value: string): void => {
    const line = { stamp, times: hasRested(newest, (begun ??= clockOf(folder))) ? times : "", value };
    after.set(file, line);
    news.set(file, line);
  };
  return {
    find: (file, times, stamp) => {
      const line = before.get(file);
      if (line !== undefined && line.times === times.stamp) after.set(file, line);
      else {
        begun ??= clockOf(folder);
        if (line === undefined || line.stamp !== stamp()) return undefined;
        put(file, times, line.stamp, line.value);
      }
      return { stamp: line.stamp, value: parse(line.value) };
    },
    keep: (file, times, stamp, value) => put(file, times, stamp, JSON.stringify(value)),
    save: () => {
      if (news.size === 0 && after.size === before.size) return;
      if (after.size < before.size || count + news.size > 2 * after.size || before.size === 0) {
        keepFile(folder, name, [head, ...[...after].map(written), ""].join("\n"));
      } else append(join(folder, name), [...news].map(written));
    },
  };
}

function written([file, { stamp, times, value }]: readonly [string, Line]): string {
  return `${JSON.stringify([file, stamp, times])}\t${value}`;
}

/** One write, so that two processes do not mix their lines. */
function append(path: string, lines: readonly string[]): void {
  try {
    appendFileSync(path, lines.map((line) => `${line}\n`).join(""));
  } catch {
    // The cache stays as it is: it only saves time.
  }
}

/** The disk's own clock, in milliseconds, which no time of a file written from now on lies before; never where none can be written. */
function clockOf(folder: string): number {
  keepFile(folder, "clock", "");
  return statSync(join(folder, "clock"), { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
}

interface Lines {
  readonly lines: ReadonlyMap<string, Line>;
  /** Of the file, those out of date included. */
  readonly count: number;
}

function readLines(path: string, head: string): Lines {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return { lines: new Map(), count: 0 };
  }
  const [first, ...rest] = text.split("\n");
  const lines = first === head ? rest.filter((line) => line !== "") : [];
  return { lines: new Map(lines.flatMap(readLine)), count: lines.length };
}

function readLine(line: string): readonly (readonly [string, Line])[] {
  const tab = line.indexOf("\t");
  const value = parse(line.slice(0, tab));
  if (!Array.isArray(value)) return [];
  const [file, stamp, times] = value.map(String) as [string, string, string];
  return [[file, { stamp, times, value: line.slice(tab + 1) }]];
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
