/**
 * What letters cost: `npm run bench:letters`. Medians of five runs, in one process, on stories of the tests' making.
 * 1. variants: 1,000 distinct story sets of a 30-story issue against one set of it (aim: at most 10×), warm.
 * 2. splicing: messages addressed to readers from one letter (aim: at least 50,000/s).
 */
import { compileLetters, type Variant } from "../src/compile/letter/letter.ts";
import { composeMessage } from "../src/deliver/message.ts";
import type { Email, TopicKey } from "../src/model.ts";
import { composition, issueOf, story, weekly } from "../test/compile/letter/composition.ts";

const picture = { asset: "stories/a/a.png", alt: "Towers by a lake", width: 1200, height: 630 };
const topics = ["Cloud", "Courts", "Policy", "Retail", "Chips"].map((label) => ({
  key: label.toLowerCase() as TopicKey,
  label,
}));
const dek =
  "Beijing’s new export rules put the recommendation engine beyond the reach of any buyer, at least for the time being.";
const slugs = Array.from({ length: 60 }, (_, i) => `story-${i}`);

const c = composition({
  stories: slugs.map((slug, i) =>
    story(slug, `The headline of story ${i}, as long as headlines usually are`, {
      dek,
      tags: [topics[i % 5]!],
      image: i % 2 === 0 ? picture : null,
      ...(i % 3 === 0 ? { thread: "running" as TopicKey } : {}),
    }),
  ),
  related: Object.fromEntries(slugs.map((slug, i) => [slug, [1, 7, 31, 42].map((step) => slugs[(i + step) % 60]!)])),
  threads: [{ key: "running", title: "A running story", parts: slugs.filter((_, i) => i % 3 === 0) }],
});

function issueOfSize(n: number, content: "dek" | "full" = "dek") {
  return issueOf(c, { ...weekly, content, max: 100 }, slugs.slice(0, n));
}

/** Sets of 5 to 29 of the issue's stories, all different, the same in every run. */
function variantsOf(n: number): readonly Variant[] {
  const sets = new Map<string, Variant>();
  for (let seed = 1; sets.size < n; seed++) {
    const stories = issueOfSize(30).stories.filter((_, i) => ((seed * 2_654_435_761) >>> (i % 31)) & 1);
    if (stories.length > 4) sets.set(stories.join(), { stories, corrections: [] });
  }
  return [...sets.values()];
}

async function median(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  return times.toSorted((a, b) => a - b)[2]!;
}

const issue = issueOfSize(30);
const whole: Variant = { stories: issue.stories, corrections: [] };
await compileLetters(c, issue, [whole]);
const one = await median(() => compileLetters(c, issue, [whole]));
const variants = variantsOf(1000);
const thousand = await median(() => compileLetters(c, issue, variants));
console.log(`one set of 30 stories: ${one.toFixed(0)} ms`);
console.log(`1,000 sets: ${thousand.toFixed(0)} ms, ${(thousand / one).toFixed(1)}× of one`);

const twenty = issueOfSize(20);
const [letter] = await compileLetters(c, twenty, [{ stories: twenty.stories, corrections: [] }]);
console.log(
  `20 stories: ${(Buffer.byteLength(letter!.html) / 1000).toFixed(1)} kB of HTML, ${(Buffer.byteLength(letter!.text) / 1000).toFixed(1)} kB of text`,
);

const mould = composeMessage(letter!, { config: c.newsroom.config, issue: twenty.id, digest: weekly, date: c.now });
const readers = Array.from({ length: 100_000 }, (_, i) => ({
  email: `reader-${i}@mail-${i % 50}.example` as Email,
  name: i % 4 === 0 ? `Zoë Müller ${i}` : `Reader ${i}`,
  id: Buffer.from(`reader-number-${i}`).toString("base64url").padEnd(22, "A").slice(0, 22),
  reason: `You get this because you subscribed to The Weekly: ${topics[i % 5]!.label}.`,
}));
let octets = 0;
const splicing = await median(async () => {
  for (const reader of readers) for (const part of mould.address(reader).parts) octets += part.length;
});
console.log(
  `splicing: ${Math.round(readers.length / (splicing / 1000)).toLocaleString("en")} letters/s of ${(mould.size / 1000).toFixed(1)} kB (${octets} octets)`,
);
