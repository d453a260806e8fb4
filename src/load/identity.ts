import { hash } from "node:crypto";
import type { Config } from "../config/config.ts";
import { didYouMean, problem } from "../errors.ts";
import { slugsInAliases } from "../base/former-slugs.ts";
import type { Lock, Page, Problem, Slug, Story } from "../model.ts";
import { foldPath, redirectFile } from "../base/site.ts";
import { parseSlug } from "../base/slug.ts";
import type { Head } from "./head.ts";
import { describeFileName } from "./places.ts";

/**
 * The slug of each story by file: as written, else from the file's name; where two stories would take one name, those with
 * a section of Zola's take `section-name`. Two stories with one slug are an error on each.
 */
export function chooseSlugs(heads: ReadonlyMap<string, Head>): {
  readonly slugs: ReadonlyMap<string, Slug>;
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const plain = new Map([...heads].map(([file, head]) => [file, head.slug ?? describeFileName(file).slug]));
  const claims = countBy([...plain.values()]);
  const slugs = new Map<string, Slug>();
  for (const [file, head] of heads) {
    const slug = plain.get(file);
    const sectioned = head.slug === null && head.section !== null ? parseSlug(`${head.section}-${slug}`) : undefined;
    if (slug === undefined) {
      const message = "The file's name holds nothing to make a slug of; add slug: … (a-z, 0-9 and -).";
      problems.push(problem("error", "STORY_SLUG_INVALID", file, 1, message));
    }
    slugs.set(file, (claims.get(slug) === 1 ? slug : (sectioned ?? slug)) ?? standIn(file));
  }
  return { slugs, problems: [...problems, ...reportTwins(slugs, heads)] };
}

/** For a story that has an error anyway: the run goes on to find the others. */
function standIn(file: string): Slug {
  return `story-${hash("sha256", file, "hex").slice(0, 8)}` as Slug;
}

function reportTwins(slugs: ReadonlyMap<string, Slug>, heads: ReadonlyMap<string, Head>): readonly Problem[] {
  return twins([...slugs].map(([file, slug]) => ({ name: slug, file, line: heads.get(file)!.lines["slug"] ?? 1 }))).map(
    ({ name, file, line, others }) =>
      problem(
        "error",
        "STORY_SLUG_TAKEN",
        file,
        line,
        `${others} has the slug ${name}, too; give one of them another.`,
      ),
  );
}

/**
 * The permanent feed id of each story by file: as written, promised before, promised to the slug that an alias of it says it had,
 * or a tag URI (RFC 4151) of host, day and slug.
 */
export function chooseIds(
  heads: ReadonlyMap<string, Head>,
  slugs: ReadonlyMap<string, Slug>,
  lock: Lock,
  config: Pick<Config, "url">,
): ReadonlyMap<string, string> {
  const host = new URL(config.url).hostname;
  const taken = new Set(slugs.values());
  return new Map(
    [...heads].map(([file, head]) => {
      const slug = slugs.get(file)!;
      const before = slugsInAliases(head).find((old) => !taken.has(old) && lock.ids.has(old)) ?? slug;
      return [file, head.id ?? lock.ids.get(slug) ?? lock.ids.get(before) ?? `tag:${host},${head.day}:${slug}`];
    }),
  );
}

export function checkIds(stories: readonly Story[]): readonly Problem[] {
  return twins(stories.map(({ id, file, lines }) => ({ name: id, file, line: lines["id"] ?? 1 }))).map(
    ({ name, file, line, others }) =>
      problem(
        "error",
        "STORY_ID_TAKEN",
        file,
        line,
        `${others} has the id ${name}, too; feed readers would show one of them only. Give the newer story an id of its own: id: tag:…`,
      ),
  );
}

/** An id that readers were promised must still lead to a story: under its slug, under another, or as the alias of one. */
export function checkPromises(
  stories: readonly Story[],
  lock: Lock,
  lines: ReadonlyMap<Slug, number>,
): readonly Problem[] {
  const kept = new Set<string>(stories.flatMap(({ slug, id }) => [slug, id]));
  const gone = [...lock.ids].filter(([slug, id]) => !kept.has(slug) && !kept.has(id));
  if (gone.length === 0) return [];
  const replaced = new Set(stories.flatMap(slugsInAliases));
  const fresh = stories.filter(({ slug }) => !lock.ids.has(slug)).map(({ slug }) => slug);
  return gone
    .filter(([slug]) => !replaced.has(slug))
    .map(([slug]) => {
      const [near] = didYouMean(slug, fresh);
      const heir = near === undefined ? "it has a new slug" : `it is ${near} now`;
      const message = `Readers know the story ${slug}, and it is gone. Restore its file; if ${heir}, give that story its old address as an alias (aliases: [${slug}]); to take it back, restore it with withdrawn: … Only a line removed here breaks the promise.`;
      return problem("error", "FEED_ID_VANISHED", "courant.lock", lines.get(slug)!, message);
    });
}

/** Every address of stories and pages, old ones included, must lead to one place. The site's own are the press's to compare. */
export function checkPathsOf(stories: readonly Story[], pages: readonly Page[]): readonly Problem[] {
  const own = stories.map(({ path, file, lines }) => ({ name: path, file, line: lines["slug"] ?? 1 }));
  const aliases = stories.flatMap(({ aliases, file, lines }) =>
    aliases.map((name) => ({ name, file, line: lines["aliases"] ?? 1 })),
  );
  const flat = pages.map(({ path, file }) => ({ name: path, file, line: 1 }));
  return twins([...own, ...aliases, ...flat], ({ name }) => foldPath(redirectFile(name))).map(
    ({ name, file, line, others }) =>
      problem(
        "error",
        "STORY_PATH_TAKEN",
        file,
        line,
        `${others || "Another line of this file"} has the address ${name}, too; change one of them.`,
      ),
  );
}

interface Claim {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

/** Claims on a name that others make as well, each with the files of the others. */
function twins(
  claims: readonly Claim[],
  keyOf: (claim: Claim) => string = ({ name }) => name,
): readonly (Claim & { readonly others: string })[] {
  const byName = Map.groupBy(claims, keyOf);
  return [...byName.values()]
    .filter((group) => group.length > 1)
    .flatMap((group) =>
      group.map((claim) => ({
        ...claim,
        others: [...new Set(group.map(({ file }) => file))]
          .filter((file) => file !== claim.file && file !== "")
          .join(", "),
      })),
    );
}

function countBy<T>(values: readonly T[]): ReadonlyMap<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
