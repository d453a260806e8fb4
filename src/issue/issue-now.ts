import type { Digest } from "../config/config.ts";
import { formerSlugs } from "../base/former-slugs.ts";
import type { IssueId, Newsroom, Slug, Story } from "../model.ts";
import { published } from "../press.ts";
import { currentPeriod } from "../schedule/period.ts";
import type { Issues } from "../store/store.ts";
import type { World } from "../world.ts";
import { dueIssues, type DueIssue } from "./due.ts";

/** What a digest would mail now; after its issue was made, that issue; where nothing is due, its newest stories. Null: it has none. */
export async function issueNow(
  newsroom: Newsroom,
  digest: Digest,
  issues: Pick<Issues, "history" | "find">,
  world: Pick<World, "now">,
): Promise<DueIssue | null> {
  const stories = published(newsroom, world.now);
  const { toMake, made } = await dueIssues(newsroom, stories, world.now, issues, [digest.name]);
  const fresh = toMake.find((issue) => issue.digest.name === digest.name && issue.choice.stories.length > 0);
  if (fresh !== undefined) return fresh;
  const frozen = made.find((issue) => issue.report.digest === digest.name && issue.report.stories.length > 0);
  const names = formerSlugs(newsroom);
  const slugs = frozen?.report.stories.map((slug) => names.get(slug) ?? slug) ?? newest(stories, digest);
  if (slugs.length === 0) return null;
  const period =
    digest.every === "story" ? slugs[0]! : currentPeriod(digest, newsroom.config.timezone, world.now).label;
  return {
    id: `${digest.name}/${period}` as IssueId,
    digest,
    period,
    due: world.now,
    choice: { stories: slugs, waiting: [], covered: [], archive: [] },
  };
}

function newest(stories: readonly Story[], digest: Digest): readonly Slug[] {
  const fits = stories.filter(
    (story) =>
      story.channels.includes("mail") &&
      story.withdrawn === null &&
      (digest.tags.length === 0 || story.tags.some(({ key }) => digest.tags.includes(key))),
  );
  return fits.slice(0, digest.every === "story" ? 1 : digest.max).map((story) => story.slug);
}
