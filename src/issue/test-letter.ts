import type { Config, Digest, Environment } from "../config/config.ts";
import { CourantError, fail } from "../errors.ts";
import type { Email, Letter, Newsroom, Problem } from "../model.ts";
import { pressFolder } from "../press-folder.ts";
import type { Issues } from "../store/store.ts";
import type { World } from "../world.ts";
import type { DueIssue } from "./due.ts";
import { issueNow } from "./issue-now.ts";
import { letterFiles } from "./letter-files.ts";
import { compileIssue, preflightIssue, sendingProblems, setKey } from "./letters.ts";
import { reasonsIn } from "./reason.ts";
import { transportOf } from "./transport.ts";

/**
 * Sends a digest's letter as it is now to one address, whatever preflight finds: that is told beside it. Nothing is recorded; its
 * links for leaving lead nowhere.
 */
export async function sendTestLetter(
  newsroom: Newsroom,
  digest: Digest,
  to: Email,
  issues: Pick<Issues, "history" | "find">,
  world: World,
  environment: Environment,
): Promise<{ readonly subject: string; readonly by: string; readonly problems: readonly Problem[] }> {
  const problems = sendingProblems(newsroom.config);
  if (problems.length > 0) throw new CourantError(problems, 2);
  const issue = await issueNow(newsroom, digest, issues, world);
  if (issue === null) return fail("ISSUE_STATE", `there is no story that ${digest.name} could mail.`);
  const pressed = pressFolder(newsroom, world.now, new Map([[issue.id, issue.choice.stories]]));
  const letters = await compileIssue(pressed, issue, [], letterFiles(world.dir));
  const letter = letters.bySet.get(setKey({ stories: issue.choice.stories, corrections: [] }))!;
  const by = await sendOne(letter, issue, to, newsroom.config, world, environment, newsroom);
  return { subject: letter.subject, by, problems: await preflightIssue(pressed, issue, letters) };
}

async function sendOne(
  letter: Letter,
  issue: DueIssue,
  to: Email,
  config: Config,
  world: World,
  environment: Environment,
  newsroom: Newsroom,
): Promise<string> {
  const { composeMessage } = await import("../deliver/message.ts");
  const { signMessage } = await import("../deliver/dkim.ts");
  const { dkimKeys } = await import("../deliver/dkim-keys.ts");
  const mould = composeMessage(letter, { config, issue: issue.id, digest: issue.digest, date: world.now });
  const reader = { email: to, name: "", id: "test", tags: [], threads: [] };
  const claim = {
    delivery: 0,
    issue: issue.id,
    variant: 0,
    made: world.now,
    since: world.clock(),
    tries: 0,
    doubts: 0,
    refused: false,
    resumed: false,
    reader,
  };
  const transport = await transportOf(world.dir, config, environment, world.clock);
  const session = transport.open();
  if (session === null) return fail("SEND_REFUSED", `${transport.name} cannot be reached.`);
  try {
    const message = mould.address({ ...reader, reason: reasonsIn(newsroom)(claim) });
    const signed = await signMessage(message, dkimKeys(environment.dkim, config.from?.email ?? ""));
    const result = await session.send(claim, signed, async () => true);
    if (result.verdict !== "sent") {
      const words = result.verdict === "aborted" ? "" : result.attempt.text;
      fail("SEND_REFUSED", `${transport.name} did not take the letter: ${words}`);
    }
    return transport.name;
  } finally {
    await session.close();
  }
}
