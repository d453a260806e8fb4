import { problem } from "../errors.ts";
import type { Edge, Problem, Story, StoryGraph } from "../model.ts";
import { isExplicit } from "./edge.ts";
import { overlaps, type Overlap } from "./health/overlaps.ts";
import { maskNumbers } from "./suggest/named.ts";
import { readWords } from "./suggest/words.ts";
import { titleKey } from "./title-key.ts";
import { describe } from "./verdict.ts";

/** More orphans than this are one problem of the newsroom as a whole: an imported archive is nobody's list of chores. */
const ORPHANS_NAMED = 10;
/** Below this two stories may quote each other, or fill one form; a linked pair may share more, as a story and its update do. */
const COPY = 0.7;
const LINKED_COPY = 0.9;

/**
 * What `check` tells of the graph's health beside broken edges: orphans, copies and corrections told on one side only.
 * Warnings all, each with its fix. `stories`: the published ones. It reads every word, so builds leave it out.
 */
export function checkHealth(stories: readonly Story[], graph: Pick<StoryGraph, "edges">): readonly Problem[] {
  const onWeb = stories.filter((story) => story.channels.includes("web"));
  const explicit = graph.edges.filter((edge) => isExplicit(edge.kind));
  const pairs = overlaps(readWords(onWeb));
  return [...orphans(onWeb, explicit), ...copies(pairs, explicit), ...corrections(onWeb, explicit), ...echoes(pairs)];
}

/** Stories without an explicit edge: computed ones are no editor's doing, and nearly every story has some. */
function orphans(stories: readonly Story[], explicit: readonly Edge[]): readonly Problem[] {
  if (stories.length < 2) return [];
  const tied = new Set(explicit.flatMap(({ from, to }) => [from, to]));
  const alone = stories.filter((story) => !tied.has(story.slug) && story.withdrawn === null);
  const fix = "link it, list it as related, or see what `courant graph --suggest` proposes";
  if (alone.length > ORPHANS_NAMED) {
    const some = alone.slice(0, 3).map((story) => story.file);
    const message = `${alone.length} stories lead to none and none leads to them, ${some.join(", ")} among them; \`courant graph --suggest\` proposes edges.`;
    return [problem("warning", "STORY_ORPHAN", null, null, message)];
  }
  return alone.map((story) =>
    problem("warning", "STORY_ORPHAN", story.file, 1, `No story leads here, and this one leads to none; ${fix}.`),
  );
}

/** Copies that neither an edge nor a common form ("Version 1.2 released", "Version 1.3 released") explains. */
function copies(pairs: readonly Overlap[], explicit: readonly Edge[]): readonly Problem[] {
  const tied = new Set(explicit.flatMap(({ from, to }) => [`${from} ${to}`, `${to} ${from}`]));
  return pairs
    .filter(({ older, newer, share }) => share >= (tied.has(`${older.slug} ${newer.slug}`) ? LINKED_COPY : COPY))
    .filter(({ older, newer }) => !sameForm(titleKey(older.title), titleKey(newer.title)))
    .map(({ older, newer, share }) => {
      const fix = `keep one and give it the other's path as an alias, or write continues: ${older.slug}`;
      const message = `${Math.round(share * 100)} % of the shorter text is also in ${describe(older)}; ${fix}.`;
      return problem("warning", "STORY_DUPLICATE", newer.file, 1, message);
    });
}

function sameForm(a: string, b: string): boolean {
  return a !== b && maskNumbers(a) === maskNumbers(b);
}

/** A story that says it corrects another, which says nothing of it. */
function corrections(stories: readonly Story[], explicit: readonly Edge[]): readonly Problem[] {
  const bySlug = new Map(stories.map((story) => [story.slug, story]));
  const targets = Map.groupBy(explicit, (edge) => edge.from);
  return stories.filter(isCorrection).flatMap((story) =>
    [...new Set((targets.get(story.slug) ?? []).map((edge) => edge.to))]
      .map((slug) => bySlug.get(slug)!)
      .filter((other) => other !== undefined && silent(other) && other.date <= story.date)
      .map((other) => {
        const fix = `add correction: … to ${other.file}, so that its page, its feeds and its readers say so too`;
        return problem("warning", "CORRECTION_ONE_SIDED", story.file, 1, `This corrects ${describe(other)}; ${fix}.`);
      }),
  );
}

/** By its headline's first word, or a tag. */
function isCorrection(story: Story): boolean {
  const [first = ""] = titleKey(story.title).split(" ");
  return [first, ...story.tags.map((tag) => tag.key)].some((word) => corrective.test(word));
}

const corrective =
  /^(?:corrections?|corrected|clarifications?|erratum|errata|korrektur(?:en)?|berichtigung|richtigstellung|rectificatifs?|correccion(?:es)?|rectificacion|訂正.*|更正.*)$/;

/** A story that repeats a corrected or withdrawn one and carries neither word. */
function echoes(pairs: readonly Overlap[]): readonly Problem[] {
  return pairs.flatMap(({ older, newer }) => {
    const [corrected, other] = older.correction !== null ? [older, newer] : [newer, older];
    if (corrected.correction === null || !silent(other)) return [];
    const fix = "see whether it holds here too, and add correction: …";
    const message = `This repeats ${describe(corrected)}, which carries a correction; ${fix}.`;
    return [problem("warning", "CORRECTION_ONE_SIDED", other.file, 1, message)];
  });
}

function silent(story: Story): boolean {
  return story.correction === null && story.withdrawn === null;
}
