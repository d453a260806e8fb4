import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadNewsroom } from "../../src/load/newsroom.ts";
import type { Newsroom } from "../../src/model.ts";
import { newsroom } from "../newsroom.ts";

const settings = { "courant.yaml": "title: Test\nurl: https://news.example\n" };

/** More than are read without a second thread; among them two of one slug, one without a title and one with a lost picture. */
const many: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Array.from({ length: 400 }, (_, i) => [
      `stories/${String(i).padStart(3, "0")}-story.md`,
      `---\ntitle: Story ${i}\ndate: 2026-01-${String(1 + (i % 28)).padStart(2, "0")}\ntags: [tag ${i % 9}]\n---\n## One\n\nWords “of” [[Story ${i + 1}]].\n`,
    ]),
  ),
  "stories/000-twin.md": "---\ntitle: Twin\ndate: 2026-01-01\nslug: twin\n---\n## One\n",
  "stories/990-twin.md": "---\ntitle: Twin\ndate: 2026-01-02\nslug: twin\n---\n## One\n",
  "stories/991-untitled.md": "---\ndate: 2026-01-02\n---\nNothing.\n",
  "stories/992-lost.md": "---\ntitle: Lost\ndate: 2026-01-02\n---\n![A map](lost.png)\n",
};

/** All but the folder. */
function plain({ dir, ...rest }: Newsroom): unknown {
  return JSON.parse(JSON.stringify(rest).replaceAll(dir, ""));
}

/** Brought in two parts, each too small for a second thread. */
async function readAlone(): Promise<Newsroom> {
  const names = Object.keys(many);
  const dir = newsroom({ ...settings, ...Object.fromEntries(Object.entries(many).slice(0, 200)) });
  await loadNewsroom(dir);
  for (const name of names.slice(200)) writeFileSync(join(dir, name), many[name]!);
  return loadNewsroom(dir);
}

test("many stories are read in two threads as they are in one, faults and all", async () => {
  const together = await loadNewsroom(newsroom({ ...settings, ...many }));
  const alone = await readAlone();
  expect(plain(together)).toEqual(plain(alone));
  const codes = new Set(together.problems.map(({ code }) => code));
  expect([...codes]).toEqual(expect.arrayContaining(["STORY_TITLE_MISSING", "IMAGE_MISSING"]));
});

test("what two threads read is kept as if one had", async () => {
  const dir = newsroom({ ...settings, ...many });
  const cold = await loadNewsroom(dir);
  expect(plain(await loadNewsroom(dir))).toEqual(plain(cold));
});
