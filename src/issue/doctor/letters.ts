import { hasSupportData } from "../../compile/letter/client-support.ts";
import type { Newsroom } from "../../model.ts";
import { pressFolder } from "../../press-folder.ts";
import type { Issues } from "../../store/store.ts";
import type { World } from "../../world.ts";
import { issueNow } from "../issue-now.ts";
import { letterFiles } from "../letter-files.ts";
import { compileIssue, preflightIssue } from "../letters.ts";
import type { Check } from "./check.ts";

/** Every digest's letter as it is now, through preflight. */
export async function checkLetters(
  newsroom: Newsroom,
  issues: Pick<Issues, "history" | "find">,
  world: World,
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const digest of newsroom.config.digests) {
    const about = `letter of ${digest.name}`;
    const issue = await issueNow(newsroom, digest, issues, world);
    if (issue === null) {
      checks.push({ about, found: "no story that it could mail", problems: [] });
      continue;
    }
    const { stories } = issue.choice;
    const pressed = pressFolder(newsroom, world.now, new Map([[issue.id, stories]]));
    const letters = await compileIssue(pressed, issue, [], letterFiles(world.dir));
    const [letter] = letters.bySet.values();
    const kilobytes = Math.ceil(Buffer.byteLength(letter!.html) / 1000);
    const found = `${stories.length === 1 ? "1 story" : `${stories.length} stories`}, ${kilobytes} kB`;
    const unseen = (await hasSupportData()) ? "" : "; to see what mail programs understand: npm install caniemail";
    checks.push({ about, found: found + unseen, problems: await preflightIssue(pressed, issue, letters) });
  }
  return checks;
}
