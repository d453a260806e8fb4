/**
 * The nouns of Courant. Types only; every stage speaks in these words.
 *
 * - **Newsroom**: the folder a user works in, read once.
 * - **Story**: one Markdown file, parsed. (Not "post", not "article".)
 * - **Edge, StoryGraph**: what leads from one story to another, and why.
 * - **Thread**: a running story; its parts in order.
 * - **Feed**: one list of stories in RSS, Atom and JSON.
 * - **Digest**: a definition ("every weekday at seven"). **Period**: a local calendar label (`2026-W47`).
 * - **Issue**: a digest of a period: a frozen choice of stories. (Not "campaign", not "newsletter".)
 * - **Letter**: an issue compiled for one set of stories: HTML and text with slots. **Message**: a letter addressed.
 * - **Reader**: a subscriber. **Subscription**: reader × digest × topics. **Suppression**: an address that must hear nothing.
 * - **Delivery**: issue × reader; one row, ever. We know *sent* (a server took it), never "delivered".
 * - **Press**: everything a newsroom turns into at one moment, in memory. **Plan**: what a publish would change.
 * - **Problem**: what is wrong, where, and how to mend it.
 */
import type { ProblemCode } from "./errors.ts";
import type { Config } from "./config/config.ts";

/** `[a-z0-9-]+`, unique in a newsroom. Made by `parseSlug` or `slugify` in slug.ts. */
export type Slug = string & { readonly brand: "Slug" };
/** Key of a tag or thread in paths: NFKC, lower case, letters and digits of any script, the rest one "-". */
export type TopicKey = string & { readonly brand: "TopicKey" };
/** One addr-spec (RFC 5321 dot-atom local part, ASCII domain), checked by `parseEmail` in email.ts. */
export type Email = string & { readonly brand: "Email" };
/** `<digest>/<period>`, such as `weekly/2026-W47`. */
export type IssueId = string & { readonly brand: "IssueId" };
/** Milliseconds since the Unix epoch. */
export type Instant = number;
/** A calendar day in the newsroom's zone, `2026-11-22`. */
export type Day = string;
/** A path below out/site with "/" and no leading "/": `stories/launch/index.html`. */
export type SitePath = string;

export interface Problem {
  readonly code: ProblemCode;
  readonly level: "error" | "warning";
  /** Relative to the newsroom, with "/"; null only for the newsroom as a whole. */
  readonly file: string | null;
  /** 1-based; set whenever `file` is. */
  readonly line: number | null;
  /** What is wrong, and the fix. */
  readonly message: string;
}

export interface Author {
  readonly name: string;
  readonly email?: string;
  readonly url?: string;
}

export interface Tag {
  readonly key: TopicKey;
  /** As the first story (by file name) wrote it. */
  readonly label: string;
}

/** A picture that a story shows: a file of the newsroom (`asset`) or an address outside it (`url`). */
export interface Picture {
  readonly asset?: SitePath;
  readonly url?: string;
  readonly alt: string;
  readonly caption?: string;
  /** Pixels; absent for pictures outside the newsroom, which a build never fetches. */
  readonly width?: number;
  readonly height?: number;
  /** MIME type by the file's own bytes. */
  readonly type?: string;
  /** Length of the file in bytes. */
  readonly bytes?: number;
}

/** Audio, video or another file that feeds carry beside the story. */
export interface Enclosure {
  readonly asset?: SitePath;
  readonly url?: string;
  readonly type: string;
  /** Bytes; 0 where the file is outside the newsroom and the writer gives no `length`. */
  readonly bytes: number;
}

/** A target as the writer wrote it (slug, path, URL or title), with the line it stands on. */
export interface Mention {
  readonly target: string;
  readonly line: number;
}

/**
 * A place in a body whose form depends on the medium or on other stories.
 * `callout`: a `RELATED: …` paragraph; `wiki`: `[[…]]`; `link`: an ordinary link that may lead to a page of the newsroom;
 * `anchor`: a link to a heading or footnote of the same story; `picture`: an image.
 */
export interface Reference extends Mention {
  readonly kind: "callout" | "wiki" | "link" | "anchor" | "picture";
  /** The words a reader sees: link text, callout title, label of `[[slug|label]]`, alt text. Plain text. */
  readonly text: string;
  /** A callout that holds a link: where the link leads. */
  readonly href?: string;
  /** `title` attribute of a link or picture. */
  readonly title?: string;
  /** Set on pictures. */
  readonly picture?: Picture;
}

/**
 * A piece of a body: safe HTML as it stands, or a reference to fill in for the medium.
 * `open` and `close` surround the words of a link or anchor (an edge that must not show drops both); `whole` stands for all of it.
 */
export type BodyPart = string | { readonly ref: number; readonly part: "open" | "close" | "whole" };

