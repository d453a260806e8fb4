/**
 * The store's port: readers, issues, deliveries. SQLite keeps it behind `openStore` in sqlite.ts.
 * Every promise may reject with a CourantError: STORE_UNREADABLE, STORE_UNWRITABLE (disk full, read-only; nothing was done).
 */
import type { Doubts, Ledger, Phase } from "../base/ledger.ts";
import type { Figures, Membership, Notes } from "../base/membership.ts";
import type { Returns } from "../base/returns.ts";
import type {
  DeliveryState,
  Email,
  Instant,
  IssueId,
  IssueReport,
  Letter,
  Reader,
  ReaderStatus,
  Slug,
  Subscription,
  TopicKey,
} from "../model.ts";

export interface Store {
  readonly readers: Readers;
  readonly issues: Issues;
  readonly deliveries: Ledger;
  readonly doubts: Doubts;
  readonly members: Membership;
  readonly notes: Notes;
  readonly figures: Figures;
  readonly returns: Returns;
  /**
   * Becomes the one process that delivers. `wait: false` gives null at once while another one is; `wait: true` waits for
   * it to end or die (seen within 250 ms), or for `signal`, which gives null.
   * Taking over settles what a dead owner left: claims without intent are queued again, the others become `unsure`, and
   * with `unsure: "resend"` are queued once more.
   */
  readonly publisher: (options: {
    readonly wait: boolean;
    readonly unsure: "resend" | "hold";
    readonly signal?: AbortSignal;
  }) => Promise<Publisher | null>;
  readonly close: () => Promise<void>;
}

/** The right to deliver, held until `release` or the death of the process. */
export interface Publisher {
  readonly fence: number;
  readonly release: () => Promise<void>;
}

export interface ReaderEntry {
  readonly email: Email;
  /** Empty keeps the name that is there. */
  readonly name: string;
  /** Each one replaces the reader's subscription to that digest; others stay. */
  readonly subscriptions: readonly Subscription[];
}

export interface Admission {
  readonly added: number;
  /** Known readers whose name, status or subscriptions changed. */
  readonly updated: number;
  readonly unchanged: number;
  /** Who left, bounced or complained hears nothing more, whoever asks. */
  readonly skipped: readonly { readonly email: Email; readonly status: ReaderStatus }[];
}

export interface Readers {
  /** All in one transaction, `active` at once. Doing it again changes nothing. */
  readonly add: (entries: readonly ReaderEntry[]) => Promise<Admission>;
  readonly find: (email: Email) => Promise<Reader | null>;
  /** Everyone, in the order in which they came; read in pages, so memory stays flat. */
  readonly list: () => AsyncIterable<Reader>;
  readonly counts: () => Promise<Readonly<Record<ReaderStatus, number>>>;
  /** Status `left`, and the address suppressed. Null: no such reader. */
  readonly remove: (email: Email) => Promise<Reader | null>;
  /** Every row and byte of the reader goes, pages of the file included; the suppression (a keyed hash) stays. */
  readonly erase: (email: Email) => Promise<boolean>;
}

/** An issue's story with what readers choose by. */
export interface IssueStory {
  readonly slug: Slug;
  readonly tags: readonly TopicKey[];
  readonly thread: TopicKey | null;
  /** Tells one correction or withdrawal from another; empty while the story has none. */
  readonly version: string;
}

/** A published story that is corrected or withdrawn. */
export type Correction = Pick<IssueStory, "slug" | "version">;

/** What one letter of an issue holds. */
export interface LetterSet {
  /** In the issue's order, then what a digest that the reader has dropped still owed them. */
  readonly stories: readonly Slug[];
  /** Stories that these readers were mailed in an earlier version. */
  readonly corrections: readonly Slug[];
}

/** One distinct letter of an issue, and how many readers get it. */
export interface Variant extends LetterSet {
  readonly id: number;
  readonly recipients: number;
  /** Kept by `keepLetter`; null until then. */
  readonly letter: Letter | null;
}

/** Who would get an issue, and who would not. */
export interface Audience {
  readonly recipients: number;
  readonly variants: readonly (LetterSet & { readonly recipients: number })[];
  /** Equal for the same readers with the same letters; says nothing about who they are. */
  readonly fingerprint: string;
  /** Subscribers of the digest who get nothing, by reason. */
  readonly excluded: {
    readonly pending: number;
    readonly paused: number;
    readonly left: number;
    readonly bounced: number;
    readonly complained: number;
    readonly suppressed: number;
    /** None of the stories is on their topics. */
    readonly topics: number;
    /** Every story on their topics was mailed to them in another issue. */
    readonly mailed: number;
  };
}

export type IssueState = "made" | "sending" | "paused" | "done" | "cancelled" | "empty";

