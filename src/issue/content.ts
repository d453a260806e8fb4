import { hash } from "node:crypto";
import { formerSlugs } from "../base/former-slugs.ts";
import type { Press, Story } from "../model.ts";
import type { Correction, IssueContent, IssueStory } from "../store/store.ts";
import type { DueIssue, DueIssues } from "./due.ts";

/** What the store needs to know of an issue to tell who gets which letter of it. */
export function contentOf(
  press: Pick<Press, "newsroom" | "now" | "stories" | "bySlug">,
  issue: DueIssue,
  carried: DueIssues["carried"],
): IssueContent {
  return {
    digest: issue.digest.name,
    made: press.now,
    stories: issue.choice.stories.map((slug) => issueStory(press.bySlug.get(slug)!)),
    max: issue.digest.max,
    corrections: correctionsOf(press.stories),
    names: formerSlugs(press.newsroom),
    carried: new Map([...carried].map(([digest, stories]) => [digest, stories.map(issueStory)])),
  };
}

function issueStory(story: Story): IssueStory {
  return {
    slug: story.slug,
    tags: story.tags.map((tag) => tag.key),
    thread: story.thread,
    version: versionOf(story),
  };
}

function correctionsOf(stories: readonly Story[]): readonly Correction[] {
  return stories
    .map((story) => ({ slug: story.slug, version: versionOf(story) }))
    .filter(({ version }) => version !== "");
}

/** Two versions differ where a reader would read another correction; a withdrawal goes before a correction. */
function versionOf({ correction, withdrawn }: Pick<Story, "correction" | "withdrawn">): string {
  const text = withdrawn === null ? correction : `withdrawn: ${withdrawn}`;
  return text === null ? "" : hash("sha256", text, "base64url").slice(0, 16);
}
