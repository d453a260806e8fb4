import { describe, expect, test } from "vitest";
import { createJournal } from "../../src/deliver/journal.ts";
import type { Ledger, Outcome } from "../../src/base/ledger.ts";

const outcome = (delivery: number): Outcome => ({
  delivery,
  attempt: { phase: "dot", code: 250, enhanced: null, text: "", queueId: null },
  verdict: "sent",
  at: 0,
  state: "sent",
});

/** Each commit as "outcomes | intents". */
function recorder(refuse: readonly number[] = []): {
  readonly ledger: Pick<Ledger, "record">;
  readonly commits: string[];
} {
  const commits: string[] = [];
  const record: Ledger["record"] = async (_, outcomes, intents) => {
    commits.push(`${outcomes.map((one) => one.delivery).join()} | ${intents.join()}`);
    return new Map(intents.filter((id) => refuse.includes(id)).map((id) => [id, "stopped"]));
  };
  return { ledger: { record }, commits };
}

describe("the journal", () => {
  test("intents of one moment share a commit", async () => {
    const { ledger, commits } = recorder();
    const journal = createJournal(ledger, 1);
    await Promise.all([journal.intend(1), journal.intend(2), journal.intend(3)]);
    expect(commits).toEqual([" | 1,2,3"]);
  });

  test("an outcome is never committed later than the next intent", async () => {
    const { ledger, commits } = recorder();
    const journal = createJournal(ledger, 1);
    await journal.intend(1);
    journal.settle(outcome(1));
    await journal.intend(2);
    expect(commits).toEqual([" | 1", "1 | 2"]);
  });

  test("an outcome without a next intent is committed within its window", async () => {
    const { ledger, commits } = recorder();
    createJournal(ledger, 1).settle(outcome(1));
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(commits).toEqual(["1 | "]);
  });

  test("an objection reaches the letter it is about", async () => {
    const journal = createJournal(recorder([2]).ledger, 1);
    expect(await Promise.all([journal.intend(1), journal.intend(2)])).toEqual([null, "stopped"]);
  });

  test("once the ledger fails no intent is given any more; outcomes are tried again at the end", async () => {
    const { ledger, commits } = recorder();
    let full = true;
    const record: Ledger["record"] = (...args) =>
      full ? Promise.reject(new Error("disk full")) : ledger.record(...args);
    const journal = createJournal({ record }, 1);
    journal.settle(outcome(1));
    await expect(journal.intend(2)).rejects.toThrow("disk full");
    full = false;
    await expect(journal.intend(3)).rejects.toThrow("disk full");
    await expect(journal.flush()).rejects.toThrow("disk full");
    expect(commits).toEqual(["1 | "]);
  });
});
