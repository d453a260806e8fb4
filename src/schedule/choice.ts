/**
 * Which stories an issue holds: a set, not a time window. A story is due in the first issue made after Courant first saw
 * it published; that a story was dealt with is remembered, not computed from dates, so late, backdated and future-dated
 * stories are each mailed once, whatever the clock did in between.
 */
import type { Instant, IssueId, Slug, Story, TopicKey } from "../model.ts";

export type Candidate = Pick<Story, "slug" | "date" | "tags" | "channels" | "lead" | "withdrawn" | "draft">;

export interface ChoiceInput {
  readonly id: IssueId;
  readonly digest: { readonly name: string; readonly tags: readonly TopicKey[]; readonly max: number };
  readonly due: Instant;
  /** The due moment two issues back: `dueBefore(digest, zone, due, 2)`. A first issue looks no further. */
  readonly since: Instant;
  /** When the digest's latest issue was due; null before its first. */
  readonly lastDue: Instant | null;
  /** Published now, newest first. */
  readonly stories: readonly Candidate[];
  /** Every issue ever made, courant.lock's among them. */
  readonly issues: ReadonlyMap<IssueId, readonly Slug[]>;
  readonly covered: ReadonlySet<Slug>;
  /** Stories that the digest's latest issue had no room for. */
  readonly waiting: ReadonlySet<Slug>;
}

export interface Choice {
  /** In the issue's order: leads first, then newest first. */
  readonly stories: readonly Slug[];
  /** What `max` leaves for the next issue. */
  readonly waiting: readonly Slug[];
  /** Found late and dated over 30 days back: counted as dealt with, and named to the editor. */
  readonly covered: readonly Slug[];
  /** There before the digest's first issue: counted as dealt with, without a word. */
  readonly archive: readonly Slug[];
}

const lateFind = 30 * 24 * 60 * 60 * 1000;

/**
 * Chooses an issue's stories. An issue that courant.lock already names gets exactly its stories again, in their order, as far
 * as they can still be mailed: that is what readers were promised, and what makes a second machine agree with the first.
 */
export function chooseStories(input: ChoiceInput): Choice {
  const mailable = input.stories.filter(isMailable);
  const mailed = mailedBy(input.digest.name, input.issues);
  const begun = input.lastDue ?? (isFirst(input) ? null : input.since);
  const open = (story: Candidate): boolean => !mailed.has(story.slug) && !input.covered.has(story.slug);
  const archive =
    begun === null ? slugs(input.stories.filter((story) => open(story) && story.date <= input.since)) : [];
  const promised = input.issues.get(input.id);
  if (promised !== undefined) {
    const there = new Set(slugs(mailable));
    return { stories: promised.filter((slug) => there.has(slug)), waiting: [], covered: [], archive };
  }
  const wanted = mailable.filter((story) => open(story) && onTopic(story, input.digest.tags));
  if (begun === null)
    return {
      ...take(
        wanted.filter((story) => story.date > input.since),
        input,
      ),
      covered: [],
      archive,
    };
  // A story newer than the last issue is no late find, however long ago that was: a monthly issue holds its whole month.
  const late = (story: Candidate): boolean =>
    story.date <= begun && story.date < input.due - lateFind && !input.waiting.has(story.slug);
  return {
    ...take(
      wanted.filter((story) => !late(story)),
      input,
    ),
    covered: slugs(wanted.filter(late)),
    archive,
  };
}

/** What a digest could carry of `stories`, mailed or not; before its first issue nothing older than that would hold. */
export function carriedBy<T extends Candidate>(
  digest: ChoiceInput["digest"],
  stories: readonly T[],
  covered: ReadonlySet<Slug>,
  since: Instant | null,
): readonly T[] {
  return stories.filter(
    (story) =>
      isMailable(story) &&
      onTopic(story, digest.tags) &&
      !covered.has(story.slug) &&
      (since === null || story.date > since),
  );
}

function isMailable({ draft, channels, withdrawn }: Candidate): boolean {
  return !draft && channels.includes("mail") && withdrawn === null;
}

function isFirst({ id, digest, issues }: ChoiceInput): boolean {
  return ![...issues.keys()].some((other) => other !== id && other.startsWith(`${digest.name}/`));
}

function mailedBy(digest: string, issues: ReadonlyMap<IssueId, readonly Slug[]>): ReadonlySet<Slug> {
  return new Set([...issues].flatMap(([id, slugs]) => (id.startsWith(`${digest}/`) ? slugs : [])));
}

function onTopic(story: Candidate, tags: readonly TopicKey[]): boolean {
  return tags.length === 0 || story.tags.some((tag) => tags.includes(tag.key));
}

/** Leads have a place first, then those that waited, so that none waits for ever, then the newest. */
function take(stories: readonly Candidate[], { digest, waiting }: ChoiceInput): Pick<Choice, "stories" | "waiting"> {
  const rank = (story: Candidate): number => (story.lead ? 0 : waiting.has(story.slug) ? 1 : 2);
  const byPlace = stories.toSorted((a, b) => rank(a) - rank(b) || newestFirst(a, b));
  const printed = byPlace.slice(0, digest.max).toSorted((a, b) => Number(b.lead) - Number(a.lead) || newestFirst(a, b));
  return { stories: slugs(printed), waiting: slugs(byPlace.slice(digest.max)) };
}

function newestFirst(a: Candidate, b: Candidate): number {
  return b.date - a.date || (a.slug < b.slug ? -1 : 1);
}

function slugs(stories: readonly Candidate[]): readonly Slug[] {
  return stories.map((story) => story.slug);
}
