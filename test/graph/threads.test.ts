import { describe, expect, test } from "vitest";
import type { TopicKey } from "../../src/model.ts";
import { build, config, story } from "./make.ts";

const parts = ["one", "two", "three"].map((slug, i) =>
  story(slug, { on: `2026-11-0${i + 1}`, thread: "tiktok-oracle" }),
);

describe("a thread", () => {
  test("has its parts in order of date and a title made of its key", () => {
    expect(build(parts.toReversed()).threads).toEqual([
      { key: "tiktok-oracle", title: "Tiktok oracle", closed: false, parts: ["one", "two", "three"] },
    ]);
  });

  test("takes title and end from courant.yaml", () => {
    const threads = new Map([["tiktok-oracle" as TopicKey, { title: "TikTok and Oracle", closed: true }]]);
    expect(build(parts, { config: { ...config, threads } }).threads).toMatchObject([
      { title: "TikTok and Oracle", closed: true },
    ]);
  });

  test("has the title that its stories write", () => {
    const written = parts.map((part) => ({ ...part, threadLabel: "TikTok & Oracle" }));
    expect(build(written).threads).toMatchObject([{ title: "TikTok & Oracle" }]);
  });

  test("ends with the part that says so, until another goes on", () => {
    const [one, two, three] = parts.map((part, i) => (i === 1 ? { ...part, closesThread: true } : part));
    expect(build([one!, two!]).threads).toMatchObject([{ closed: true }]);
    expect(build([one!, two!, three!]).threads).toMatchObject([{ closed: false }]);
  });

  test("holds no draft, no story of the future and none without a page", () => {
    const hidden = [
      story("draft", { thread: "tiktok-oracle", draft: true }),
      story("later", { thread: "tiktok-oracle", on: "2026-12-24" }),
      story("letter", { thread: "tiktok-oracle", channels: ["mail"] }),
      story("alone", { thread: "secret", draft: true }),
    ];
    expect(build([...parts, ...hidden]).threads.map((thread) => thread.parts)).toEqual([["one", "two", "three"]]);
  });

  test("makes each part continue the one before", () => {
    const { continues, lines } = build(parts);
    expect([...continues]).toEqual([
      ["two", "one"],
      ["three", "two"],
    ]);
    expect(lines).toEqual(["three continues two", "two continues one"]);
  });

  test("shows the parts around a story in its list", () => {
    expect(build(parts).related.get(parts[1]!.slug)).toMatchObject([
      { to: "one", because: "the part before it in its thread" },
      { to: "three", because: "the next part of its thread" },
    ]);
  });
});

describe("continues", () => {
  test("holds before the order of the thread", () => {
    const named = { ...parts[2]!, continues: { target: "one", line: 4 } };
    expect(build([parts[0]!, parts[1]!, named]).continues.get(named.slug)).toBe("one");
  });

  test("in a circle is an error at each story of it", () => {
    const circle = ["a", "b", "c"].map((slug, i) => story(slug, { continues: ["b", "c", "a"][i]! }));
    const { problems, continues } = build([...circle, story("tail", { continues: "a" })]);
    expect(problems.map((problem) => [problem.code, problem.level, problem.file])).toEqual(
      ["a", "b", "c"].map((slug) => ["CONTINUES_CYCLE", "error", `stories/${slug}.md`]),
    );
    expect(problems[0]?.message).toContain("a → b → c → a");
    expect([...continues]).toEqual([["tail", "a"]]);
  });

  test("of an earlier part to a later one makes no circle with the thread", () => {
    const early = { ...parts[0]!, continues: { target: "three", line: 4 } };
    const { continues, problems } = build([early, parts[1]!, parts[2]!]);
    expect(problems).toEqual([]);
    expect([...continues]).toEqual([
      ["one", "three"],
      ["two", "one"],
    ]);
  });
});