export interface Body {
  readonly parts: readonly BodyPart[];
  readonly references: readonly Reference[];
  /** The words without markup, callouts left out; block texts separated by "\n". For terms, summaries and counts. */
  readonly text: string;
  /** Headings in order, ids unique within the story. */
  readonly headings: readonly { readonly level: number; readonly id: string; readonly text: string }[];
}

export type Channel = "web" | "feed" | "mail";

export interface Story {
  /** Relative to the newsroom, with "/". */
  readonly file: string;
  readonly slug: Slug;
  /** Permanent feed id: `id` of the front matter, else courant.lock's, else a `tag:` URI (RFC 4151) derived from host, day and slug. */
  readonly id: string;
  readonly title: string;
  /** Plain text, one line. */
  readonly dek: string;
  readonly date: Instant;
  /** `date` in the newsroom's zone. */
  readonly day: Day;
  /** The front matter gave a day and no time. */
  readonly dateOnly: boolean;
  /** Last significant change; never before `date`. A correction or withdrawal moves it, if only by a second. */
  readonly updated: Instant;
  /** At least one; the newsroom's where the story names none. */
  readonly authors: readonly Author[];
  readonly tags: readonly Tag[];
  readonly image: Picture | null;
  readonly enclosure: Enclosure | null;
  readonly related: readonly Mention[];
  /** Targets that `!slug` keeps out of the computed list. */
  readonly banned: readonly Mention[];
  readonly thread: TopicKey | null;
  /** The thread's name as the first story of it (by file name) wrote it. */
  readonly threadLabel?: string;
  /** The thread ends with this part, unless a later one goes on. */
  readonly closesThread?: boolean;
  readonly continues: Mention | null;
  readonly correction: string | null;
  readonly withdrawn: string | null;
  readonly draft: boolean;
  readonly channels: readonly Channel[];
  readonly lead: boolean;
  readonly canonical: string | null;
  /** BCP 47; the newsroom's where the story names none. */
  readonly lang: string;
  /** Old site paths that lead here, `/2019/old-name/`. */
  readonly aliases: readonly string[];
  /** `/stories/launch/`: the permalink below the newsroom's url, with both slashes. */
  readonly path: string;
  readonly body: Body;
  /** Line of each front matter key under its contract name; 1 where a value was derived. */
  readonly lines: Readonly<Record<string, number>>;
  /** SHA-256 (hex) of everything above: equal key, equal story. */
  readonly key: string;
}

/** One of pages/**: on the site, not in feeds, letters or the graph. */
export interface Page {
  readonly file: string;
  /** `/about/`. */
  readonly path: string;
  readonly title: string;
  readonly dek: string;
  readonly lang: string;
  readonly body: Body;
  readonly key: string;
}

/** A file copied to out/site as it is. `source` is absolute; `hash` is its SHA-256 in hex. */
export interface Asset {
  readonly path: SitePath;
  readonly source: string;
  readonly hash: string;
  readonly bytes: number;
  /** Set on files that stand beside a story's page: a draft's or future story's stay out of the site. */
  readonly story?: Slug;
}

/** A template: the newsroom's own where templates/ has one of that name, else the built-in. */
export interface Template {
  /** `story.liquid`. */
  readonly name: string;
  /** For messages: `templates/story.liquid` of the newsroom, or `courant:templates/story.liquid`. */
  readonly file: string;
  readonly source: string;
}

/** An editor's subject and opening words for one issue: letters/DIGEST/PERIOD.md. */
export interface EditorNote {
  readonly file: string;
  readonly issue: IssueId;
  readonly subject: string | null;
  readonly body: Body;
}

/** courant.lock: what readers were promised. Every map is complete on its own; order never matters. */
export interface Lock {
  /** Feed id by slug. */
  readonly ids: ReadonlyMap<Slug, string>;
  /** What the ids of the feeds themselves begin with: the newsroom's url when it was first published. */
  readonly feeds?: string;
  /** Resolved callouts: `from-slug` + "\n" + the callout's key → slug. */
  readonly callouts: ReadonlyMap<string, Slug>;
  /** Stories of each issue ever made, in their order. */
  readonly issues: ReadonlyMap<IssueId, readonly Slug[]>;
}

/** What load gives: the folder's whole content, checked. Stories are in file order, drafts and future ones included. */
export interface Newsroom {
  readonly dir: string;
  readonly config: Config;
  readonly lock: Lock;
  readonly stories: readonly Story[];
  readonly pages: readonly Page[];
  readonly assets: readonly Asset[];
  readonly templates: ReadonlyMap<string, Template>;
  readonly notes: readonly EditorNote[];
  /** related.weights.json as it stands, where there is one; the graph reads it. */
  readonly weights?: string;
  readonly problems: readonly Problem[];
}

export type EdgeKind = "related" | "callout" | "link" | "continues" | "similar";

