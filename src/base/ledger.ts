/**
 * The ledger as delivery sees it: what is claimed, what is intended, what came of it.
 * Types only; `store/` keeps it, `deliver/` works from it.
 *
 * A delivery goes queued → sending → sent | deferred | failed | unsure | skipped. *Claimed* letters are `sending` without an
 * intent: nothing of them has left. The *intent* is committed before a letter's final dot, so that after a crash every
 * letter that may have left is known by name (RFC 1047 says why it cannot be known better).
 */
import type { Email, Instant, IssueId, TopicKey } from "../model.ts";
import type { Return } from "./returns.ts";

/** A reader as a letter needs them. */
export interface Addressee {
  readonly email: Email;
  /** Empty where the reader gave none. */
  readonly name: string;
  /** Last part of the unsubscribe and preferences links: 128 random bits in base64url, the same in every letter. */
  readonly id: string;
  /** What the reader chose of this digest, for the reason line; both empty: every story. */
  readonly tags: readonly TopicKey[];
  readonly threads: readonly TopicKey[];
}

/** One letter claimed for sending. */
export interface Claim {
  readonly delivery: number;
  readonly issue: IssueId;
  /** The compiled letter that this reader gets. */
  readonly variant: number;
  /** When the issue was frozen: the letter's Date. */
  readonly made: Instant;
  /** When it was first tried, by the real clock; null before that. Retries end a fixed time after it. */
  readonly since: Instant | null;
  /** Attempts before this one. */
  readonly tries: number;
  /** Attempts among them that ended `unsure`: copies that may be out there. */
  readonly doubts: number;
  /** A server refused this very letter before, and a person has resumed the issue since. */
  readonly refused: boolean;
  /** Servers have stopped its issue before, and a person has resumed it since. */
  readonly resumed: boolean;
  /** The request in which it may have left beside others, as its intent named it; not there, or 0: it was alone, or never left. */
  readonly batch?: number;
  readonly reader: Addressee;
}

/** How far a letter had come on the wire. From `dot` on, the server may have it whatever it says. */
export type Phase = "connect" | "greeting" | "hello" | "tls" | "auth" | "mail" | "rcpt" | "data" | "dot";

/** What came of an attempt. `text` never holds the reader's address. */
export interface Attempt {
  readonly phase: Phase;
  /** SMTP reply code; null where none came. */
  readonly code: number | null;
  /** RFC 3463, `5.1.1`. */
  readonly enhanced: string | null;
  readonly text: string;
  /** The server's own name of the message, where its last reply gave one. */
  readonly queueId: string | null;
}

/**
 * `refused`: the server spoke of us, not of the reader. `unsure`: the final dot may have been taken, no reply came.
 */
export type Verdict = "sent" | "deferred" | "failed" | "unsure" | "refused";

export interface Outcome {
  readonly delivery: number;
  readonly attempt: Attempt;
  readonly verdict: Verdict;
  readonly at: Instant;
  /** Where the delivery goes: `deferred` to wait, `queued` to be tried again by whoever goes on. */
  readonly state: "sent" | "deferred" | "failed" | "unsure" | "queued";
  /** For `deferred`: not before this moment. */
  readonly next?: Instant;
}

/** What a server said of a reader when it refused the letter for good. */
export interface Returned extends Pick<Return, "class" | "status" | "at"> {
  readonly delivery: number;
}

/**
 * Why a letter that was claimed must not leave after all. `stopped`: the reader left, is suppressed or dropped the digest;
 * the delivery is `skipped`. `recalled`: its issue was paused or cancelled since; the ledger has it back.
 */
export type Refusal = "stopped" | "recalled";

/** What `deliver` asks of the store. Every call carries the fence of the one publisher; with an older one it throws. */
export interface Ledger {
  /**
   * Claims up to `most` letters that may be tried at `now`, in the order of their issues.
   * Letters of readers who stopped become `skipped` on the way and are not returned.
   */
  readonly claim: (fence: number, now: Instant, most: number) => Promise<readonly Claim[]>;
  /**
   * One commit: outcomes of letters tried, then intents of letters about to leave. Returns the intents that are refused.
   * Resolves when the commit is as durable as the store was asked to make it. `batches`: for intents that leave in one request with
   * others, that request's name.
   */
  readonly record: (
    fence: number,
    outcomes: readonly Outcome[],
    intents: readonly number[],
    batches?: ReadonlyMap<number, number>,
  ) => Promise<ReadonlyMap<number, Refusal>>;
  /** Claims without intent that must wait, though nobody tried them: their domain wants to be left in peace. */
  readonly postpone: (fence: number, deliveries: readonly number[], until: Instant) => Promise<void>;
  /** Does to readers what the same words in a bounce would do, and stops issues whose content servers refuse. */
  readonly returned: (fence: number, returns: readonly Returned[]) => Promise<void>;
  /** The end of a delivery: claims without intent go back untouched, and issues with nothing left to send are closed. */
  readonly release: (fence: number, deliveries: readonly number[]) => Promise<void>;
  /**
   * Stops an issue because of what servers say of us. Its claims without intent go back to `queued`, and so do letters that
   * failed for what now seems the same fault.
   */
  readonly pause: (fence: number, issue: IssueId, reason: string, failed: readonly number[]) => Promise<void>;
  /** Letters that servers took, or may have taken, since then, over all issues: what a daily quota has used up. */
  readonly sentSince: (since: Instant) => Promise<number>;
}

/** A letter that may or may not have arrived: held as `unsure`, or waiting to be sent once more for that reason. */
export interface Doubt {
  readonly delivery: number;
  readonly issue: IssueId;
  readonly reader: Pick<Addressee, "email" | "id">;
}

/** What ends a doubt: `sent` or `failed`, by the word of a mail log, a report or a provider. */
export interface Settlement {
  readonly delivery: number;
  readonly verdict: "sent" | "failed";
  readonly attempt: Attempt;
}

/** What `reconcile` asks of the store. */
export interface Doubts {
  /** Readers erased since are not among them: nothing ties their letters to a Message-ID any more. */
  readonly list: () => Promise<readonly Doubt[]>;
  /** One commit; closes issues that have nothing left. A letter that is in doubt no more is left alone. Returns how many were. */
  readonly settle: (fence: number, settlements: readonly Settlement[], now: Instant) => Promise<number>;
}
