import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { compileConfirmation } from "../compile/letter/confirmation.ts";
import type { Config, Environment } from "../config/config.ts";
import { readEnvironment } from "../config/environment.ts";
import { composeConfirmation } from "../deliver/confirmation-message.ts";
import { dkimKeys } from "../deliver/dkim-keys.ts";
import { signMessage } from "../deliver/dkim.ts";
import type { Message } from "../deliver/message.ts";
import type { Session } from "../deliver/transport.ts";
import { letterFiles } from "../issue/letter-files.ts";
import { transportOf } from "../issue/transport.ts";
import type { Claim, Verdict } from "../base/ledger.ts";
import { readTemplates } from "../load/templates.ts";
import type { Note } from "../base/membership.ts";
import type { IssueId, Newsroom } from "../model.ts";
import { type KeyRing, makeKeyRing, signToken } from "../server/token.ts";
import { secretOf } from "../store/secret.ts";
import type { Store } from "../store/store.ts";
import type { World } from "../world.ts";
import type { Log } from "./log.ts";

const hour = 3_600_000;
const day = 24 * hour;
/** Minutes until the next try; a confirmation is wanted now or never. */
const waits = [1, 3, 10, 30, 60, 180];

export interface PostWork {
  readonly world: World;
  readonly store: Pick<Store, "notes">;
  readonly config: Config;
  readonly log: Log;
  /** Aborting stops after the note on the wire. */
  readonly signal: AbortSignal;
}

export interface Posted {
  readonly sent: number;
  /** Refused for good, or without a word. */
  readonly failed: number;
  /** Those that could not leave, and are tried again. */
  readonly waiting: number;
}

interface Post extends PostWork {
  readonly environment: Environment;
  readonly ring: KeyRing;
  readonly newsroom: Pick<Newsroom, "dir" | "config" | "templates">;
}

/**
 * Sends the notes that wait, one after the other, by the same servers as letters and no faster than `delivery.rate`; what cannot leave
 * now is tried again. Two processes at it share them. Throws SEND_NOT_CONFIGURED where one waits and `from` is missing.
 */
export async function postNotes(work: PostWork): Promise<Posted> {
  const posted = { sent: 0, failed: 0, waiting: 0 };
  if (!(await work.store.notes.due())) return posted;
  const { world, config, signal } = work;
  const environment = readEnvironment(config, world.environment);
  const secret = secretOf(join(world.dir, "data"), environment.secret);
  const ring = makeKeyRing([secret, ...environment.previousSecrets]);
  const newsroom = { dir: world.dir, config, templates: readTemplates(world.dir) };
  const post = { ...work, environment, ring, newsroom };
  const transport = await transportOf(world.dir, config, environment, world.clock);
  let session = transport.open();
  try {
    while (!signal.aborted) {
      const notes = await work.store.notes.claim(10);
      if (notes.length === 0) break;
      for (const note of notes) {
        if (session?.alive() !== true) {
          await session?.close();
          session = transport.open();
        }
        posted[await send(post, session, note)]++;
        await pace(post);
      }
    }
  } finally {
    await session?.close();
  }
  return posted;
}

async function send(post: Post, session: Session | null, note: Note): Promise<keyof Posted> {
  if (post.signal.aborted || session === null) {
    await settle(post, note, "refused");
    return "waiting";
  }
  const result = await session.send(claimFor(note), await compose(post, note), async () => true);
  const verdict = result.verdict === "aborted" ? "refused" : result.verdict;
  await settle(post, note, verdict);
  const said = result.verdict === "aborted" ? {} : { said: result.attempt.text };
  const event = verdict === "sent" ? "note sent" : "note not sent";
  post.log(event, { kind: note.kind, reader: note.reader, verdict, ...said });
  return verdict === "sent" ? "sent" : verdict === "failed" || verdict === "unsure" ? "failed" : "waiting";
}

async function pace({ config: { delivery }, signal }: Post): Promise<void> {
  if (delivery.rate > 0) await sleep(1000 / delivery.rate, undefined, { signal }).catch(() => {});
}

async function settle({ store, world, signal }: Post, note: Note, verdict: Verdict): Promise<void> {
  if (verdict === "refused" && signal.aborted) return store.notes.defer(note.id, world.clock());
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
