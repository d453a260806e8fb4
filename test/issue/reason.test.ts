import { expect, test } from "vitest";
import { reasonsIn } from "../../src/issue/reason.ts";
import type { Email, IssueId, TopicKey } from "../../src/model.ts";
import { composition, config, story, weekly } from "../compile/letter/composition.ts";

const { newsroom } = composition({
  stories: [
    story("a", "A", { tags: [{ key: "big-news" as TopicKey, label: "Big News" }] }),
    story("b", "B", { thread: "saga" as TopicKey, threadLabel: "The Saga" }),
  ],
  config: { digests: [weekly] },
});

function reason(tags: readonly string[], threads: readonly string[] = [], language = "en"): string {
  const of = reasonsIn({ ...newsroom, config: { ...config, digests: [weekly], language } });
  const topics = { tags: tags as readonly TopicKey[], threads: threads as readonly TopicKey[] };
  return of({
    issue: "weekly/2026-W47" as IssueId,
    reader: { email: "a@b.example" as Email, name: "", id: "x", ...topics },
  });
}

test("the reason line names the digest", () => {
  expect(reason([])).toBe("You get this because you subscribed to The Weekly.");
});

test("the reason line names the topics that the reader chose, as stories write them", () => {
  expect(reason(["big-news"], ["saga"])).toBe(
    "You get this because you subscribed to The Weekly (Big News and The Saga).",
  );
});

test("a topic that no story has any more is not named", () => {
  expect(reason(["gone"])).toBe("You get this because you subscribed to The Weekly.");
});
