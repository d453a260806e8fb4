/**
 * The law of docs/digests.md, over random histories of a newsroom, its readers and its clock: the real choice of stories, the
 * real plan and the real store, the letters left out.
 */
import { array, assert, asyncProperty, boolean, constantFrom, integer, oneof, record, subarray } from "fast-check";
import { expect, test } from "vitest";
import type { Digest } from "../../src/config/config.ts";
import { contentOf } from "../../src/issue/content.ts";
import { slugsInAliases } from "../../src/base/former-slugs.ts";
import { dueIssues } from "../../src/issue/due.ts";
import type { Slug, Story, Subscription, TopicKey } from "../../src/model.ts";
import { published } from "../../src/press.ts";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { isOnTopic } from "../../src/store/topics.ts";
import { composition, story } from "../compile/letter/composition.ts";
import { email } from "../store/temporary.ts";

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2026, 9, 1);
const shared = { title: "", tags: [], max: 4, content: "dek", subject: null, maxLateness: null } as const;
const at = { hour: 7, minute: 0 };
const digests: readonly Digest[] = [
  { ...shared, name: "daily", every: "day", at, on: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] },
  { ...shared, name: "weekly", every: "week", at, on: "mon", max: 12 },
  { ...shared, name: "monthly", every: "month", at, on: 1, max: 60 },
  { ...shared, name: "instant", every: "story", max: 12 },
  { ...shared, name: "lawful", every: "week", at, on: "thu", tags: ["law" as TopicKey], max: 12 },
];
const topics = ["law", "space"] as const;
const nowhere = { data: "/nowhere", secret: null, durability: "normal", create: false } as const;

type Step =
  | { readonly do: "tick"; readonly hours: number }
  | { readonly do: "deliver" }
  | { readonly do: "write"; readonly age: number; readonly tags: readonly string[]; readonly lead: boolean }
  | { readonly do: "correct" | "withdraw" | "hide" | "redate" | "rename"; readonly story: number; readonly to: number }
  | { readonly do: "switch"; readonly reader: number; readonly to: readonly Digest[] };

