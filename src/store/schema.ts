/** The tables as kysely sees them. Times are milliseconds since the epoch, sets of topics JSON arrays. */
import type { Generated } from "kysely";

export interface Schema {
  readonly meta: { key: string; value: string };
  readonly publisher: {
    id: number;
    fence: number;
    pid: number | null;
    /** Milliseconds since the machine was started, when the publisher last showed a sign of life. */
    beat: number;
    /** 1: its place was taken from one that showed none; the kernel's lock is still with that one. */
    seized: number;
  };
  readonly reader: {
    id: Generated<number>;
    /** As written. */
    email: string;
    /** `emailKey`: one reader per key. */
    key: string;
    name: string;
    status: string;
    /** In unsubscribe and preferences links. */
    link: string;
    /** Keyed hash of `key`: what a suppression is known by. */
    hash: string;
    created: number;
  };
  readonly subscription: { digest: string; reader: number; tags: string; threads: string };
  /** Outlives the reader, and says nothing about who it was. */
  readonly suppression: { hash: string; reason: string; source: string; at: number };
  readonly digest: { name: string; started: number };
  readonly covered: { digest: string; slug: string };
  readonly waiting: { digest: string; slug: string };
  readonly issue: {
    id: Generated<number>;
    /** `weekly/2026-W47`. */
    name: string;
    digest: string;
    period: string;
    due: number;
    /** The calendar's moment: the letters' Date. */
    made: number;
    /** The real clock's moment. */
    frozen: number;
    subject: string;
    state: string;
    reason: string | null;
    /** Deliveries frozen; what the states must add up to. */
    recipients: number;
    /** 1: servers have stopped it; where it is being sent, a person has looked and gone on. */
    refused: Generated<number>;
  };
  readonly issue_story: { issue: number; position: number; slug: string };
  readonly variant: { id: Generated<number>; issue: number; recipients: number; letter: string | null };
  /** `version`: of the correction that was mailed with it; null: mailed before versions were kept. */
  readonly variant_story: { variant: number; position: number; slug: string; version: string | null };
  /** Stories that are no part of the letter but whose correction it tells. */
  readonly variant_correction: { variant: number; position: number; slug: string; version: string };
  /** Subscriptions that readers dropped for others; `last`: the latest issue then. */
  readonly former: { reader: number; digest: string; tags: string; threads: string; last: number; ended: number };
  readonly delivery: {
    id: Generated<number>;
    issue: number;
    /** Stays when the reader is erased; a number that leads nowhere then. */
    reader: number;
    variant: number;
    state: string;
    /** 1 while the letter may be on its way: set by a commit before its final dot. */
    intent: number;
    tries: number;
    doubts: number;
    /** Not before. */
    next: number;
    /** When `state` came to be by an attempt. */
    at: number | null;
    /** Why it was skipped. */
    note: string | null;
    /** The request in which it may have left beside others; 0: none. */
    batch: number;
  };
  readonly attempt: {
    id: Generated<number>;
    delivery: number;
    at: number;
    verdict: string;
    phase: string;
    code: number | null;
    enhanced: string | null;
    text: string;
    queue: string | null;
  };
  /** Once confirmed, a reader's consent. */
  readonly application: {
    id: Generated<number>;
    subject: string;
    reader: number;
    choices: string;
    form: string;
    network: string;
    asked: number;
    confirmed: number | null;
  };
  readonly pause: { reader: number; until: number };
  /** A change of address that waits for its confirmation. */
  readonly move: { reader: number; subject: string; email: string; asked: number };
  /** When a reader was last sent a fresh link. */
  readonly reminder: { reader: number; at: number };
  readonly note: {
    id: Generated<number>;
    kind: string;
    reader: number;
    subject: string;
    /** Where it is not the reader's own. */
    email: string | null;
    asked: number;
    next: number;
    tries: number;
  };
  readonly rate: { id: Generated<number>; key: string; at: number };
  /** `id`: of the mail or the provider's event that told it. */
  readonly bounce: {
    id: string;
    reader: number;
    delivery: number | null;
    class: string;
    at: number;
    status: string | null;
  };
  readonly feed_day: { day: string; requests: number; stated: number; pollers: number };
}
