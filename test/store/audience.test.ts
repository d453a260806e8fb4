import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { IssueId, Subscription, TopicKey } from "../../src/model.ts";
import type { IssueStory, LetterSet, NewIssue } from "../../src/store/store.ts";
import { email, entry, issue, story, temporaryStore, type TemporaryStore } from "./temporary.ts";

let place: TemporaryStore;
beforeEach(async () => {
  place = await temporaryStore(() => Date.UTC(2026, 10, 20));
});
afterEach(() => place.remove());

/** Freezes an issue; gives the letters it came to. */
async function freeze(
  id: string,
  stories: readonly (string | IssueStory)[],
  rest: Partial<NewIssue> = {},
): Promise<readonly LetterSet[]> {
  const { variants } = await place.store.issues.freeze(issue(id, stories, rest));
  return variants.map(({ stories: slugs, corrections }) => ({ stories: slugs, corrections }));
}

const corrected = { corrections: [story("launch", [], null, "v1")] };
const told = { stories: ["landing"], corrections: ["launch"] };
const untold = { stories: ["landing"], corrections: [] };

describe("a correction", () => {
  beforeEach(() => place.store.readers.add([entry("ada@example.org"), entry("ada@example.org", "weekly")]));

  test("goes to who was mailed the story without it, in the next letter of any digest", async () => {
    await freeze("daily/2026-11-20", ["launch"]);
    expect(await freeze("weekly/2026-W47", ["landing"], corrected)).toEqual([told]);
  });

  test("is told once", async () => {
    await freeze("daily/2026-11-20", ["launch"]);
    await freeze("daily/2026-11-21", ["landing"], corrected);
    expect(await freeze("daily/2026-11-22", ["trial"], corrected)).toEqual([{ stories: ["trial"], corrections: [] }]);
  });

  test("is told again when it says something else", async () => {
    await freeze("daily/2026-11-20", ["launch"]);
    await freeze("daily/2026-11-21", ["landing"], corrected);
    const other = { corrections: [story("launch", [], null, "v2")] };
    expect(await freeze("daily/2026-11-22", ["trial"], other)).toEqual([
      { stories: ["trial"], corrections: ["launch"] },
    ]);
  });

  test("is not told to who got the story with it, nor to who never got it", async () => {
    await freeze("daily/2026-11-20", [story("launch", [], null, "v1")]);
    await place.store.readers.add([entry("new@example.org")]);
    expect(await freeze("daily/2026-11-21", ["landing"], corrected)).toEqual([untold]);
  });

  test("waits where there is no story to send it with", async () => {
    await freeze("daily/2026-11-20", ["launch"]);
    await place.store.readers.add([entry("ada@example.org", "daily", ["chess"])]);
    expect(await freeze("daily/2026-11-21", [story("landing", ["space"])], corrected)).toEqual([]);
    expect(await freeze("daily/2026-11-22", [story("mate", ["chess"])], corrected)).toEqual([
      { stories: ["mate"], corrections: ["launch"] },
    ]);
  });

  test("is old news ninety days after it was first told", async () => {
    const late = entry("late@example.org");
    await place.store.readers.add([late]);
    await freeze("daily/2026-11-20", ["launch"]);
    await place.store.readers.add([entry("late@example.org", "daily", ["chess"])]);
    const landing = story("landing", ["space"]);
    await freeze("daily/2026-11-21", [landing], corrected);
    const mate = story("mate", ["chess"]);
    expect(await freeze("daily/2027-03-01", [mate], { ...corrected, made: Date.UTC(2027, 2, 1) })).toEqual([
      { stories: ["mate"], corrections: [] },
    ]);
  });
});