export interface Edge {
  readonly from: Slug;
  readonly to: Slug;
  readonly kind: EdgeKind;
  /** Higher is stronger; explicit edges (all but `similar`) are above 1, computed ones in (0, 1]. */
  readonly weight: number;
  /** In words: "linked in the text", "named by the editor". */
  readonly because: string;
}

/** Where a reference leads, decided by the graph. Index-aligned with `story.body.references`. */
export type Resolution =
  /** `fragment`: `#id`, or "". */
  | { readonly to: "story"; readonly slug: Slug; readonly fragment: string }
  /** A page of the newsroom that is no story; `path` as in `/about/`, fragment and query included. */
  | { readonly to: "page"; readonly path: string }
  | { readonly to: "outside"; readonly url: string }
  /** The same story, at `#id`. */
  | { readonly to: "here"; readonly fragment: string }
  /** A draft, a future story or nothing: print the words without a link; `unnamed`, unless they are the target's own name. */
  | { readonly to: "nowhere"; readonly unnamed?: true };

export interface Thread {
  readonly key: TopicKey;
  readonly title: string;
  readonly closed: boolean;
  /** Published parts, oldest first. */
  readonly parts: readonly Slug[];
}

/** Edges and threads among the published stories. */
export interface StoryGraph {
  /** Sorted by `from`, then weight descending, then `to`. One edge per (from, to, kind). */
  readonly edges: readonly Edge[];
  readonly threads: readonly Thread[];
  /** By story, index-aligned with its references. Pages and notes are keyed by their file. */
  readonly resolutions: ReadonlyMap<string, readonly Resolution[]>;
  /** What a list shows for a story: explicit edges first, one per target, strongest kind first; `because` joins all reasons. */
  readonly related: ReadonlyMap<Slug, readonly Edge[]>;
  /** Edges into a story from explicit kinds, newest source first: "mentioned in". */
  readonly backlinks: ReadonlyMap<Slug, readonly Edge[]>;
  /** The story that each one continues. */
  readonly continues: ReadonlyMap<Slug, Slug>;
  /** Callouts newly resolved: what courant.lock should come to hold. */
  readonly callouts: ReadonlyMap<string, Slug>;
}

/**
 * One file of out/site, made only when asked for.
 * `key` is a hash of everything its bytes depend on, so an equal key in the cache spares the making.
 */
export type SiteFile = {
  readonly path: SitePath;
  /** Write order: assets, then pages, then the feeds and maps that name them. */
  readonly stage: "asset" | "page" | "feed";
  readonly key: string;
} & ({ readonly make: () => string } | { readonly copy: Asset });

/** A newsroom pressed at one moment: a function of its bytes and `now`, nothing else. */
export interface Press {
  readonly newsroom: Newsroom;
  readonly now: Instant;
  /** Published at `now`, not drafts; newest first, ties by slug. Withdrawn ones included. */
  readonly stories: readonly Story[];
  readonly bySlug: ReadonlyMap<Slug, Story>;
  readonly graph: StoryGraph;
  /** Every issue with a page of its own: courant.lock's and those about to be made. */
  readonly issues: ReadonlyMap<IssueId, readonly Slug[]>;
  readonly site: readonly SiteFile[];
  readonly problems: readonly Problem[];
}

/** What the compile stage works from: a press before its files. */
export type Composition = Omit<Press, "site" | "problems">;

/** What a compiler gives: files, and what was wrong on the way. */
export interface Compiled {
  readonly files: readonly SiteFile[];
  readonly problems: readonly Problem[];
}

/** A slot in a letter's bytes, filled for each reader. `action`: where the one button of a confirmation leads. */
export type Slot = "unsubscribe" | "preferences" | "name" | "reason" | "action";

/** An issue compiled for one set of stories. Slots stand in `html` and `text` as `slotToken(slot)`. */
export interface Letter {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly lang: string;
}

export type DeliveryState = "queued" | "sending" | "sent" | "deferred" | "failed" | "unsure" | "skipped";

/** An issue as reports show it. `recipients` equals the sum of the seven states, always. */
export type IssueReport = {
  readonly id: IssueId;
  readonly digest: string;
  readonly period: string;
  readonly subject: string;
  readonly stories: readonly Slug[];
  readonly recipients: number;
} & { readonly [state in DeliveryState]: number };

export type ReaderStatus = "pending" | "active" | "paused" | "left" | "bounced" | "complained";

export interface Subscription {
  readonly digest: string;
  /** Empty, and no threads: every story of the digest. Else stories with one of these tags or threads. */
  readonly tags: readonly TopicKey[];
  readonly threads: readonly TopicKey[];
}

export interface Reader {
  readonly id: number;
  readonly email: Email;
  readonly name: string;
  readonly status: ReaderStatus;
  readonly subscriptions: readonly Subscription[];
}
