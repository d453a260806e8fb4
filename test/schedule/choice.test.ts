import { array, assert, boolean, double, integer, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import type { IssueId, Slug, TopicKey } from "../../src/model.ts";
import { type Candidate, type Choice, type ChoiceInput, chooseStories } from "../../src/schedule/choice.ts";

const day = 24 * 60 * 60 * 1000;
const due = Date.UTC(2026, 10, 20, 7);

/** A story dated so many days before the due moment. */
function story(slug: string, age: number, rest: Partial<Candidate> = {}): Candidate {
  return {
    slug: slug as Slug,
    date: due - age * day,
    tags: [],
    channels: ["web", "feed", "mail"],
    lead: false,
    withdrawn: null,
    draft: false,
    ...rest,
  };
}

function tag(name: string): Candidate["tags"][number] {
  return { key: name as TopicKey, label: name };
}

function choose(stories: readonly Candidate[], rest: Partial<ChoiceInput> = {}): Choice {
  return chooseStories({
    id: "daily/2026-11-20" as IssueId,
    digest: { name: "daily", tags: [], max: 20 },
    due,
    since: due - 2 * day,
    lastDue: due - day,
    stories,
    issues: new Map(),
    covered: new Set(),
    waiting: new Set(),
    ...rest,
  });
}

describe("the choice of stories", () => {
  test("leads come first, then the newest", () => {
    const stories = [story("a", 0.1), story("b", 0.2), story("lead", 0.5, { lead: true })];
    expect(choose(stories).stories).toEqual(["lead", "a", "b"]);
  });

  test("a story of an earlier issue, or covered, is not taken again", () => {
    const issues = new Map([["daily/2026-11-19" as IssueId, ["a"] as Slug[]]]);
    expect(
      choose([story("a", 1), story("b", 1), story("c", 1)], { issues, covered: new Set(["b" as Slug]) }).stories,
    ).toEqual(["c"]);
  });

  test("another digest's issues do not count", () => {
    expect(
      choose([story("a", 1)], { issues: new Map([["weekly/2026-W46" as IssueId, ["a"] as Slug[]]]) }).stories,
    ).toEqual(["a"]);
  });

  test("drafts, withdrawn stories and those not for mail stay out, and are not covered", () => {
    const stories = [
      story("d", 1, { draft: true }),
      story("w", 1, { withdrawn: "Wrong." }),
      story("p", 1, { channels: ["web"] }),
    ];
    expect(choose(stories)).toEqual({ stories: [], waiting: [], covered: [], archive: [] });
  });

  test("tags choose", () => {
    const stories = [
      story("law", 1, { tags: [tag("law")] }),
      story("space", 1, { tags: [tag("space"), tag("law")] }),
      story("chess", 1, { tags: [tag("chess")] }),
    ];
    expect(choose(stories, { digest: { name: "daily", tags: ["law" as TopicKey], max: 20 } }).stories).toEqual([
      "law",
      "space",
    ]);
  });

  test("what max leaves out waits, and goes before newer stories the next time", () => {
    const digest = { name: "daily", tags: [], max: 2 };
    const stories = [story("a", 0.1), story("b", 0.2), story("c", 0.3)];
    const first = choose(stories, { digest });
    expect(first).toMatchObject({ stories: ["a", "b"], waiting: ["c"] });
    const issues = new Map([["daily/2026-11-20" as IssueId, first.stories]]);
    const next = choose([story("e", -0.8), story("d", -0.7), ...stories], {
      id: "daily/2026-11-21" as IssueId,
      digest,
      issues,
      waiting: new Set(first.waiting),
    });
    expect(next).toMatchObject({ stories: ["e", "c"], waiting: ["d"] });
  });

  test("a first issue reaches back two due moments; the archive is covered in silence", () => {
    expect(choose([story("new", 1.9), story("old", 2), story("older", 900)], { lastDue: null })).toEqual({
      stories: ["new"],
      waiting: [],
      covered: [],
      archive: ["old", "older"],
    });
  });

  test("a backdated story is mailed; one dated over thirty days back is covered and named", () => {
    expect(choose([story("late", 29), story("ancient", 31)])).toMatchObject({
      stories: ["late"],
      covered: ["ancient"],
    });
  });

  test("a monthly issue holds its whole month, however old its first day is", () => {
    const input = {
      id: "monthly/2026-11" as IssueId,
      digest: { name: "monthly", tags: [], max: 20 },
      lastDue: due - 31 * day,
    };
    expect(choose([story("first", 30.9), story("before", 31.5)], input)).toMatchObject({
      stories: ["first"],
      covered: ["before"],
    });
  });

  test("a story that waits for room is never too old", () => {
    expect(choose([story("patient", 40)], { waiting: new Set(["patient" as Slug]) }).stories).toEqual(["patient"]);
  });

  test("an issue that courant.lock names keeps its stories and their order, as far as they can be mailed", () => {
    const issues = new Map([["daily/2026-11-20" as IssueId, ["b", "gone", "a"] as Slug[]]]);
    expect(
      choose([story("c", 0.1), story("a", 1), story("b", 1), story("old", 5)], { issues, lastDue: null }),
    ).toMatchObject({
      stories: ["b", "a"],
      archive: ["old"],
    });
  });

  test("with an empty database but issues in courant.lock it is no first issue", () => {
    const issues = new Map([["daily/2026-11-10" as IssueId, ["x"] as Slug[]]]);
    expect(choose([story("late", 12), story("ancient", 99)], { issues, lastDue: null })).toMatchObject({
      stories: ["late"],
      covered: ["ancient"],
      archive: [],
    });
  });

  test("over any history of edits and clocks, no story is in two issues, and none that was new is lost", () => {
    const step = record({
      add: array(record({ age: double({ min: -2, max: 60, noNaN: true }), lead: boolean() }), {
        maxLength: 4,
      }),
      days: integer({ min: 1, max: 3 }),
    });
    assert(
      property(array(step, { minLength: 2, maxLength: 12 }), integer({ min: 1, max: 4 }), (steps, max) => {
        const issues = new Map<IssueId, readonly Slug[]>();
        const covered = new Set<Slug>();
        let waiting: ReadonlySet<Slug> = new Set();
        const all: Candidate[] = [];
        let now = due;
        let lastDue: number | null = null;
        // Quiet days at the end give everything that waits its turn.
        for (const { add, days } of [...steps, ...Array.from({ length: 60 }, () => ({ add: [], days: 1 }))]) {
          for (const { age, lead } of add) all.push({ ...story(`s${all.length}`, 0, { lead }), date: now - age * day });
          const published = all.filter((one) => one.date <= now).toSorted((a, b) => b.date - a.date);
          const id = `daily/${now}` as IssueId;
          const choice = choose(published, {
            id,
            digest: { name: "daily", tags: [], max },
            due: now,
            since: now - 2 * day,
            lastDue,
            issues,
            covered,
            waiting,
          });
          issues.set(id, choice.stories);
          for (const slug of [...choice.covered, ...choice.archive]) covered.add(slug);
          waiting = new Set(choice.waiting);
          lastDue = now;
          now += days * day;
        }
        const mailed = [...issues.values()].flat();
        expect(new Set(mailed).size).toBe(mailed.length);
        expect(new Set([...mailed, ...covered]).size).toBe(all.length);
        expect(mailed.filter((slug) => covered.has(slug))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
