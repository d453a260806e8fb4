import type { Config, Digest, Environment } from "../config/config.ts";
import { CourantError, fail } from "../errors.ts";
import type { Email, IssueId, Letter, Newsroom, Slug, Story } from "../model.ts";
import { pressFolder } from "../press-folder.ts";
import { published } from "../press.ts";
import { currentPeriod } from "../schedule/period.ts";
import type { Issues } from "../store/store.ts";
import type { World } from "../world.ts";
import { dueIssues, type DueIssue } from "./due.ts";
import { letterFiles } from "./letter-files.ts";
import { compileIssue, sendingProblems, setKey } from "./letters.ts";
import { reasonsIn } from "./reason.ts";
import { transportOf } from "./transport.ts";

/** Sends a digest's letter as it is now to one address. Nothing is recorded; its links for leaving lead nowhere. */
export async function sendTestLetter(
  newsroom: Newsroom,
  digest: Digest,
  to: Email,
  issues: Pick<Issues, "history" | "find">,
  world: World,
  environment: Environment,
): Promise<{ readonly subject: string; readonly by: string }> {
  const problems = sendingProblems(newsroom.config);
  if (problems.length > 0) throw new CourantError(problems, 2);
  const issue = await issueNow(newsroom, digest, issues, world);
  const pressed = pressFolder(newsroom, world.now, new Map([[issue.id, issue.choice.stories]]));
  const { bySet } = await compileIssue(pressed, issue, [], letterFiles(world.dir));
  const letter = bySet.get(setKey({ stories: issue.choice.stories, corrections: [] }))!;
  const by = await sendOne(letter, issue, to, newsroom.config, world, environment, newsroom);
  return { subject: letter.subject, by };
}

/** What the digest would mail now; after its issue was made, that issue; where nothing is due, its newest stories. */
async function issueNow(
  newsroom: Newsroom,
  digest: Digest,
  issues: Pick<Issues, "history" | "find">,
  world: World,
): Promise<DueIssue> {
  const stories = published(newsroom, world.now);
  const { toMake, made } = await dueIssues(newsroom, stories, world.now, issues, [digest.name]);
  const fresh = toMake.find((issue) => issue.digest.name === digest.name && issue.choice.stories.length > 0);
  if (fresh !== undefined) return fresh;
  const frozen = made.find((issue) => issue.report.digest === digest.name && issue.report.stories.length > 0);
  const slugs = frozen?.report.stories ?? newest(stories, digest);
  if (slugs.length === 0) fail("ISSUE_STATE", `there is no story that ${digest.name} could mail.`);
  const period =
    digest.every === "story" ? slugs[0]! : currentPeriod(digest, newsroom.config.timezone, world.now).label;
  return {
    id: `${digest.name}/${period}` as IssueId,
    digest,
    period,
    due: world.now,
    choice: { stories: slugs, waiting: [], covered: [], archive: [] },
  };
}

function newest(stories: readonly Story[], digest: Digest): readonly Slug[] {
  const fits = stories.filter(
    (story) =>
      story.channels.includes("mail") &&
      story.withdrawn === null &&
      (digest.tags.length === 0 || story.tags.some(({ key }) => digest.tags.includes(key))),
  );
  return fits.slice(0, digest.every === "story" ? 1 : digest.max).map((story) => story.slug);
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
    reader,
  };
  const transport = await transportOf(world.dir, config, environment, world.clock);
  const session = transport.open();
  if (session === null) return fail("SEND_REFUSED", `${transport.name} cannot be reached.`);
  try {
    const message = mould.address({ ...reader, reason: reasonsIn(newsroom)(claim) });
    const result = await session.send(claim, message, async () => true);
    if (result.verdict !== "sent") {
      const words = result.verdict === "aborted" ? "" : result.attempt.text;
      fail("SEND_REFUSED", `${transport.name} did not take the letter: ${words}`);
    }
    return transport.name;
  } finally {
    await session.close();
  }
}
