/**
 * The store as the service sees it: readers who act for themselves, and the notes that the service sends them.
 * Types only; `store/` keeps it, `server/` and `service/` work from it. Readers are named by their link (128 random bits), by the
 * subject of a request (the same), or by number: never by address, so nothing here can end in a URL or a log that should not.
 */
import type { DeliveryState, Email, Instant, IssueId, Reader, ReaderStatus, Subscription } from "../model.ts";

/** A reader behind a link of theirs. */
export interface Member {
  readonly reader: Reader;
  readonly link: string;
  /** When the pause ends; null while there is none. */
  readonly pausedUntil: Instant | null;
  /** When their link was last seen by them for certain: a letter that left, or a confirmation. */
  readonly linkSent: Instant;
}

/** Somebody asks to get letters at an address. Whether it is theirs, the confirmation tells. */
export interface Application {
  readonly email: Email;
  readonly choices: readonly Subscription[];
  /** Network of the asker, already shortened to /24 or /56: kept with the consent, and counted by. */
  readonly network: string;
  /** Version of the form and its language, kept with the consent: `form-1 en`. */
  readonly form: string;
  /** The form was one that the service made itself some seconds ago; otherwise a stricter limit holds. */
  readonly signed: boolean;
}

/** Somebody whom an editor would like to have as a reader. */
export interface Invitee {
  readonly email: Email;
  readonly name: string;
  readonly choices: readonly Subscription[];
}

export interface Invitation {
  /** Whose confirmations wait to leave. */
  readonly invited: number;
  /** Readers who get it already, or were asked within a day. */
  readonly unchanged: number;
  readonly skipped: readonly { readonly email: Email; readonly status: ReaderStatus }[];
}

/** What became of an application or a change of address; for logs and metrics, never for the asker. */
export type Reception = "mailed" | "limited" | "full" | "suppressed" | "busy";

export type Confirmation = "done" | "unknown" | "taken";

export interface Membership {
  readonly find: (link: string) => Promise<Member | null>;
  /** One transaction, whatever is known of the address. A note is queued where one may be sent. */
  readonly apply: (application: Application) => Promise<Reception>;
  /** Asks for confirmations on an editor's word; `form` is kept with the consent: `invitation en`. */
  readonly invite: (invitees: readonly Invitee[], form: string) => Promise<Invitation>;
  /** The link of a reader who waits for a confirmation and is never mailed: on it doctor tries whether leaving works. */
  readonly probe: () => Promise<string>;
  /** By the subject of an application; doing it again changes nothing. */
  readonly confirm: (subject: string) => Promise<Confirmation>;
  /** No more mail; a request that was never confirmed is forgotten and the address not asked again. Null: nobody has that link. */
  readonly leave: (link: string) => Promise<number | null>;
  /** Replaces all subscriptions. A reader who had left is back; one who bounced or complained is not. */
  readonly choose: (link: string, choices: readonly Subscription[]) => Promise<boolean>;
  /** Null ends the pause. */
  readonly pause: (link: string, until: Instant | null) => Promise<boolean>;
  /** Queues a note to the new address; the change waits for its confirmation. */
  readonly move: (link: string, email: Email, network: string) => Promise<Reception>;
  /** By the subject of the change. `taken`: another reader has the address. */
  readonly confirmMove: (subject: string) => Promise<Confirmation>;
  /** Queues a fresh link to the reader's own address, at most one in 24 hours. */
  readonly remind: (link: string) => Promise<Reception>;
  /** All that is kept about a reader, as one JSON document. */
  readonly data: (link: string) => Promise<object | null>;
  readonly erase: (link: string) => Promise<boolean>;
  /** Ends pauses that are over and forgets who did not confirm within seven days. Cheap where there is nothing to do. */
  readonly tidy: () => Promise<{ readonly resumed: number; readonly purged: number }>;
}

/**
 * `confirm`: click to get letters · `known`: you get them already · `preferences`: the fresh link you asked for ·
 * `address`: click to get them here from now on · `moved`: your letters go elsewhere from now on.
 */
export type NoteKind = "confirm" | "known" | "preferences" | "address" | "moved";

/** A short letter of the service to one address, waiting to leave. */
export interface Note {
  readonly id: number;
  readonly kind: NoteKind;
  readonly email: Email;
  readonly reader: number;
  readonly link: string;
  /** What a token in it is about: an application, a change of address, or the reader's link. */
  readonly subject: string;
  readonly asked: Instant;
  readonly tries: number;
}

export interface Notes {
  /** One may leave now. */
  readonly due: () => Promise<boolean>;
  /** Notes that may leave now, taken for ten minutes so that no two processes send one. */
  readonly claim: (most: number) => Promise<readonly Note[]>;
  readonly done: (id: number) => Promise<void>;
  /** Tries again later; forgotten once it is too old to be of use. */
  readonly defer: (id: number, next: Instant) => Promise<void>;
}

/** Feed readers of one day in UTC, as far as requests tell. */
export interface FeedDay {
  readonly day: string;
  readonly requests: number;
  /** Readers whom aggregators named in their User-Agent. */
  readonly stated: number;
  /** Programs that asked for themselves. */
  readonly pollers: number;
}

/** All issues in one. */
export interface Totals {
  readonly issues: number;
  /** The last five, latest first. */
  readonly latest: readonly IssueId[];
  readonly deliveries: Readonly<Record<DeliveryState, number>>;
}

/** Numbers for `status` and `/metrics`. */
export interface Figures {
  /** Asked again by the same process, it costs little: what is over is counted once an hour. */
  readonly totals: () => Promise<Totals>;
  readonly feedDays: () => Promise<readonly FeedDay[]>;
  /** Keeps the greater of each number. */
  readonly keepFeedDay: (day: FeedDay) => Promise<void>;
  /** Addresses suppressed since a moment, by reason. */
  readonly suppressed: (since: Instant) => Promise<Readonly<Record<string, number>>>;
  /** Letters by day in UTC and state, the last thirty days. */
  readonly letterDays: () => Promise<
    readonly { readonly day: string; readonly state: string; readonly letters: number }[]
  >;
}
