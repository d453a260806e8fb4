import { parseSlug } from "../base/slug.ts";
import type { Story } from "../model.ts";
import type { Catalogue } from "./catalogue.ts";
import { followLink, type Lead, type Origin } from "./follow-link.ts";
import { titleKey } from "./title-key.ts";
import type { TitleMatch } from "./title-index.ts";

/**
 * What a target names. `byTitle` is the key to keep in courant.lock, set where a headline decided: slugs, paths and
 * the lock itself need no promise.
 */
export type Finding =
  | (Extract<TitleMatch, { found: "one" }> & { readonly fragment: string; readonly byTitle: string | null })
  | Extract<TitleMatch, { found: "several" | "none" }>
  /** An address, and not a story's. */
  | { readonly found: "other"; readonly lead: Extract<Lead, { to: "page" | "outside" }> };

const none: Finding = { found: "none" };

/** `related`, `continues` and `[[…]]`: a slug, a path or URL, else a headline. */
export function findStory(catalogue: Catalogue, origin: Origin, written: string): Finding {
  const target = written.trim();
  const bySlug = findSlug(catalogue, target);
  if (bySlug !== undefined) return bySlug;
  if (looksLikeAddress(target)) return byAddress(catalogue, origin, target);
  const byTitle = findHeadline(catalogue, origin, target);
  // A mistyped slug is for the editor to mend; only words may be matched to a headline that is not quite theirs.
  const guessed = byTitle.found === "one" && byTitle.near && parseSlug(target) !== undefined;
  if (byTitle.found !== "none" && !guessed) return byTitle;
  const [, base = "", heading = ""] = /^(.+)#([^#]+)$/.exec(target) ?? [];
  if (base !== "") return atHeading(findStory(catalogue, origin, base), heading.trim());
  return /\s/.test(target) ? none : byAddress(catalogue, origin, target);
}

/** A callout: a headline, or what `related` may hold. */
export function findCallout(catalogue: Catalogue, origin: Origin, written: string): Finding {
  const byTitle = findHeadline(catalogue, origin, written);
  return byTitle.found === "none" ? findStory(catalogue, origin, written) : byTitle;
}

/**
 * A headline, as callouts print it. `TITLE (2024-05-01)` tells two of one title apart by day, `TITLE {#slug}` by slug.
 * What courant.lock holds comes first, so that a later story with a similar title cannot steal the edge.
 */
function findHeadline(catalogue: Catalogue, origin: Origin, written: string): Finding {
  const [, slug] = /\{#([a-z0-9-]+)\}\s*$/.exec(written) ?? [];
  if (slug !== undefined) return findSlug(catalogue, slug) ?? none;
  const key = titleKey(written);
  if (key === "") return none;
  const promised = origin.slug === null ? undefined : catalogue.newsroom.lock.callouts.get(`${origin.slug}\n${key}`);
  const kept = promised === undefined ? undefined : catalogue.bySlug.get(promised);
  if (kept !== undefined) return exactly(kept);
  const match = byHeadline(catalogue, written);
  return match.found === "one" ? { ...match, fragment: "", byTitle: key } : match;
}

/** Among what may be named first; what may not be is only found when it is meant to the letter. */
function byHeadline(catalogue: Catalogue, written: string): TitleMatch {
  const { titles, hiddenTitles } = catalogue;
  const exact = titles.findExact(written);
  if (exact.found === "one") return exact;
  const dated = /^(.*?)\s*\((\d{4}-\d{2}-\d{2})\)\s*$/s.exec(written);
  if (dated !== null) {
    const onDay = candidates(titles.find(dated[1]!)).filter((story) => story.day === dated[2]);
    if (onDay.length > 0) return onDay.length === 1 ? { found: "one", story: onDay[0]!, near: false } : several(onDay);
  }
  const hidden = exact.found === "none" ? hiddenTitles.findExact(written) : exact;
  return hidden.found === "none" ? titles.find(written) : hidden;
}

function candidates(match: TitleMatch): readonly Story[] {
  if (match.found === "one") return [match.story];
  return match.found === "several" ? match.stories : [];
}

function several(stories: readonly Story[]): TitleMatch {
  return { found: "several", stories };
}

function findSlug(catalogue: Catalogue, text: string): Finding | undefined {
  const slug = parseSlug(text);
  const story = slug === undefined ? undefined : catalogue.bySlug.get(slug);
  return story === undefined ? undefined : exactly(story);
}

function exactly(story: Story): Finding {
  return { found: "one", story, near: false, fragment: "", byTitle: null };
}

/** Only forms that no headline has: "Update: it works" is none, nor is "/" between two words. */
function looksLikeAddress(target: string): boolean {
  return /^(?:https?:)?\/\/|^(?:\/|@\/|\.{1,2}\/)\S*$|^\S+\.(?:md|markdown|html)(?:[?#]\S*)?$/i.test(target);
}

function byAddress(catalogue: Catalogue, origin: Origin, target: string): Finding {
  const lead = followLink(catalogue, origin, target);
  if (lead.to === "story")
    return { found: "one", story: lead.story, near: false, fragment: lead.fragment, byTitle: null };
  return lead.to === "page" || lead.to === "outside" ? { found: "other", lead } : none;
}

/** `[[launch#The price]]`: the heading by its id or its words. */
function atHeading(finding: Finding, heading: string): Finding {
  if (finding.found !== "one") return finding;
  const words = titleKey(heading);
  const found = finding.story.body.headings.find(({ id, text }) => id === heading || titleKey(text) === words);
  return { ...finding, fragment: found?.id ?? "" };
}
