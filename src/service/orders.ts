/** What the two processes of the service say to each other: types only. */
import type { Config } from "../config/config.ts";
import type { Instant, Problem } from "../model.ts";
import type { Log } from "./log.ts";
import type { Present } from "./present.ts";

/** What the pressroom works with. */
export interface Setup {
  /** The newsroom, absolute. */
  readonly dir: string;
  /** `--now` as an ISO 8601 instant; null: the calendar follows the clock. */
  readonly now: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * `publish`: all that is due; its answer is false where another process is at it · `build`: the site alone, while letters leave ·
 * `look`: takes up the site that another process keeps · `post`: notes that wait.
 */
export type Job = "publish" | "build" | "look" | "post";

export type Order =
  /** `config`: the last good one, for what must go on while courant.yaml is broken. */
  | { readonly order: "do"; readonly id: number; readonly job: Job; readonly config: Config; readonly setup: Setup }
  /** Finish the letters on the wire, and end. */
  | { readonly order: "stop" };

/** A press as the other process knows it. */
export interface Pressed {
  readonly present: Present;
  readonly at: Instant;
  /** Dates of the stories that wait for theirs. */
  readonly ahead: readonly Instant[];
}

export type News =
  | { readonly news: "log"; readonly event: string; readonly facts: Parameters<Log>[1] }
  | { readonly news: "count"; readonly name: string; readonly label: string }
  /** courant.yaml as it is now, whatever becomes of the stories. */
  | { readonly news: "configured"; readonly config: Config }
  /** The site is in its place. */
  | { readonly news: "pressed"; readonly id: number; readonly pressed: Pressed }
  /** A letter has left, or not; once a second. */
  | { readonly news: "progress"; readonly id: number }
  | { readonly news: "done"; readonly id: number; readonly answer: boolean }
  | { readonly news: "failed"; readonly id: number; readonly problems: readonly Problem[]; readonly message: string };
