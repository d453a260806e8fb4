import type { FailureClass } from "../base/returns.ts";

/**
 * What a mail says about a reader.
 * - `hard`: the mailbox or its host does not exist, or not any more · `soft`: it does, and could not take the letter now
 * - `sender-side`: they will not have mail from us: policy, reputation, authentication, rate · `content`: not this letter
 * - `complaint`: the reader called it spam · `auto-reply`: a vacation notice or the like · `none`: nothing of these
 */
export type BounceClass = "hard" | "soft" | "sender-side" | "content" | "complaint" | "auto-reply" | "none";

/** One recipient of whom the mail speaks. */
export interface Failed {
  /** The address that was written to, where the mail tells it; else the one that failed. */
  readonly address: string;
  /** Other names of the same recipient in the mail: where a forward led. */
  readonly aliases: readonly string[];
  readonly class: FailureClass;
  /** RFC 3463, `5.1.1`; null where none is given. */
  readonly status: string | null;
  /** The words of the server that refused; empty where there are none. Holds addresses. */
  readonly diagnostic: string;
}

export interface Verdict {
  readonly class: BounceClass;
  /** Empty for `none` and where nobody is named. A complaint names those whose address was not blacked out. */
  readonly recipients: readonly Failed[];
  /** Of the letter that came back, with its brackets; null where the mail does not hold it. */
  readonly messageId: string | null;
  /** Still being tried: no failure yet. */
  readonly delayed: boolean;
  /** Which form the mail has, for reports: "delivery status", "Exim", "auto-reply: Auto-Submitted". */
  readonly evidence: string;
}
