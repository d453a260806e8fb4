/** What carries letters: SMTP (smtp.ts) or files in out/mail (outbox.ts). Both pass test/contract/transport.ts. */
import type { Attempt, Claim } from "../ledger.ts";
import type { Message } from "./message.ts";

/**
 * What a server's answer means for the letter.
 * `refused`: it speaks of us, not of the reader (RFC 3463 x.7.x, blocklists, AUTH): the issue stops and nobody is blamed.
 * `aborted`: the gate said no, nothing left.
 */
export type Result = {
  readonly attempt: Attempt;
  readonly verdict: "sent" | "deferred" | "failed" | "unsure" | "refused" | "aborted";
};

/** One connection, one letter at a time. */
export interface Session {
  /**
   * Never rejects. `gate` is asked once, when the letter could leave with the next write; only after it said true may a
   * byte go out that could make the server take the letter.
   */
  readonly send: (claim: Claim, message: Message, gate: () => Promise<boolean>) => Promise<Result>;
  /** False: not to be used again. */
  readonly alive: () => boolean;
  readonly close: () => Promise<void>;
}

export interface Transport {
  /** For people: "mail.example:587" or "out/mail". Never with credentials. */
  readonly name: string;
  /** Letters at once; 1 for files. */
  readonly concurrency: number;
  /** A session; opening may wait for the first `send`. */
  readonly open: () => Session;
}
