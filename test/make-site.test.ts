import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { loadNewsroom } from "../src/load/newsroom.ts";
import { makingOf } from "../src/make-site.ts";
import type { Press } from "../src/model.ts";
import { press } from "../src/press.ts";
import { diffSite, type StartMaking } from "../src/write/site.ts";
import { newsroom } from "./newsroom.ts";

const settings = { "courant.yaml": "title: Test\nurl: https://news.example\n" };

/** More files than a second thread is asked for. */
const stories = Object.fromEntries(
  Array.from({ length: 250 }, (_, i) => [
    `stories/story-${i}.md`,
    `---\ntitle: Story ${i}\ndate: 2026-01-${String(1 + (i % 28)).padStart(2, "0")}\ntags: [tag ${i % 90}]\n---\nWords “of” story ${i}.\n`,
  ]),
);

async function pressed(files: Record<string, string> = {}): Promise<Press> {
  return press(await loadNewsroom(newsroom({ ...settings, ...stories, ...files })), Date.UTC(2026, 1, 1));
}

/** What would be written, in its order, as bytes. */
async function written(made: Press, startMaking?: StartMaking): Promise<readonly unknown[]> {
  const { writes } = await diffSite(made.site, made.newsroom.dir, startMaking);
  return writes.map(({ path, key, hash, content }) => [
    path,
    key,
    hash,
    typeof content === "string" || content instanceof Uint8Array ? Buffer.from(content).toString("hex") : content,
  ]);
}

test("a second thread makes the same bytes, in the same order", async () => {
  const made = await pressed();
  const alone = await written(made);
  let helped = 0;
  const together = await written(made, (paths) => {
    const ahead = makingOf(made)(paths);
    return {
      take: (place) => place < 10 && ahead.take(place),
      rest: async () => {
        const files = await ahead.rest();
        helped = files?.size ?? 0;
        return files;
      },
    };
  });
  expect(together).toEqual(alone);
  expect(helped).toBeGreaterThan(availableParallelism() > 1 ? 400 : -1);
});

test("what a thread that fails leaves is made all the same", async () => {
  const made = await pressed();
  const failing: StartMaking = () => ({ take: () => false, rest: () => Promise.resolve(undefined) });
  expect(await written(made, failing)).toEqual(await written(made));
});

test("a fault that the thread meets is told once, by the caller", async () => {
  const made = await pressed({ "templates/story.liquid": "{{ nothing }}" });
  const fault = { problems: [{ code: "TEMPLATE_INVALID", file: "templates/story.liquid", line: 1 }] };
  await expect(written(made, makingOf(made))).rejects.toMatchObject(fault);
  await expect(written(made)).rejects.toMatchObject(fault);
});

test("few files are made without a thread", async () => {
  const made = press(
    await loadNewsroom(newsroom({ ...settings, "stories/a.md": stories["stories/story-0.md"]! })),
    Date.UTC(2026, 1, 1),
  );
  const never: StartMaking = () => {
    throw new Error("was started");
  };
  expect((await written(made, never)).length).toBeGreaterThan(5);
});
