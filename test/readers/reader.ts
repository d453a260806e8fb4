/** Real feed readers, each driven to show what it makes of a feed. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** What a reader shows of one story; "" or null where it shows nothing. */
export interface Seen {
  readonly id: string;
  readonly title: string;
  readonly link: string;
  /** As it names them. */
  readonly authors: string;
  readonly date: number | null;
  readonly text: string;
  /** Headlines of related stories that it knows apart from the text. */
  readonly related: readonly string[];
  /** Id of the story that it takes this one for an answer to. */
  readonly answers: string | null;
}

/** A reader that is subscribed to one feed. Reading again is its next poll. */
export interface Subscription {
  readonly read: (bytes: string) => Promise<readonly Seen[]>;
  readonly close: () => void;
}

export interface Reader {
  readonly name: string;
  /** The commands it needs; none for a library of ours. */
  readonly commands: readonly string[];
  /** `folder` is empty and its own; `name` is the feed's file name. */
  readonly subscribe: (folder: string, name: string) => Promise<Subscription>;
}

export const nothing = { link: "", authors: "", date: null, text: "", related: [], answers: null } as const;

/** Runs a command in a world of its own: no settings of the person who runs the tests. */
export async function runIn(folder: string, command: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, HOME: folder, LC_ALL: "C.UTF-8", TZ: "UTC" };
  const { stdout } = await promisify(execFile)(command, args, { env, maxBuffer: 2 ** 26 });
  return stdout;
}
