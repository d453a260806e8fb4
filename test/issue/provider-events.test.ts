import { afterEach, beforeEach, expect, test } from "vitest";
import { letterKey } from "../../src/deliver/evidence/evidence.ts";
import { messageIdOf } from "../../src/deliver/message.ts";
import { type Told, treatEvent } from "../../src/issue/bounce.ts";
import type { IssueId } from "../../src/model.ts";
import { email, entry, issue, temporaryStore, type TemporaryStore } from "../store/temporary.ts";

const now = Date.UTC(2026, 10, 22, 8);
const ada = email("ada@mail.example");
const [older, newer] = ["daily/2026-11-20", "daily/2026-11-21"] as [IssueId, IssueId];

let place: TemporaryStore;
beforeEach(async () => {
  place = await temporaryStore(() => now);
  await place.store.readers.add([entry(ada), entry("bob@mail.example")]);
  // Both issues still have a letter to send; Ada's have left, each by a name of its own.
  for (const [n, id] of [older, newer].entries()) {
    await place.store.issues.freeze(issue(id, [`story-${n}`]));
    const { fence, release } = (await place.store.publisher({ wait: false, unsure: "resend" }))!;
    const claims = await place.store.deliveries.claim(fence, now, 10);
    const { delivery } = claims.find(({ reader, issue: of }) => reader.email === ada && of === id)!;
    const attempt = { phase: "dot", code: 200, enhanced: null, text: "OK", queueId: `queue-${n}` } as const;
    await place.store.deliveries.record(fence, [], [delivery]);
    await place.store.deliveries.record(
      fence,
      [{ delivery, attempt, verdict: "sent", state: "sent", at: now - 2000 + n }],
      [],
    );
    await release();
  }
});
afterEach(() => place.remove());

/** Complains of a letter; gives the issue that this pauses. */
async function complain(told: Partial<Told>): Promise<readonly IssueId[]> {
  const event: Told = {
    id: "e1",
    class: "complaint",
    email: ada,
    messageId: "",
    queueId: "",
    at: now,
    status: null,
    diagnostic: "",
    ...told,
  };
  const config = { from: { name: "", email: "news@news.example" } };
  await treatEvent(event, { store: place.store, config, secrets: [], now, trust: "editor" } as never);
  const states = await Promise.all(
    [older, newer].map(async (id) => [id, (await place.store.issues.find(id))?.state] as const),
  );
  return states.filter(([, state]) => state === "paused").map(([id]) => id);
}

test.each([
  ["the provider's name of it", async () => ({ queueId: "queue-0" })],
  [
    "the key that letters carry as a tag",
    async () => {
      const letters = await place.store.returns.lettersTo(ada, 2);
      const { link } = letters.find((letter) => letter.issue === older)!;
      return { messageId: letterKey(messageIdOf(older, link, "news.example")), queueId: "queue-1" };
    },
  ],
])("a provider's event finds its letter by %s", async (_, names) => {
  expect(await complain(await names())).toEqual([older]);
});

test("an event that names no letter of ours is about the latest one to that reader", async () => {
  expect(await complain({ queueId: "queue-of-somebody-else" })).toEqual([newer]);
});