/** What decides who gets which letter of an issue. */
export interface IssueContent {
  readonly digest: string;
  readonly made: Instant;
  /** In the order of the letter; none: the period is recorded as `empty`. */
  readonly stories: readonly IssueStory[];
  /** Stories that a letter holds at most. */
  readonly max: number;
  readonly corrections: readonly Correction[];
  /** Present slug by each one that a story had before: rows keep the slug of then. */
  readonly names: ReadonlyMap<Slug, Slug>;
  /** By digest: what it could carry of all that is published, mailed or not, newest first. */
  readonly carried: ReadonlyMap<string, readonly IssueStory[]>;
}

export interface NewIssue extends IssueContent {
  readonly id: IssueId;
  readonly period: string;
  readonly due: Instant;
  readonly subject: string;
  /** Stories that count as dealt with for this digest though no letter holds them. */
  readonly covered: readonly Slug[];
  /** Stories that `max` left for the next issue. */
  readonly waiting: readonly Slug[];
}

export interface FrozenIssue {
  readonly id: IssueId;
  readonly state: IssueState;
  /** Why it is paused. */
  readonly reason: string | null;
  readonly due: Instant;
  readonly made: Instant;
  readonly report: IssueReport;
  readonly variants: readonly Variant[];
}

/** What a digest has behind it: input of `chooseStories`. */
export interface DigestHistory {
  /** When its first issue was made; null before that. */
  readonly started: Instant | null;
  /** The due moment of its latest issue; null before the first. */
  readonly lastDue: Instant | null;
  readonly issues: ReadonlyMap<IssueId, readonly Slug[]>;
  readonly covered: ReadonlySet<Slug>;
  /** Stories that the latest issue had no room for. */
  readonly waiting: ReadonlySet<Slug>;
}

/** One delivery as `issues ID --readers` lists it. Email is null once the reader is erased. */
export interface DeliveryRecord {
  readonly email: Email | null;
  readonly state: DeliveryState;
  readonly tries: number;
  readonly at: Instant | null;
  /** Of a deferred letter: when it is tried again. */
  readonly next: Instant | null;
  /** Of the last attempt, as its log has them. */
  readonly code: number | null;
  readonly enhanced: string | null;
  readonly phase: Phase | null;
  readonly queueId: string | null;
  /** The server's words; of a skipped letter, why. */
  readonly text: string | null;
}

/** Where an issue is on its way, and why it stands still if it does. */
export interface IssueStanding {
  readonly state: IssueState;
  readonly reason: string | null;
}

export interface Issues {
  readonly history: (digest: string) => Promise<DigestHistory>;
  /** For `plan`: what `freeze` of these issues, one after another, would find now. Changes nothing. */
  readonly audience: (issues: readonly IssueContent[]) => Promise<readonly Audience[]>;
  /**
   * One transaction: the issue, its variants and one delivery for every matching active reader. A story already mailed to
   * a reader by another issue is left out of their set; who would get a letter without stories gets none, and hears of
   * corrections with the next one. An issue that exists already is given back as it is.
   */
  readonly freeze: (issue: NewIssue) => Promise<FrozenIssue>;
  /** Starts a digest without an issue: an `every: story` digest whose first run finds nothing to mail. */
  readonly cover: (digest: string, slugs: readonly Slug[], at: Instant) => Promise<void>;
  /** Keeps the compiled letter of a variant, so that whoever goes on sends the same bytes. The first one kept stays. */
  readonly keepLetter: (variant: number, letter: Letter) => Promise<void>;
  /** The letter kept for a variant; null before that, and once it is pruned. */
  readonly letter: (variant: number) => Promise<Letter | null>;
  readonly find: (id: IssueId) => Promise<FrozenIssue | null>;
  /** The latest moment of the real clock at which an issue was frozen or a letter tried; null before the first. */
  readonly latest: () => Promise<Instant | null>;
  /** All issues, or those named, oldest first; `open`: only those with something left to send. */
  readonly reports: (which?: {
    readonly ids?: readonly IssueId[];
    readonly open?: boolean;
  }) => Promise<readonly IssueReport[]>;
  /** Issues that do not exist are left out. */
  readonly standings: (ids: readonly IssueId[]) => Promise<ReadonlyMap<IssueId, IssueStanding>>;
  /** Who got it, who did not, why. All deliveries, or those in one state. */
  readonly readers: (id: IssueId, state?: DeliveryState) => AsyncIterable<DeliveryRecord>;
  /** Of issues frozen before `before` and over: the log of letters that were sent, and the compiled letters. Totals stay. */
  readonly prune: (before: Instant) => Promise<void>;
  /** ISSUE_UNKNOWN, or ISSUE_STATE where the issue is over. Doing it twice changes nothing. */
  readonly pause: (id: IssueId, reason: string) => Promise<IssueReport>;
  readonly resume: (id: IssueId) => Promise<IssueReport>;
  /** For good: what has not left is `skipped`. */
  readonly cancel: (id: IssueId) => Promise<IssueReport>;
}
