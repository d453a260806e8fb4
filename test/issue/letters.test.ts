import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../courant.ts";
import { letterFindings } from "../letter-findings.ts";
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
