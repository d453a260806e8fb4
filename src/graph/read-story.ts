import type { Edge, Mention, Problem, Resolution, Slug, Story } from "../model.ts";
import type { Catalogue } from "./catalogue.ts";
import { explicitEdge, type ExplicitKind } from "./edge.ts";
import { findStory, type Finding } from "./find-story.ts";
import type { Origin } from "./follow-link.ts";
import { readBody } from "./read-body.ts";
import { judge, type Verdict } from "./verdict.ts";

/** What one story says of others. */
export interface Reading {
  readonly story: Story;
  /** Index-aligned with the references of the body. */
  readonly resolutions: readonly Resolution[];
  readonly edges: readonly Edge[];
  /** What `!slug` keeps out of the computed part of its list. */
  readonly banned: ReadonlySet<Slug>;
  /** The story that its `continues` names. */
  readonly continues: Story | null;
  readonly problems: readonly Problem[];
  /** Headlines found to mean a story, for courant.lock. */
  readonly promises: readonly (readonly [string, Slug])[];
}

/** Reads `related`, `continues` and the body. A withdrawn story's text is gone, and the edges in it with it. */
export function readStory(catalogue: Catalogue, story: Story): Reading {
  const origin: Origin = { file: story.file, path: story.path, slug: story.slug };
  const name = (mention: Mention, key: string): Verdict =>
    judge(catalogue, origin, mention, findStory(catalogue, origin, mention.target), `${key}: ${mention.target}`);
  const body = readBody(catalogue, origin, story.body);
  const related = story.related.map((mention) => name(mention, "related"));
  const banned = story.banned.map((mention) => findStory(catalogue, origin, mention.target));
  const continues = story.continues === null ? null : name(story.continues, "continues");
  const said = [...related, ...(continues === null ? [] : [continues])];
  const standing = story.withdrawn === null ? [...said, ...body] : said;
  return {
    story,
    resolutions: body.map((verdict) => verdict.resolution),
    edges: [
      ...edgesOf(story, "related", related, "named by the editor"),
      ...(story.withdrawn === null ? bodyEdges(story, body) : []),
      ...edgesOf(story, "continues", continues === null ? [] : [continues], "continues it"),
    ],
    banned: new Set(banned.flatMap((finding) => (finding.found === "one" ? [finding.story.slug] : []))),
    continues: continues?.story ?? null,
    problems: [
      ...standing.flatMap((verdict) => verdict.problems),
      ...banned.flatMap((finding, i) => banProblem(catalogue, origin, story.banned[i]!, finding)),
    ],
    promises: standing.flatMap(({ promise, story: to }) =>
      promise === null || to === null ? [] : [[promise, to.slug] as const],
    ),
  };
}

/** To ban a draft or a withdrawn story is no fault; to ban what is not there is a slip of the pen. */
function banProblem(catalogue: Catalogue, origin: Origin, mention: Mention, finding: Finding): readonly Problem[] {
  if (finding.found === "one") return [];
  return judge(catalogue, origin, mention, finding, `related: !${mention.target}`).problems;
}

function bodyEdges(story: Story, verdicts: readonly Verdict[]): readonly Edge[] {
  const of = (wanted: (kind: string) => boolean): readonly Verdict[] =>
    verdicts.filter((_, i) => wanted(story.body.references[i]!.kind));
  return [
    ...edgesOf(
      story,
      "callout",
      of((kind) => kind === "callout"),
      "a callout in the text",
    ),
    ...edgesOf(
      story,
      "link",
      of((kind) => kind !== "callout"),
      "linked in the text",
    ),
  ];
}

/** The place is counted over all that is written, found or not: that a missing story turns up shifts no other's weight. */
function edgesOf(story: Story, kind: ExplicitKind, verdicts: readonly Verdict[], because: string): readonly Edge[] {
  return verdicts.flatMap(({ story: to }, place) =>
    to === null ? [] : [explicitEdge(story.slug, to.slug, kind, place, because)],
  );
}
