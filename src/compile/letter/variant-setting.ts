import type { Composition, Slug } from "../../model.ts";
import type { Setting } from "./galley.ts";
import type { Variant } from "./letter-data.ts";
import { earlierParts, previousPart, relatedOf } from "./story-data.ts";

/** How many related stories a letter names: for its lead, and for each of the others. */
const relatedShown = { lead: 3, item: 2 };
/** How many earlier parts "the story so far" lists. */
const earlierShown = 3;

/** Which passages the letter of a variant shows; `whole` says which stories it prints in full. */
export function variantSetting(
  c: Composition,
  variant: Variant,
  whole: (slug: Slug) => boolean,
): Pick<Setting, "shows"> {
  const held = new Set<string>(variant.stories);
  const [lead] = variant.stories;
  const corrections = new Set<string>(variant.corrections);
  const links = linkPassages(c, variant, whole);
  return {
    shows: (passage) => {
      const [kind = "", slug = "", ...others] = passage.split(" ");
      switch (kind) {
        case "lead":
          return slug === lead;
        case "item":
          return slug !== lead && held.has(slug);
        case "section":
          return [slug, ...others].some((each) => each !== lead && held.has(each));
        case "full":
          return whole(slug as Slug);
        case "brief":
          return !whole(slug as Slug);
        case "correction":
          return corrections.has(slug);
        case "corrections":
          return corrections.size > 0;
        default:
          return links.has(passage);
      }
    },
  };
}

/** Passages with links to other stories. No letter names a story that it holds, corrects or calls out in a text anyway, and none twice. */
function linkPassages(c: Composition, variant: Variant, whole: (slug: Slug) => boolean): ReadonlySet<string> {
  const passages = new Set<string>();
  const calledOut = variant.stories.filter(whole).flatMap((slug) => calloutsOf(c, slug));
  const named = new Set<Slug>([...variant.stories, ...variant.corrections, ...calledOut]);
  const name = (kind: string, from: Slug, slugs: readonly Slug[]): void => {
    if (slugs.length > 0) passages.add(`${kind} ${from}`);
    for (const slug of slugs) passages.add(`${kind} ${from} ${slug}`);
    for (const slug of slugs) named.add(slug);
  };
  for (const [i, slug] of variant.stories.entries()) {
    const story = c.bySlug.get(slug)!;
    const fresh = (slugs: readonly Slug[]): readonly Slug[] => slugs.filter((each) => !named.has(each));
    const before = previousPart(c, story);
    // The lead tells the whole story so far, the others only the part before.
    if (i === 0) name("earlier", slug, fresh(earlierParts(c, story)).slice(-earlierShown));
    else if (before !== undefined) name("previous", slug, fresh([before]));
    name("related", slug, fresh(relatedOf(c, story)).slice(0, i === 0 ? relatedShown.lead : relatedShown.item));
  }
  return passages;
}

/** Stories that a text names in callouts of its own. */
function calloutsOf(c: Composition, slug: Slug): readonly Slug[] {
  const resolutions = c.graph.resolutions.get(slug) ?? [];
  return c.bySlug.get(slug)!.body.references.flatMap(({ kind }, i) => {
    const resolution = resolutions[i];
    return kind === "callout" && resolution?.to === "story" ? [resolution.slug] : [];
  });
}
