import { CourantError } from "../src/errors.ts";
import { issueNow } from "../src/issue/issue-now.ts";
import { letterFiles } from "../src/issue/letter-files.ts";
import { compileIssue, preflightIssue } from "../src/issue/letters.ts";
import { loadNewsroom } from "../src/load/newsroom.ts";
import type { Problem } from "../src/model.ts";
import { press } from "../src/press.ts";
import { openStore } from "../src/store/open.ts";

/** What `check` says of a newsroom, and what preflight says of every digest's letter; none is compiled where check finds an error. */
export async function letterFindings(
  dir: string,
  now: number,
): Promise<{ readonly checked: readonly Problem[]; readonly found: readonly Problem[] }> {
  const newsroom = await loadNewsroom(dir).catch((error: unknown) => {
    if (error instanceof CourantError) return error.problems;
    throw error;
  });
  if (!("config" in newsroom)) return { checked: newsroom, found: [] };
  const checked = press(newsroom, now).problems;
  if (checked.some(({ level }) => level === "error")) return { checked, found: [] };
  const store = await openStore({
    data: "/nowhere",
    clock: () => now,
    secret: null,
    durability: "normal",
    create: false,
  });
  try {
    const found: Problem[] = [];
    for (const digest of newsroom.config.digests) {
      const issue = await issueNow(newsroom, digest, store.issues, { now });
      if (issue === null) continue;
      const pressed = press(newsroom, now, new Map([[issue.id, issue.choice.stories]]));
      const sets = [{ stories: issue.choice.stories.slice(0, 1), corrections: [] }];
      found.push(...(await preflightIssue(pressed, issue, await compileIssue(pressed, issue, sets, letterFiles(dir)))));
    }
    return { checked, found };
  } finally {
    await store.close();
  }
}
