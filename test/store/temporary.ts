import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEmail } from "../../src/base/email.ts";
import type { Email, IssueId, Slug, TopicKey } from "../../src/model.ts";
import { openStore } from "../../src/store/open.ts";
import type { IssueStory, NewIssue, ReaderEntry, Store } from "../../src/store/store.ts";

/** A store in a folder of its own; `open` again gives a second connection to the same one. */
export interface TemporaryStore {
  readonly data: string;
  readonly store: Store;
  readonly open: () => Promise<Store>;
  readonly remove: () => Promise<void>;
}

/** `parent`: where its folder is made, such as a disk that can be filled. */
export async function temporaryStore(clock: () => number = Date.now, parent = tmpdir()): Promise<TemporaryStore> {
  const folder = mkdtempSync(join(parent, "courant-store-"));
  const data = join(folder, "data");
  const opened: Store[] = [];
  const open = async (): Promise<Store> => {
    const store = await openStore({ data, clock, secret: null, durability: "normal", create: true });
    opened.push(store);
    return store;
  };
  return {
    data,
    store: await open(),
    open,
    remove: async () => {
      for (const store of opened) await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export function email(text: string): Email {
  const parsed = parseEmail(text);
  if (parsed === undefined) throw new Error(`not an address: ${text}`);
  return parsed;
}

/** `entry("ada@example.org", "daily", ["science"])`. */
export function entry(address: string, digest = "daily", tags: string[] = [], threads: string[] = []): ReaderEntry {
  const subscription = { digest, tags: tags as TopicKey[], threads: threads as TopicKey[] };
  return { email: email(address), name: "", subscriptions: [subscription] };
}

export function story(slug: string, tags: string[] = [], thread: string | null = null, version = ""): IssueStory {
  return { slug: slug as Slug, tags: tags as TopicKey[], thread: thread as TopicKey | null, version };
}

/** `issue("daily/2026-11-20", ["launch", "landing"])`. */
export function issue(id: string, stories: readonly (string | IssueStory)[], rest: Partial<NewIssue> = {}): NewIssue {
  const [digest, period] = id.split("/") as [string, string];
  const due = Date.UTC(2026, 10, 20, 7);
  return {
    id: id as IssueId,
    digest,
    period,
    due,
    made: due,
    subject: `The ${digest} of ${period}`,
    stories: stories.map((one) => (typeof one === "string" ? story(one) : one)),
    max: 20,
    corrections: [],
    names: new Map(),
    carried: new Map(),
    covered: [],
    waiting: [],
    ...rest,
  };
}
