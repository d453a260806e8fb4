import { compileConfirmation } from "../compile/letter/confirmation.ts";
import type { Environment } from "../config/config.ts";
import { composeConfirmation } from "../deliver/confirmation-message.ts";
import { dkimKeys } from "../deliver/dkim-keys.ts";
import { signMessage } from "../deliver/dkim.ts";
import type { Message } from "../deliver/message.ts";
import { letterFiles } from "../issue/letter-files.ts";
import { transportOf } from "../issue/transport.ts";
import type { Claim, Verdict } from "../ledger.ts";
import type { Note } from "../membership.ts";
import type { IssueId, Newsroom } from "../model.ts";
import { type KeyRing, signToken } from "../server/token.ts";
import type { Store } from "../store/store.ts";
import type { World } from "../world.ts";
import type { Log } from "./log.ts";

const hour = 3_600_000;
const day = 24 * hour;
/** Minutes until the next try; a confirmation is wanted now or never. */
const waits = [1, 3, 10, 30, 60, 180];

export interface Post {
  readonly world: World;
  readonly store: Pick<Store, "notes">;
  readonly newsroom: Pick<Newsroom, "dir" | "config" | "templates">;
  readonly environment: Environment;
  readonly ring: KeyRing;
  readonly log: Log;
}

/** Sends what waits, by the same servers as letters; what cannot leave now is tried again. Gives how many left. */
export async function postNotes(post: Post): Promise<number> {
  const notes = await post.store.notes.claim(50);
  if (notes.length === 0) return 0;
  const { world, newsroom, environment } = post;
  const transport = await transportOf(world.dir, newsroom.config, environment, world.clock);
  const session = transport.open();
  let sent = 0;
  try {
    for (const note of notes) {
      const result =
        session === null ? null : await session.send(claimFor(note), await compose(post, note), async () => true);
      const verdict = result === null || result.verdict === "aborted" ? "refused" : result.verdict;
      await settle(post, note, verdict);
      if (verdict === "sent") sent++;
      const said = result === null || result.verdict === "aborted" ? {} : { said: result.attempt.text };
      post.log(verdict === "sent" ? "note sent" : "note not sent", {
        kind: note.kind,
        reader: note.reader,
        verdict,
        ...said,
      });
    }
  } finally {
    await session?.close();
  }
  return sent;
}

async function settle({ store, world }: Post, note: Note, verdict: Verdict): Promise<void> {
  // Doubtful ones are not sent again: two confirmations look like spam, and the reader can ask once more.
  if (verdict === "sent" || verdict === "failed" || verdict === "unsure") return store.notes.done(note.id);
  const minutes = waits[note.tries - 1];
  if (minutes === undefined) return store.notes.done(note.id);
  return store.notes.defer(note.id, world.clock() + minutes * 60_000);
}

async function compose({ world, newsroom, environment, ring }: Post, note: Note): Promise<Message> {
  const { service } = newsroom.config;
  const letter = await compileConfirmation(newsroom, note.kind, letterFiles(world.dir));
  const message = composeConfirmation(letter, newsroom.config, {
    email: note.email,
    key: `${note.kind} ${note.subject} ${note.asked}`,
    action: actionOf(note, service, ring, world.clock()),
    leave: note.kind === "address" ? null : `${service}/unsubscribe/${note.link}`,
    date: note.asked,
  });
  return signMessage(message, dkimKeys(environment.dkim, newsroom.config.from?.email ?? ""));
}

function actionOf({ kind, subject }: Note, service: string, ring: KeyRing, now: number): string {
  if (kind === "moved") return "";
  if (kind === "known" || kind === "preferences") {
    return `${service}/preferences/${signToken(ring, "preferences", subject, now + 30 * day)}`;
  }
  return `${service}/confirm/${signToken(ring, kind, subject, now + 72 * hour)}`;
}

/** What the transport wants to know of a letter; a note is in no ledger. */
function claimFor(note: Note): Claim {
  return {
    delivery: 0,
    issue: "notes/service" as IssueId,
    variant: 0,
    made: note.asked,
    since: note.asked,
    tries: note.tries - 1,
    doubts: 0,
    refused: false,
    resumed: false,
    reader: { email: note.email, name: "", id: note.link, tags: [], threads: [] },
  };
}
