import type { Composition, Slug } from "../../model.ts";
import type { Setting } from "./galley.ts";
import { isWhole, type IssueToCompile, type Variant } from "./letter-data.ts";
import { earlierParts, earlierShown, relatedOf, relatedShown } from "./story-data.ts";

/** Which passages the letter of a variant shows. Nothing that the letter holds anyway is named again as related or earlier. */
export function variantSetting(c: Composition, issue: IssueToCompile, variant: Variant): Pick<Setting, "shows"> {
  const held = new Set<string>(variant.stories);
  const [lead] = variant.stories;
  const corrections = new Set<string>(variant.corrections);
  const linked = new Map<string, ReadonlySet<string>>();
  const links = (kind: string, slug: string): ReadonlySet<string> => {
    const key = `${kind} ${slug}`;
    const ready = linked.get(key) ?? new Set(linksOf(c, kind, slug as Slug, held));
    linked.set(key, ready);
    return ready;
  };
  return {
    shows: (passage) => {
      const [kind = "", slug = "", other] = passage.split(" ");
      switch (kind) {
        case "lead":
          return slug === lead;
        case "item":
          return slug !== lead && held.has(slug);
        case "section":
          return passage.split(" ").some((each, i) => i > 0 && each !== lead && held.has(each));
        case "related":
        case "earlier":
          return other === undefined ? links(kind, slug).size > 0 : links(kind, slug).has(other);
        case "previous":
          return !held.has(other!);
        case "full":
          return isWhole(c, issue, slug as Slug);
        case "brief":
          return !isWhole(c, issue, slug as Slug);
        case "correction":
          return corrections.has(slug);
        default:
          return corrections.size > 0;
      }
    },
  };
}

function linksOf(c: Composition, kind: string, slug: Slug, held: ReadonlySet<string>): readonly Slug[] {
  const story = c.bySlug.get(slug)!;
  const fresh = (slugs: readonly Slug[]) => slugs.filter((each) => !held.has(each));
  return kind === "related"
    ? fresh(relatedOf(c, story, held as ReadonlySet<Slug>)).slice(0, relatedShown)
    : fresh(earlierParts(c, story)).slice(-earlierShown);
}
