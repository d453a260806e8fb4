import { problem } from "../errors.ts";
import type { Mention, Problem, Resolution, Story } from "../model.ts";
import { hash } from "./address.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Finding } from "./find-story.ts";
import type { Origin } from "./follow-link.ts";

/** What becomes of one reference: where it leads, the story that an edge goes to, and what the editor should know. */
export interface Verdict {
  readonly resolution: Resolution;
  /** Set where there is an edge. */
  readonly story: Story | null;
  readonly problems: readonly Problem[];
  /** Key in courant.lock under which the story is promised. */
  readonly promise: string | null;
}

export const nowhere: Resolution = { to: "nowhere" };
/** Leads to a story that may not be named yet. */
const unnamed: Resolution = { to: "nowhere", unnamed: true };

/** A reference that leads to no story and needs no word about it. */
export function settled(resolution: Resolution, problems: readonly Problem[] = []): Verdict {
  return { resolution, story: null, problems, promise: null };
}

/**
 * Judges what a callout, `[[…]]`, `related` or `continues` was found to mean.
 * `named` is how a message calls it: `the callout "RUST 1.70"`.
 */
export function judge(
  catalogue: Catalogue,
  origin: Origin,
  mention: Mention,
  finding: Finding,
  named: string,
): Verdict {
  const say = (level: Problem["level"], code: Problem["code"], message: string): Problem =>
    problem(level, code, origin.file, mention.line, `${named} ${message}`);
  if (finding.found === "one") return judgeStory(catalogue, origin, mention, finding, named);
  if (finding.found === "several") return settled(nowhere, [say("error", "EDGE_AMBIGUOUS", several(finding.stories))]);
  const { missing } = catalogue.newsroom.config.related;
  if (finding.found === "none") {
    return settled(nowhere, [
      say(missing, "EDGE_MISSING", `leads to no story${suggestion(catalogue, mention.target)}`),
    ]);
  }
  return settled(finding.lead);
}

/** Judges an edge to a story: drafts and what is yet to come stay unnamed. */
export function judgeStory(
  catalogue: Catalogue,
  origin: Origin,
  mention: Mention,
  found: Extract<Finding, { found: "one" }>,
  named: string,
): Verdict {
  const { story, near, fragment, byTitle } = found;
  const warn = (code: Problem["code"], message: string): Problem =>
    problem("warning", code, origin.file, mention.line, `${named} ${message}`);
  if (story.slug === origin.slug) {
    if (fragment !== "") return settled({ to: "here", fragment: hash(fragment) });
    return settled(nowhere, [warn("EDGE_SELF", "leads to this story itself; name another story, or remove it.")]);
  }
  if (!catalogue.isPublic(story)) return settled(unnamed, [warn("EDGE_HIDDEN", hidden(story))]);
  const problems = [
    ...(near
      ? [warn("EDGE_FUZZY", `was taken for ${describe(story)}; write that title, or {#${story.slug}} after it.`)]
      : []),
    ...(story.withdrawn === null
      ? []
      : [warn("EDGE_WITHDRAWN", `leads to ${describe(story)}, which is withdrawn; remove it, or say so in the text.`)]),
  ];
  const promise = byTitle === null || origin.slug === null ? null : `${origin.slug}\n${byTitle}`;
  return { resolution: { to: "story", slug: story.slug, fragment: hash(fragment) }, story, problems, promise };
}

function hidden(story: Story): string {
  if (story.draft) return `leads to ${story.file}, a draft; nothing of it is shown until it is published.`;
  if (!story.channels.includes("web"))
    return `leads to ${story.file}, which has no page on the web (channels: ${story.channels.join(", ")}).`;
  return `leads to ${story.file}, dated ${story.day}; nothing of it is shown until then.`;
}

function several(stories: readonly Story[]): string {
  const [first] = stories;
  const names = stories.map(describe);
  return (
    `could mean ${names.slice(0, -1).join(", ")} or ${names.at(-1)}; ` +
    `write the date (${first?.day}) or {#${first?.slug}} after the title.`
  );
}

/** `; did you mean "Launch day" (2024-05-01, launch)?` */
export function suggestion(catalogue: Catalogue, words: string): string {
  const names = catalogue.titles.nearest(words).map(describe);
  if (names.length === 0) return ", and no title is like it; write a story's slug, path or title.";
  const last = names.at(-1)!;
  return `; did you mean ${names.length === 1 ? last : `${names.slice(0, -1).join(", ")} or ${last}`}?`;
}

/** `"Launch day" (2024-05-01, launch)`. */
export function describe(story: Story): string {
  return `"${story.title}" (${story.day}, ${story.slug})`;
}