describe("a reader who drops a digest for another", () => {
  const every = (digest: string): Subscription => ({ digest, tags: [], threads: [] });
  const monday = [story("monday", ["law"]), story("tuesday", ["law"])];
  const both = { carried: new Map(["daily", "weekly"].map((digest) => [digest, [story("wednesday"), ...monday]])) };

  async function choose(...choices: readonly Subscription[]): Promise<void> {
    const [claim] = await place.store.deliveries.claim((await publisher()).fence, Date.UTC(2026, 10, 20), 1);
    await place.store.members.choose(claim!.reader.id, choices);
  }
  async function publisher(): Promise<{ fence: number }> {
    const one = (await place.store.publisher({ wait: false, unsure: "resend" }))!;
    await one.release();
    return one;
  }
  beforeEach(async () => {
    await place.store.readers.add([entry("ada@example.org", "weekly")]);
    await freeze("weekly/2026-W46", ["before"]);
    await freeze("daily/2026-11-16", [monday[0]!]);
    await freeze("daily/2026-11-17", [monday[1]!]);
  });

  test("gets what the first one still owed with the next letter of the second, and only once", async () => {
    await choose(every("daily"));
    expect(await freeze("daily/2026-11-18", ["wednesday"], both)).toMatchObject([
      { stories: ["wednesday", "monday", "tuesday"] },
    ]);
    expect(await freeze("daily/2026-11-19", ["thursday"], both)).toMatchObject([{ stories: ["thursday"] }]);
  });

  test("gets no more than the second one carries and they have chosen of it", async () => {
    await choose({ digest: "daily", tags: ["law" as TopicKey], threads: [] });
    const carried = new Map([
      ["weekly", monday],
      ["daily", [monday[0]!]],
    ]);
    expect(await freeze("daily/2026-11-18", [story("wednesday", ["law"])], { carried })).toMatchObject([
      { stories: ["wednesday", "monday"] },
    ]);
  });

  test("gets the rest with the letter after, where one has no room", async () => {
    await choose(every("daily"));
    expect(await freeze("daily/2026-11-18", ["wednesday"], { ...both, max: 2 })).toMatchObject([
      { stories: ["wednesday", "monday"] },
    ]);
    expect(await freeze("daily/2026-11-19", ["thursday"], { ...both, max: 2 })).toMatchObject([
      { stories: ["thursday", "tuesday"] },
    ]);
  });

  test("gets what a letter holds that still waits, which is given up; with that digest again, nothing twice", async () => {
    const carried = new Map(["daily", "weekly"].map((digest) => [digest, [story("before")]]));
    const [claim] = await place.store.deliveries.claim((await publisher()).fence, Date.UTC(2026, 10, 20), 1);
    const { link } = (await place.store.returns.letter(claim!.delivery))!;
    await publisher();
    await place.store.members.choose(link, [every("daily")]);
    const news = issue("daily/2026-11-18", ["wednesday"], { carried });
    const [planned] = await place.store.issues.audience([news]);
    expect(planned!.variants).toMatchObject([{ stories: ["wednesday", "before"] }]);
    expect(await freeze("daily/2026-11-18", ["wednesday"], { carried })).toMatchObject([
      { stories: ["wednesday", "before"] },
    ]);
    expect(await place.store.issues.find("weekly/2026-W46" as IssueId)).toMatchObject({
      state: "done",
      report: { skipped: 1 },
    });
    await place.store.members.choose(link, [every("daily"), every("weekly")]);
    const left = await place.store.deliveries.claim((await publisher()).fence, Date.UTC(2026, 10, 20), 9);
    expect(left.map(({ issue: id }) => id)).toEqual(["daily/2026-11-18"]);
  });

  test("gets what a letter held that was skipped because they had dropped its digest", async () => {
    await choose(every("daily"));
    await publisher();
    expect(await place.store.deliveries.claim((await publisher()).fence, Date.UTC(2026, 10, 20), 9)).toEqual([]);
    const carried = new Map(["daily", "weekly"].map((digest) => [digest, [story("before")]]));
    expect(await freeze("daily/2026-11-18", ["wednesday"], { carried })).toMatchObject([
      { stories: ["wednesday", "before"] },
    ]);
  });
});

test("a plan of several issues tells what freezing them one after another does", async () => {
  await place.store.readers.add([entry("ada@example.org"), entry("ada@example.org", "weekly")]);
  const issues = [issue("daily/2026-11-20", ["launch"]), issue("weekly/2026-W47", ["landing", "launch"])];
  expect((await place.store.issues.audience(issues)).map(({ variants }) => variants)).toEqual([
    [{ stories: ["launch"], corrections: [], recipients: 1 }],
    [{ stories: ["landing"], corrections: [], recipients: 1 }],
  ]);
  expect(await place.store.readers.find(email("ada@example.org"))).not.toBeNull();
  for (const one of issues) await place.store.issues.freeze(one);
  expect((await place.store.issues.find(issues[1]!.id))?.variants).toMatchObject([{ stories: ["landing"] }]);
});
