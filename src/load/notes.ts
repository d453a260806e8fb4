import type { Config, Digest } from "../config/config.ts";
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
  const [name, period] = issueOf(file)?.split("/") ?? [];
  const digest = config.digests.find((each) => each.name === name);
  const names = config.digests.map((each) => each.name);
  const warning = (fix: string): readonly Problem[] => [
    problem("warning", "DIGEST_UNKNOWN", file, 1, `No letter will hold this: ${fix}`),
  ];
  if (digest !== undefined) {
    const example = periods[digest.every];
    return example.form.test(period!) ? [] : warning(`${name} has issues such as letters/${name}/${example.such}.md.`);
  }
  const near = didYouMean(name ?? "", names, 1)[0];
  const fix =
    near === undefined ? `the digests are ${names.join(", ") || "none yet"}` : `did you mean letters/${near}/?`;
  return warning(`its place is letters/DIGEST/PERIOD.md; ${fix}.`);
}

/** What the issues of a digest are called. */
const periods: Readonly<Record<Digest["every"], { readonly form: RegExp; readonly such: string }>> = {
  day: { form: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, such: "2026-11-22" },
  week: { form: /^\d{4}-W(?:0[1-9]|[1-4]\d|5[0-3])$/, such: "2026-W47" },
  month: { form: /^\d{4}-(?:0[1-9]|1[0-2])$/, such: "2026-11" },
  story: { form: /^[a-z0-9-]+$/, such: "a-storys-slug" },
};
