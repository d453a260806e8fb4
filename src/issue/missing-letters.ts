import { formerSlugs } from "../base/former-slugs.ts";
import type { Instant, IssueId, Newsroom, Slug } from "../model.ts";
import { pressFolder } from "../press-folder.ts";
import type { FrozenIssue, Issues, LetterSet, Variant } from "../store/store.ts";
import { letterFiles } from "./letter-files.ts";
import { compileIssue, setKey } from "./letters.ts";

/**
 * Makes the letters of issues that a crash cut off between freezing their readers and keeping the last of their letters: from the
 * newsroom as it is now. Where that cannot be done the issue is paused with the reason, so that it holds up no other.
 */
export async function makeMissingLetters(
  newsroom: Newsroom,
  issues: Pick<Issues, "find" | "keepLetter" | "pause">,
  ids: readonly IssueId[],
  now: Instant,
): Promise<void> {
  for (const id of ids) {
    const issue = await issues.find(id);
    const missing = issue?.variants.filter(({ letter }) => letter === null) ?? [];
    if (issue === null || missing.length === 0) continue;
    const why = await makeLetters(newsroom, issues, issue, missing, now);
    if (why !== null)
      await issues.pause(id, `it stopped before its letters were made, and ${why}: courant cancel ${id}`);
  }
}

/** Null, or why they cannot be made. */
async function makeLetters(
  newsroom: Newsroom,
  issues: Pick<Issues, "keepLetter">,
  { id, due, report }: FrozenIssue,
  missing: readonly Variant[],
  now: Instant,
): Promise<string | null> {
  const digest = newsroom.config.digests.find(({ name }) => name === report.digest);
  if (digest === undefined) return `courant.yaml has no digest ${report.digest} any more`;
  const names = formerSlugs(newsroom);
  const present = (slugs: readonly Slug[]): readonly Slug[] => slugs.map((slug) => names.get(slug) ?? slug);
  const stories = present(report.stories);
  const pressed = pressFolder(newsroom, now, new Map([[id, stories]]));
  const isThere = (slug: Slug): boolean => pressed.bySlug.get(slug)?.withdrawn === null;
  const sets = missing.map((set): LetterSet => ({
    stories: present(set.stories).filter(isThere),
    corrections: present(set.corrections),
  }));
  if (sets.some((set) => set.stories.length === 0)) return "stories of it are gone";
  const choice = { stories: stories.filter(isThere), waiting: [], covered: [], archive: [] };
  const letters = await compileIssue(
    pressed,
    { id, digest, period: report.period, due, choice },
    sets,
    letterFiles(newsroom.dir),
  );
  for (const [i, { id: variant }] of missing.entries())
    await issues.keepLetter(variant, letters.bySet.get(setKey(sets[i]!))!);
  return null;
}
