import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../courant.ts";
import { letterFindings } from "../letter-findings.ts";
import { compileIssue, preflightIssue } from "../../src/issue/letters.ts";
import { loadNewsroom } from "../../src/load/newsroom.ts";
import type { IssueId, Slug } from "../../src/model.ts";
import { press } from "../../src/press.ts";
import { newsroom, story } from "../newsroom.ts";

const yaml =
  "title: Test\nurl: https://news.example\nfrom: Test <news@news.example>\npostalAddress: 1 Example Street\ndigests:\n  weekly: { every: week, at: '08:00', content: full }\n";

async function findings(templates: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const one = story({ title: "One", date: "2026-11-18" }, "Words.");
  const dir = newsroom({ "courant.yaml": yaml, "stories/one.md": one, ...templates });
  const { found } = await letterFindings(dir, Date.UTC(2026, 10, 23, 13));
  return found.map(({ code, message }) => `${code} ${message}`);
}

test("a plain letter gives preflight nothing to say", async () => {
  expect(await findings()).toEqual([]);
});

test("what large mail programs do not understand is told with their names", async () => {
  const own = readFileSync(join(repository, "templates/digest.mjml"), "utf8");
  const video = '<mj-text><video src="https://news.example/a.mp4"></video></mj-text>';
  const found = await findings({ "templates/digest.mjml": own.replace("<mj-column>", `<mj-column>${video}`) });
  expect(found).toEqual([
    expect.stringMatching(/^LETTER_SUPPORT weekly\/2026-W48: <video> element is not understood by .*gmail\.ios/),
  ]);
});

test("of many letters each story is looked at in each of its shapes, and every letter's size", async () => {
  const own = readFileSync(join(repository, "templates/letter-lead.mjml"), "utf8");
  // Only a letter that this story leads shows the fault.
  const faulty = own.replace(
    "<mj-text",
    `{% if story.slug == "two" %}<mj-text color="#cccccc">Faint.</mj-text>{% endif %}<mj-text`,
  );
  const dir = newsroom({
    "courant.yaml": yaml,
    "templates/letter-lead.mjml": faulty,
    "stories/one.md": story({ title: "One", date: "2026-11-19" }, "Words."),
    "stories/two.md": story({ title: "Two", date: "2026-11-18" }, "Words."),
  });
  const loaded = await loadNewsroom(dir);
  const [digest] = loaded.config.digests;
  const stories = ["one", "two"] as Slug[];
  const issue = { id: "weekly/2026-W48" as IssueId, digest: digest!, period: "2026-W48", due: 0 };
  const pressed = press(loaded, Date.UTC(2026, 10, 23), new Map([[issue.id, stories]]));
  const choice = { stories, waiting: [], covered: [], archive: [] };
  const sets = [["one"], ["two"]].map((slugs) => ({ stories: slugs as Slug[], corrections: [] }));
  const letters = await compileIssue(pressed, { ...issue, choice }, sets, {
    get: async () => undefined,
    set: async () => {},
  });
  const found = await preflightIssue(pressed, { ...issue, choice }, letters);
  expect(found.map(({ code }) => code)).toContain("LETTER_CONTRAST");
  expect(
    await preflightIssue(pressed, { ...issue, choice }, { ...letters, bySet: new Map([...letters.bySet].slice(0, 2)) }),
  ).toEqual([]);
});
