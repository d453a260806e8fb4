import type { Digest } from "../config/config.ts";
import { formerSlugs } from "../base/former-slugs.ts";
import type { Instant, IssueId, Newsroom, Slug, Story } from "../model.ts";
import { carriedBy, type Choice, type ChoiceInput, chooseStories } from "../schedule/choice.ts";
import { currentPeriod, dueBefore, duePeriod } from "../schedule/period.ts";
import type { DigestHistory, FrozenIssue, Issues } from "../store/store.ts";

/** An issue whose time has come, or that an editor wants early. */
export interface DueIssue {
  readonly id: IssueId;
  readonly digest: Digest;
  readonly period: string;
  readonly due: Instant;
  readonly choice: Choice;
}

/** What a publish finds: issues to make, and those of the same periods that are made already. */
export interface DueIssues {
  readonly toMake: readonly DueIssue[];
  readonly made: readonly FrozenIssue[];
  /** Every issue that the store knows, with its stories; courant.lock may lack the latest after a crash. */
  readonly known: ReadonlyMap<IssueId, readonly Slug[]>;
  /** `every: story` digests that begin without a story to mail, with what was there before them. */
  readonly begun: readonly { readonly digest: string; readonly covered: readonly Slug[] }[];
  /** By digest: what it could carry of all that is published, mailed or not, newest first. */
  readonly carried: ReadonlyMap<string, readonly Story[]>;
}

/** A digest, its period, and which of its issues the stories are chosen for. */
interface Slot {
  readonly digest: Digest;
  readonly period: string;
  readonly due: Instant;
}

/**
 * The issues of every digest at `now`: the latest period due, never an older one; one a story for `every: story`.
 * `early` names digests whose current period is made ahead of its due moment.
 */
export async function dueIssues(
  newsroom: Newsroom,
  stories: readonly Story[],
  now: Instant,
  issues: Pick<Issues, "history" | "find">,
  early: readonly string[],
): Promise<DueIssues> {
  const toMake: DueIssue[] = [];
  const made: FrozenIssue[] = [];
  const every = new Map<IssueId, readonly Slug[]>();
  const begun: { digest: string; covered: readonly Slug[] }[] = [];
  const carried = new Map<string, readonly Story[]>();
  const names = formerSlugs(newsroom);
  for (const digest of newsroom.config.digests) {
    const recorded = await issues.history(digest.name);
    for (const [id, slugs] of recorded.issues) every.set(id, slugs);
    const history = inPresentNames({ ...recorded, issues: [...newsroom.lock.issues, ...recorded.issues] }, names);
    const since = history.started === null ? dueBefore(digest, newsroom.config.timezone, now, 2) : null;
    carried.set(digest.name, carriedBy(digest, stories, history.covered, since));
    if (digest.every === "story") {
      const choice = instantChoice(digest, newsroom, stories, now, history);
      if (choice.stories.length === 0 && history.started === null)
        begun.push({ digest: digest.name, covered: choice.archive });
      toMake.push(...instantIssues(digest, stories, now, choice));
      continue;
    }
    const slot = slotOf(digest, newsroom.config.timezone, now, early.includes(digest.name), history.lastDue);
    if (slot === null) continue;
    const id = `${digest.name}/${slot.period}` as IssueId;
    const frozen = await issues.find(id);
    if (frozen !== null) made.push(frozen);
    else toMake.push({ id, ...slot, choice: chooseStories(inputFor(id, slot, newsroom, stories, history)) });
  }
  return { toMake, made, begun, known: every, carried };
}

/**
 * The period to make an issue for, if any. One that is older than the digest's latest issue is past making: an early issue
 * has taken its stories, or the clock was set back.
 */
function slotOf(
  digest: Exclude<Digest, { every: "story" }>,
  zone: string,
  now: Instant,
  early: boolean,
  lastDue: Instant | null,
): Slot | null {
  const period = early ? currentPeriod(digest, zone, now) : duePeriod(digest, zone, now);
  if (period === null || (lastDue !== null && period.due < lastDue)) return null;
  return { digest, period: period.label, due: period.due };
}

function inputFor(
  id: IssueId,
  slot: Slot,
  newsroom: Newsroom,
  stories: readonly Story[],
  history: DigestHistory,
): ChoiceInput {
  const { digest, due } = slot;
  return {
    id,
    digest,
    due,
    since: dueBefore(digest, newsroom.config.timezone, due, 2),
    lastDue: history.lastDue,
    stories,
    issues: history.issues,
    covered: history.covered,
    waiting: history.waiting,
  };
}

/** A digest's past, courant.lock's issues with it, with every story under the slug that it has now. */
function inPresentNames(
  past: Omit<DigestHistory, "issues"> & { readonly issues: Iterable<readonly [IssueId, readonly Slug[]]> },
  names: ReadonlyMap<Slug, Slug>,
): DigestHistory {
  const present = (slugs: Iterable<Slug>): readonly Slug[] => Array.from(slugs, (slug) => names.get(slug) ?? slug);
  return {
    ...past,
    issues: new Map(Array.from(past.issues, ([id, slugs]) => [id, present(slugs)])),
    covered: new Set(present(past.covered)),
    waiting: new Set(present(past.waiting)),
  };
}

/** What an `every: story` digest has to mail now. Nothing waits: each story is an issue of its own. */
function instantChoice(
  digest: Digest,
  newsroom: Newsroom,
  stories: readonly Story[],
  now: Instant,
  history: DigestHistory,
): Choice {
  const slot = { digest: { ...digest, max: Number.POSITIVE_INFINITY }, period: "", due: now };
  return chooseStories(inputFor(`${digest.name}/` as IssueId, slot, newsroom, stories, history));
}

/** One issue for each story that is due, oldest first, as they appeared; the first one also covers what was there before. */
function instantIssues(digest: Digest, stories: readonly Story[], now: Instant, choice: Choice): readonly DueIssue[] {
  const dates = new Map(stories.map((story) => [story.slug, story.date]));
  const inOrder = choice.stories.toSorted((a, b) => dates.get(a)! - dates.get(b)! || (a < b ? -1 : 1));
  const nothing = { waiting: [], covered: [], archive: [] };
  return inOrder.map((slug, i) => ({
    id: `${digest.name}/${slug}` as IssueId,
    digest,
    period: slug,
    due: now,
    choice: { ...(i === 0 ? choice : nothing), stories: [slug] },
  }));
}
