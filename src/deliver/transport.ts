/** What carries letters: SMTP (smtp.ts), a provider's API (providers/) or files (outbox.ts). All pass test/contract/transport.ts. */
import type { Attempt, Claim, Verdict } from "../base/ledger.ts";
import type { Message } from "./message.ts";

/**
 * What came of a letter on the wire. `aborted`: the gate said no, nothing left.
 */
export type Result = Tried | { readonly verdict: "aborted" };

export interface Tried {
  readonly attempt: Attempt;
  readonly verdict: Verdict;
  /** Milliseconds for which the server asked to be left alone. */
  readonly wait?: number;
  /** Another server may take it at once, by whoever has a session there. */
  readonly again?: boolean;
}

/**
 * Asked once, when the letter could leave with the next write. `batch` names the letters that leave with it in one request, so that
 * after a crash they can be brought together again; 0 or nothing: it leaves alone.
 */
export type Gate = (batch?: number) => Promise<boolean>;

/** One connection, one letter at a time. */
export interface Session {
  /**
   * Never rejects. Only after `gate` said true may a byte go out that could make the server take the letter.
   */
  readonly send: (claim: Claim, message: Message, gate: Gate) => Promise<Result>;
  /** It puts letters into a queue and leaves recipients' servers to that: letters in flight to one domain are not counted. */
  readonly queues?: boolean;
  /** False: not to be used again. */
  readonly alive: () => boolean;
  /** Ends it; a letter under way is given up, and `send` says how far it had come. */
  readonly close: () => Promise<void>;
}

export interface Transport {
  /** For people: "mail.example:587" or "out/mail". Never with credentials. */
  readonly name: string;
  /** Letters at once; 1 for files. */
  readonly concurrency: number;
  /** A session, connected by its first `send`; null while nothing can be sent this way. */
  readonly open: () => Session | null;
}