const step = oneof(
  { weight: 6, arbitrary: record({ do: constantFrom("tick" as const), hours: integer({ min: -20, max: 60 }) }) },
  { weight: 2, arbitrary: record({ do: constantFrom("deliver" as const) }) },
  {
    weight: 5,
    arbitrary: record({
      do: constantFrom("write" as const),
      // Days before now; some are dated ahead.
      age: integer({ min: -6, max: 20 }),
      tags: subarray([...topics]),
      lead: boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: record({
      do: constantFrom("correct" as const, "withdraw" as const, "hide" as const, "redate" as const),
      story: integer({ min: 0, max: 30 }),
      to: integer({ min: 0, max: 2 }),
    }),
  },
  {
    weight: 3,
    arbitrary: record({
      do: constantFrom("rename" as const),
      story: integer({ min: 0, max: 6 }),
      to: integer({ min: 0, max: 2 }),
    }),
  },
  {
    weight: 4,
    arbitrary: record({
      do: constantFrom("switch" as const),
      reader: integer({ min: 0, max: 3 }),
      to: subarray([...digests], { minLength: 1 }),
    }),
  },
);

/** What each reader chooses by, all along; they switch only between digests. */
const choices: readonly Pick<Subscription, "tags" | "threads">[] = [
  { tags: [], threads: [] },
  { tags: [], threads: [] },
  { tags: ["law" as TopicKey], threads: [] },
  { tags: ["space" as TopicKey], threads: ["saga" as TopicKey] },
];

/** By the id of each story: a slug may change. */
interface Letter {
  readonly stories: ReadonlyMap<string, string>;
  readonly corrections: ReadonlyMap<string, string>;
}

interface World {
  readonly store: Store;
  /** By id. */
  readonly stories: Map<string, Story>;
  /** Every slug that a story had, as courant.lock promises it. */
  readonly ids: Map<Slug, string>;
  readonly links: string[];
  /** What each variant printed: its stories and its corrections, each with the words of the correction as they were then. */
  readonly printed: Map<number, Letter>;
  /** Letters that left. */
  readonly sent: { readonly delivery: number; readonly reader: number; readonly variant: number }[];
  /** Readers who were once with the digest of law alone, to which nothing else is owed. */
  readonly lawyers: Set<number>;
  now: number;
}

async function begin(): Promise<World> {
  const store = await openStore({ ...nowhere, clock: () => start });
  const world: World = {
    store,
    stories: new Map(),
    ids: new Map(),
    links: [],
    printed: new Map(),
    sent: [],
    lawyers: new Set(),
    now: start,
  };
  // Every digest has begun before anything is written: the law speaks of what comes after.
  for (let week = 0; week < 5; week++) await tick(world, 7 * 24);
  for (const [i, choice] of choices.entries()) {
    const asked = { email: email(`r${i}@example.org`), network: `192.0.${i}.0/24`, form: "form-1 en", signed: true };
    await store.members.apply({ ...asked, choices: [{ digest: "weekly", ...choice }] });
    const [note] = await store.notes.claim(1);
    await store.notes.done(note!.id);
    await store.members.confirm(note!.subject);
    world.links.push(note!.link);
  }
  return world;
}

/** What a tick does, letters left out. What the plan says of each issue must be what freezing it gives. */
async function tick(world: World, hours: number): Promise<void> {
  world.now += hours * hour;
  const made = composition({
    stories: [...world.stories.values()],
    config: { digests, timezone: "America/New_York" },
  });
  const newsroom = { ...made.newsroom, lock: { ...made.newsroom.lock, ids: world.ids } };
  const stories = published(newsroom, world.now);
  const { issues } = world.store;
  const due = await dueIssues(newsroom, stories, world.now, issues, []);
  const pressed = { newsroom, now: world.now, stories, bySlug: new Map(stories.map((one) => [one.slug, one])) };
  for (const { digest, covered } of due.begun) await issues.cover(digest, covered, world.now);
  const empty = due.toMake.filter(({ choice }) => choice.stories.length === 0);
  const full = due.toMake.filter(({ choice }) => choice.stories.length > 0);
  const contents = full.map((issue) => contentOf(pressed, issue, due.carried));
  const audiences = await issues.audience(contents);
  for (const issue of [...empty, ...full]) {
    const { id, period, choice } = issue;
    const content = contentOf(pressed, issue, due.carried);
    const covered = [...choice.covered, ...choice.archive];
    const frozen = await issues.freeze({
      ...content,
      id,
      period,
      due: issue.due,
      subject: "",
      covered,
      waiting: choice.waiting,
    });
    const words = (slugs: readonly Slug[]): Letter["stories"] =>
      new Map(slugs.map((slug) => [pressed.bySlug.get(slug)!.id, wordOn(pressed.bySlug.get(slug)!)]));
    for (const variant of frozen.variants)
      world.printed.set(variant.id, { stories: words(variant.stories), corrections: words(variant.corrections) });
    const planned = audiences[full.indexOf(issue)]?.variants ?? [];
    expect(
      frozen.variants.map((variant) => [variant.stories, variant.corrections, variant.recipients]),
      id,
    ).toEqual(planned.map((variant) => [variant.stories, variant.corrections, variant.recipients]));
  }
}

async function deliver({ store, sent, links }: World): Promise<void> {
  for (;;) {
    const claims = await store.deliveries.claim(0, start, 100);
    const ids = claims.map(({ delivery }) => delivery);
    if (ids.length === 0) break;
    const attempt = { phase: "dot", code: 250, enhanced: null, text: "ok", queueId: null } as const;
    expect(await store.deliveries.record(0, [], ids)).toEqual(new Map());
    for (const { delivery, variant, reader } of claims)
      sent.push({ delivery, variant, reader: links.indexOf(reader.id) });
    const outcomes = ids.map((delivery) => ({ delivery, attempt, verdict: "sent", state: "sent", at: start }) as const);
    await store.deliveries.record(0, outcomes, []);
  }
  await store.deliveries.release(0, []);
}

async function act(world: World, taken: Step): Promise<void> {
  const { stories, store, links } = world;
  switch (taken.do) {
    case "tick":
      return tick(world, taken.hours);
    case "deliver":
      return deliver(world);
    case "write":
      return write(world, world.now - taken.age * day, taken.tags, taken.lead);
    case "switch": {
      const choice = choices[taken.reader]!;
      if (taken.to.every(({ name }) => name === "lawful")) world.lawyers.add(taken.reader);
      await store.members.choose(
        links[taken.reader]!,
        taken.to.map(({ name }) => ({ digest: name, ...choice })),
      );
      return;
    }
    default: {
      const one = [...stories.values()][taken.story];
      if (one === undefined) return;
      const on = taken.to > 0;
      const changes: Readonly<Record<typeof taken.do, () => Partial<Story>>> = {
        correct: () => ({ correction: on ? `It was ${taken.to}.` : null }),
        withdraw: () => ({ withdrawn: on ? "It was wrong." : null }),
        hide: () => ({ draft: on }),
        redate: () => ({ date: one.date + (taken.to - 1) * 3 * day }),
        rename: () => renamed(world, one, taken.to),
      };
      stories.set(one.id, { ...one, ...changes[taken.do]() });
    }
  }
}

/** Another slug. What the old one was is told by courant.lock, by an alias, or by both. */
function renamed({ ids }: World, one: Story, to: number): Partial<Story> {
  if (to !== 1) ids.set(one.slug, one.id);
  return {
    slug: `${one.slug}-new` as Slug,
    aliases: to === 0 ? one.aliases : [...one.aliases, `/stories/${one.slug}/`],
  };
}

function write({ stories }: World, date: number, tags: readonly string[], lead: boolean): void {
  const slug = `s${stories.size}`;
  const id = `tag:${slug}`;
  const keys = tags.map((tag) => ({ key: tag as TopicKey, label: tag }));
  const thread = stories.size % 3 === 0 ? ("saga" as TopicKey) : null;
  stories.set(id, story(slug, slug, { id, date, tags: keys, lead, thread }));
}

/** Forty days in which the newsroom goes on and nobody changes anything, so that all that is owed finds a letter. */
async function settle(world: World): Promise<void> {
  world.now = Math.max(world.now, ...[...world.stories.values()].map(({ date }) => date));
  for (let days = 0; days < 40; days++) {
    if (days % 4 === 0) write(world, world.now, topics, false);
    await tick(world, 24);
    await deliver(world);
  }
}

/** Runs a history and lets it settle; gives every letter that left, by reader, in the order in which they were made. */
async function lettersOf(world: World, steps: readonly Step[]): Promise<readonly (readonly Letter[])[]> {
  for (const taken of steps) await act(world, taken);
  const written = [...world.stories.keys()];
  await settle(world);
  for (const id of world.stories.keys()) if (!written.includes(id)) world.stories.delete(id);
  return choices.map((_, reader) =>
    world.sent
      .filter((letter) => letter.reader === reader)
      .toSorted((a, b) => a.delivery - b.delivery)
      .map(({ variant }) => world.printed.get(variant)!),
  );
}

/** What a story says of itself beside its words. */
function wordOn({ correction, withdrawn }: Pick<Story, "correction" | "withdrawn">): string {
  return withdrawn ?? correction ?? "";
}

/** Runs a check over random histories, each in a store of its own. */
async function overHistories(
  runs: number,
  check: (world: World, letters: readonly (readonly Letter[])[]) => Promise<void> | void,
): Promise<void> {
  await assert(
    asyncProperty(array(step, { maxLength: 40, size: "max" }), async (steps) => {
      const world = await begin();
      try {
        await check(world, await lettersOf(world, steps));
      } finally {
        await world.store.close();
      }
    }),
    { numRuns: runs },
  );
}

const runs = 40;

test(
  "every story that is still to be mailed reaches every reader on whose topics it is exactly once",
  { timeout: 120_000 },
  () =>
    overHistories(runs, async (world, letters) => {
      const covered = new Set<Slug>();
      for (const { name } of digests)
        for (const slug of (await world.store.issues.history(name)).covered) covered.add(slug);
      const slugsOf = ({ slug, aliases, id }: Story): readonly Slug[] => [
        slug,
        ...slugsInAliases({ aliases }),
        ...[...world.ids].flatMap(([old, known]) => (known === id ? [old] : [])),
      ];
      for (const [reader, choice] of choices.entries()) {
        const got = letters[reader]!.flatMap(({ stories }) => [...stories.keys()]);
        expect(got.filter((id, i) => got.indexOf(id) !== i)).toEqual([]);
        const due = [...world.stories.values()].filter(
          (one) =>
            one.withdrawn === null &&
            !one.draft &&
            !slugsOf(one).some((slug) => covered.has(slug)) &&
            isOnTopic({ tags: one.tags.map(({ key }) => key), thread: one.thread }, choice) &&
            (!world.lawyers.has(reader) || one.tags.some(({ key }) => key === "law")),
        );
        expect(due.map(({ id }) => id).filter((id) => !got.includes(id))).toEqual([]);
      }
    }),
);

test("a correction is told once, to those alone who were mailed the story otherwise", { timeout: 120_000 }, () =>
  overHistories(runs, (world, letters) => {
    for (const mine of letters) {
      for (const one of world.stories.values()) {
        const mailed = mine.findIndex(({ stories }) => stories.has(one.id));
        const told = mine.slice(mailed + 1).flatMap(({ corrections }) => corrections.get(one.id) ?? []);
        const heard = mailed === -1 ? [] : [mine[mailed]!.stories.get(one.id), ...told];
        expect(mine.slice(0, mailed + 1).filter(({ corrections }) => corrections.has(one.id))).toEqual([]);
        expect(heard).toEqual([...new Set(heard)]);
        const open = mailed !== -1 && !one.draft && wordOn(one) !== "";
        expect(open ? heard : [wordOn(one)]).toContain(wordOn(one));
      }
    }
  }),
);
