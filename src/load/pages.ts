import { cutAtWord } from "../base/cut-at-word.ts";
import type { Config } from "../config/config.ts";
import { problem } from "../errors.ts";
import type { Asset, Page, Problem } from "../model.ts";
import { slugify } from "../base/slug.ts";
import type { Cache } from "./cache.ts";
import type { Place } from "./read-file.ts";
import { readBodies, readHeads, type Source } from "./sources.ts";
import { dekLength, keyOf } from "./story.ts";

/** pages/**: their place follows their folders, `pages/legal/Terms of Use.md` → `/legal/terms-of-use/`. Drafts are left out. */
export async function readPages(
  dir: string,
  files: readonly string[],
  config: Config,
  cache: Cache,
): Promise<{
  readonly pages: readonly Page[];
  readonly assets: readonly Asset[];
  readonly problems: readonly Problem[];
}> {
  const sources = await readHeads(dir, files, "page", config, cache);
  const bodies = await readBodies(dir, sources, placeOf, config, cache);
  const pages = sources.map(({ file, head }, i): Page => {
    const { body, bodyKey, opening } = bodies[i]!;
    const page = {
      file,
      path: pathOf(sources[i]!),
      title: head.title,
      dek: head.dek ?? cutAtWord(opening, dekLength),
      lang: head.lang ?? config.language,
    };
    return { ...page, body, key: keyOf({ ...page, body: bodyKey }) };
  });
  const shown = sources.map(({ head }) => !head.draft);
  return {
    pages: pages.filter((_, i) => shown[i]),
    assets: bodies.filter((_, i) => shown[i]).flatMap(({ assets }) => assets),
    problems: sources.flatMap((s, i) => [...s.problems, ...bodies[i]!.problems, ...checkName(s)]),
  };
}

function placeOf(source: Source): Place {
  const folder = pathOf(source).slice(1, -1);
  return { docId: folder.replaceAll("/", "-"), folder };
}

function pathOf({ file, head }: Source): string {
  const parts = file.slice("pages/".length, -".md".length).split("/");
  if (parts.at(-1) === "index") parts.pop();
  else if (head.slug !== null) parts[parts.length - 1] = head.slug;
  const segments = parts.map((part) => slugify(part) ?? "-");
  return segments.length === 0 ? "/" : `/${segments.join("/")}/`;
}

function checkName(source: Source): readonly Problem[] {
  if (!pathOf(source).split("/").includes("-")) return [];
  const message = "The file's name holds nothing to make an address of; name it in a-z, 0-9 and -.";
  return [problem("error", "STORY_SLUG_INVALID", source.file, 1, message)];
}
