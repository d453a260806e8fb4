/** What carries letters: SMTP (smtp.ts) or files in out/mail (outbox.ts). Both pass test/contract/transport.ts. */
import type { Attempt, Claim, Verdict } from "../ledger.ts";
import type { Message } from "./message.ts";

/**
 * What came of a letter on the wire. `aborted`: the gate said no, nothing left.
 */
export type Result = Tried | { readonly verdict: "aborted" };

export interface Tried {
  readonly attempt: Attempt;
  readonly verdict: Verdict;
}

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
  /** A session, connected by its first `send`; null while nothing can be sent this way. */
  readonly open: () => Session | null;
}
