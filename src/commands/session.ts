import { resolve } from "node:path";
import { loadDotEnv } from "../config/environment.ts";
import { fail } from "../errors.ts";
import type { Instant, Problem } from "../model.ts";

/** What every command is given: where, when, and how to talk. The one place that touches clock, environment and terminal. */
export interface Session {
  /** The newsroom, absolute. */
  readonly dir: string;
  /** The calendar's moment: `--now`, else the real clock at start. */
  readonly now: Instant;
  /** `--now` was given. */
  readonly pinned: boolean;
  /** The real clock, for leases, retries and timestamps of readers. */
  readonly clock: () => Instant;
  readonly json: boolean;
  readonly quiet: boolean;
  /** A person is there to answer. */
  readonly interactive: boolean;
  /** stderr is a terminal, on which a bar can move. */
  readonly watched: boolean;
  /** Variables of the process over those of `.env`; one set to "" counts as unset. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Writes to stdout, for answers too long to be held as one text; resolves when it has left. */
  readonly print: (text: string) => Promise<void>;
  /** A line for people, on stderr; nothing under --quiet. */
  readonly tell: (line: string) => void;
}

/** What a command leaves: its exit code, one JSON document, and the same for people. */
export interface Outcome {
  readonly exit: 0 | 1 | 2 | 3;
  /** Printed on stdout under --json. */
  readonly document: unknown;
  /** Printed on stdout otherwise, unless empty. */
  readonly text: string;
  /** Printed on stderr, in file order. */
  readonly problems: readonly Problem[];
  /** The process ends here and now, whatever connections are still open. */
  readonly end?: boolean;
}

export interface GlobalOptions {
  readonly dir?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly now?: string;
}

/** Reads the global options. A `--now` that is no ISO 8601 instant with a zone stops with exit 2. */
export function openSession(options: GlobalOptions): Session {
  const dir = resolve(options.dir ?? ".");
  const json = options.json ?? false;
  const quiet = options.quiet ?? false;
  return {
    dir,
    now: options.now === undefined ? Date.now() : parseInstant(options.now),
    pinned: options.now !== undefined,
    clock: () => Date.now(),
    json,
    quiet,
    watched: process.stderr.isTTY && !process.env["CI"],
    interactive: !json && process.stdin.isTTY && process.stderr.isTTY && !process.env["CI"],
    environment: loadDotEnv(dir, process.env),
    print: (text) => new Promise((done) => void process.stdout.write(text, () => done())),
    tell: (line) => void (quiet || process.stderr.write(`${line}\n`)),
  };
}

function parseInstant(text: string): Instant {
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;
  const instant = form.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(instant)) fail("USAGE", `--now "${text}" is not an instant; write 2026-11-22T07:00:00Z.`, 2);
  return instant;
}
