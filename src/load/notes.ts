import type { Config } from "../config/config.ts";
import { didYouMean, problem } from "../errors.ts";
import type { Asset, EditorNote, IssueId, Problem } from "../model.ts";
import type { Cache } from "./cache.ts";
import type { Place } from "./read-file.ts";
import { readBodies, readHeads, type Source } from "./sources.ts";

/** letters/DIGEST/PERIOD.md: an editor's subject and opening words for one issue. A file elsewhere in letters/ is pointed out. */
export async function readNotes(
  dir: string,
  files: readonly string[],
  config: Config,
  cache: Cache,
): Promise<{
  readonly notes: readonly EditorNote[];
  readonly assets: readonly Asset[];
  readonly problems: readonly Problem[];
}> {
  const sources = await readHeads(
    dir,
    files.filter((file) => issueOf(file) !== undefined),
    "note",
    config,
    cache,
  );
  const bodies = await readBodies(dir, sources, placeOf, config, cache);
  return {
    notes: sources.map(({ file, head }, i) => ({
      file,
      issue: issueOf(file)!,
      subject: head.subject,
      body: bodies[i]!.body,
    })),
    assets: bodies.flatMap(({ assets }) => assets),
    problems: [
      ...sources.flatMap((s, i) => [...s.problems, ...bodies[i]!.problems]),
      ...files.flatMap((f) => checkPlace(f, config)),
    ],
  };
}

function placeOf({ file }: Source): Place {
  const issue = issueOf(file)!;
  return { docId: issue.replace("/", "-").toLowerCase(), folder: `issues/${issue}` };
}

function issueOf(file: string): IssueId | undefined {
  const [, digest, period] = /^letters\/([a-z0-9-]+)\/([A-Za-z0-9-]+)\.md$/.exec(file) ?? [];
  return digest === undefined ? undefined : (`${digest}/${period}` as IssueId);
}

function checkPlace(file: string, config: Config): readonly Problem[] {
  const digest = issueOf(file)?.split("/")[0];
  const names = config.digests.map(({ name }) => name);
  if (digest !== undefined && names.includes(digest)) return [];
  const near = didYouMean(digest ?? "", names, 1)[0];
  const fix =
    near === undefined ? `the digests are ${names.join(", ") || "none yet"}` : `did you mean letters/${near}/?`;
  const message = `No letter will hold this: its place is letters/DIGEST/PERIOD.md; ${fix}.`;
  return [problem("warning", "DIGEST_UNKNOWN", file, 1, message)];
}
