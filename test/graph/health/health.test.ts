import { describe, expect, test } from "vitest";
import { checkHealth } from "../../../src/graph/health.ts";
import type { Problem, Story } from "../../../src/model.ts";
import { build, link, publishedOf, story } from "../make.ts";

function health(stories: readonly Story[]): readonly Problem[] {
  return checkHealth(publishedOf(stories), build(stories));
}

/** Forty words that no other of these texts holds. */
function text(name: string): string {
  return Array.from({ length: 40 }, (_, i) => `${name}${i}`).join(" ");
}

describe("orphans", () => {
  const pair = [story("a", { body: [link("b.md")] }), story("b")];

  test("are stories without an explicit edge in or out", () => {
    expect(health([...pair, story("lonely")])).toEqual([
      {
        code: "STORY_ORPHAN",
        level: "warning",
        file: "stories/lonely.md",
        line: 1,
        message:
          "No story leads here, and this one leads to none; link it, list it as related, or see what `courant graph --suggest` proposes.",
      },
    ]);
  });

  test("are told as one where there are many", () => {
    const many = Array.from({ length: 11 }, (_, i) => story(`lonely-${i}`));
    expect(health([...pair, ...many])).toMatchObject([{ code: "STORY_ORPHAN", file: null, line: null }]);
  });

  test("are not the first story, drafts, withdrawn ones nor those without a page", () => {
    expect(health([story("first")])).toEqual([]);
    const others = [
      story("draft", { draft: true }),
      story("gone", { withdrawn: "Wrong." }),
      story("letter", { channels: ["mail"] }),
    ];
    expect(health([...pair, ...others])).toEqual([]);
  });

  test("are not parts of a thread", () => {
    expect(health([story("a", { thread: "t" }), story("b", { on: "2026-11-02", thread: "t" })])).toEqual([]);
  });
});

describe("copies", () => {
  const original = story("original", { title: "The deal is done", on: "2026-11-01", text: text("deal") });
  const tie = { body: [link("other.md")] };
  const other = story("other", { on: "2026-10-01", body: [link("original.md")] });
  const copyOf = (title: string, share: number, more = {}): Story => {
    const words = text("deal").split(" ");
    const kept = words.slice(0, Math.round(words.length * share));
    const fresh = text("fresh").split(" ").slice(kept.length);
    return story("copy", { title, on: "2026-11-05", text: [...kept, ...fresh].join(" "), ...tie, ...more });
  };

  test("hold most of an earlier story", () => {
    expect(health([original, other, copyOf("Done deal", 0.9)])).toEqual([
      {
        code: "STORY_DUPLICATE",
        level: "warning",
        file: "stories/copy.md",
        line: 1,
        message:
          '89 % of the shorter text is also in "The deal is done" (2026-11-01, original); keep one and give it the other\'s path as an alias, or write continues: original.',
      },
    ]);
  });

  test("are not quotations, updates that say so, or forms filled twice", () => {
    expect(health([original, other, copyOf("Done deal", 0.4)])).toEqual([]);
    expect(health([original, other, copyOf("Done deal", 0.85, { continues: "original" })])).toEqual([]);
    const form = { ...original, title: "Version 1.2 released" };
    expect(health([form, other, copyOf("Version 1.3 released", 1)])).toEqual([]);
  });

  test("are not stories that share what five of them share", () => {
    const foot = Array.from({ length: 6 }, (_, i) =>
      story(`s${i}`, { title: text(`title${i}`), text: text("about"), body: [link(`s${(i + 1) % 6}.md`)] }),
    );
    expect(health(foot)).toEqual([]);
  });
});

describe("corrections", () => {
  const wrong = story("wrong", { title: "Oracle paid ten billion", on: "2026-11-01", text: text("paid") });

  test("are one-sided where the corrected story does not say so", () => {
    const corrects = story("corrects", { title: "Correction: the price", on: "2026-11-03", body: [link("wrong.md")] });
    expect(health([wrong, corrects])).toMatchObject([
      {
        code: "CORRECTION_ONE_SIDED",
        file: "stories/corrects.md",
        message:
          'This corrects "Oracle paid ten billion" (2026-11-01, wrong); add correction: … to stories/wrong.md, so that its page, its feeds and its readers say so too.',
      },
    ]);
    expect(health([{ ...wrong, correction: "It was one billion." }, corrects])).toEqual([]);
  });

  test("are known by a tag too", () => {
    const tagged = story("tagged", {
      title: "The price",
      on: "2026-11-03",
      tags: ["Korrektur"],
      body: [link("wrong.md")],
    });
    expect(health([wrong, tagged]).map((problem) => problem.code)).toEqual(["CORRECTION_ONE_SIDED"]);
  });

  test("are one-sided where a story repeats a corrected one", () => {
    const words = `${text("paid").split(" ").slice(0, 20).join(" ")} ${text("else")}`;
    const echo = story("echo", { on: "2026-11-04", text: words, body: [link("wrong.md")] });
    expect(health([{ ...wrong, correction: "It was one billion." }, echo])).toMatchObject([
      { code: "CORRECTION_ONE_SIDED", file: "stories/echo.md" },
    ]);
  });
});
