/** What came back of letters, as the store sees it. Types only; `store/` keeps it, `issue/` decides with it. */
import type { Email, Instant, IssueId } from "../model.ts";

export type ReturnClass = "hard" | "soft" | "sender-side" | "content" | "complaint" | "delivered";

/** What a refused or returned letter tells of its cause; bounces/verdict.ts says what each means. */
export type FailureClass = Extract<ReturnClass, "hard" | "soft" | "sender-side" | "content">;

/** One thing that happened to one reader's letter. */
export interface Return {
  /** The same however often the same mail or webhook comes: it counts once. */
  readonly id: string;
  readonly class: ReturnClass;
  readonly reader: number;
  /** Null: which letter is not known. */
  readonly delivery: number | null;
  readonly at: Instant;
  /** RFC 3463. */
  readonly status: string | null;
}

/** `counted`: one more of a kind that adds up. `noted`: kept, and of no consequence for the reader. */
export type Consequence = "bounced" | "complained" | "counted" | "noted" | "repeated";

/** A letter by its number in a return path. */
export interface SentLetter {
  readonly delivery: number;
  readonly issue: IssueId;
  readonly reader: number;
  readonly link: string;
}

export interface Returns {
  /** Null: no such letter, or its reader was erased. */
  readonly letter: (delivery: number) => Promise<SentLetter | null>;
  /** The latest letters of a reader, newest first. */
  readonly lettersTo: (email: Email, most: number) => Promise<readonly SentLetter[]>;
  /** The reader's letter that a server took under this name; null: none, or its log is pruned. */
  readonly queuedAs: (email: Email, queueId: string) => Promise<SentLetter | null>;
  /**
   * One transaction. `hard` and the third `soft` over 14 days without a delivery between them stop the reader, `complaint` for ever;
   * `content` and too many complaints name the issue to be paused.
   */
  readonly record: (what: Return) => Promise<{
    readonly consequence: Consequence;
    readonly pause: { readonly issue: IssueId; readonly reason: string } | null;
  }>;
}
