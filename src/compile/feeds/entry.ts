import type { Author, Instant, Slug, TopicKey } from "../../model.ts";

/**
 * A story or an issue as feeds carry it: plain text without what XML forbids, finished HTML, absolute URLs.
 * All three formats are written from this and nothing else.
 */
export interface Entry {
  /** Where it comes from, for messages. */
  readonly file: string | null;
  readonly line: number | null;
  /** Permanent (RFC 4287 §4.2.6); the same in every format and feed. */
  readonly id: string;
  /** Null for a story that is on no web page. */
  readonly url: string | null;
  /** Where its headline leads: its page; of a story without one where it first appeared, else the front page. */
  readonly link: string;
  readonly title: string;
  readonly lang: string;
  readonly published: Instant;
  readonly updated: Instant;
  /** Milliseconds, 0 to 999, that tell the `updated` of stories of one bare day apart in Atom. */
  readonly apart: number;
  readonly authors: readonly Author[];
  readonly tags: readonly EntryTag[];
  /** Plain text; "" for none. */
  readonly summary: string;
  readonly content: EntryContent;
  readonly image: EntryMedia | null;
  /** Every picture that it shows, `image` first, each once. */
  readonly pictures: readonly EntryMedia[];
  readonly enclosure: EntryMedia | null;
  /** Strongest first. */
  readonly related: readonly EntryLink[];
  readonly continues: EntryTarget | null;
  readonly thread: EntryThread | null;
  /** Where the story first appeared, if elsewhere. */
  readonly canonical: string | null;
  readonly correction: string | null;
  readonly withdrawn: string | null;
}

/** Finished HTML in three pieces; `text` is the same in both views of a story, so that it is kept once. */
export interface EntryContent {
  readonly opening: string;
  readonly text: string;
  readonly closing: string;
}

/** What documents need to know of an entry to write what stands around it. */
export interface EntryMark extends Pick<Entry, "id" | "updated" | "apart" | "withdrawn"> {
  readonly isReply: boolean;
  readonly isPictured: boolean;
}

export function markOf({ id, updated, apart, withdrawn, continues, pictures }: Entry): EntryMark {
  return { id, updated, apart, withdrawn, isReply: continues !== null, isPictured: pictures.length > 0 };
}

export interface EntryTag {
  readonly label: string;
  readonly url: string;
}

export interface EntryMedia {
  readonly url: string;
  readonly type: string | null;
  /** 0 where nobody knows: a file outside the newsroom. */
  readonly bytes: number;
  readonly alt: string;
  readonly width: number | null;
  readonly height: number | null;
}

/** Another story, as links name it. */
export interface EntryTarget {
  readonly slug: Slug;
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly lang: string;
}

export interface EntryLink extends EntryTarget {
  readonly kind: string;
  readonly weight: number;
  readonly because: string;
}

export interface EntryThread {
  readonly key: TopicKey;
  readonly title: string;
  readonly url: string;
  /** IRI of what leads from a story to its thread (RFC 4287 §4.2.7.2); the page about the feeds tells of it. */
  readonly relation: string;
  /** Counted from 1; both absent in archives, since threads grow, and for what is on no page. */
  readonly part?: number;
  readonly of?: number;
}
