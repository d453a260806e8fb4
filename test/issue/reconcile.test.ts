import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Config } from "../../src/config/config.ts";
import { messageIdOf } from "../../src/deliver/message.ts";
import { reconcile } from "../../src/issue/reconcile.ts";
import { daily, freezeFor, round, totals } from "../deliver/round.ts";
import { openSink, type Sink } from "../deliver/sink.ts";
import { temporaryStore, type TemporaryStore } from "../store/temporary.ts";

const config = { from: { name: "News", email: "news@news.example" } } as Config;

describe("reconciling", () => {
  let place: TemporaryStore;
  let sink: Sink;
  beforeEach(async () => {
    place = await temporaryStore();
    await freezeFor(place.store, 3);
    // All three are left in doubt; the first two arrived.
    sink = await openSink({
      fault: (step, to, count) =>
        step !== "dot" || count > 0 ? undefined : to.startsWith("r2@") ? "drop" : "take-and-drop",
    });
    await round(place.store, sink.url, { unsure: "hold", concurrency: 1 });
  });
  afterEach(async () => {
    await place.remove();
    await sink.close();
  });

  const world = () => ({ dir: place.data, now: 0, clock: Date.now, environment: {} });

  /** A log that saw the first two letters, and could not bring the second to its reader. */
  async function log(): Promise<string> {
    const ids = (await place.store.doubts.list()).map(({ reader }) => messageIdOf(daily, reader.id, "news.example"));
    const line = (words: string): string => `Nov 20 08:00:00 mx postfix/${words}\n`;
    const file = join(place.data, "mail.log");
    const lines = ids
      .slice(0, 2)
      .map(
        (id, i) =>
          line(`cleanup[1]: AAAAA${i}: message-id=${id}`) + line(`qmgr[1]: AAAAA${i}: from=<>, (queue active)`),
      );
    const bounce = line(
      "smtp[1]: AAAAA1: to=<r1@d1.example>, status=bounced (host said: 550 5.1.1 <r1@d1.example> unknown)",
    );
    writeFileSync(file, lines.join("") + bounce);
    return file;
  }

  test("what a server had is sent, what came back failed, the rest stays in doubt", async () => {
    expect(await totals(place.store)).toEqual({ unsure: 3 });
    const result = await reconcile(world(), config, place.store, [await log()]);
    expect(result).toMatchObject({ sent: 1, failed: 1, left: 1, reports: [{ sent: 1, failed: 1, unsure: 1 }] });
    const failed = await place.store.issues.readers(daily, "failed")[Symbol.asyncIterator]().next();
    expect([failed.value]).toMatchObject([{ email: "r1@d1.example", code: 550, text: "5.1.1 <[reader]> unknown" }]);
  });

  test("only what is still in doubt is sent again", async () => {
    await reconcile(world(), config, place.store, [await log()]);
    const before = sink.taken.length;
    await round(place.store, sink.url, { unsure: "resend" });
    expect(sink.taken.slice(before).map(({ to }) => to)).toEqual(["r2@d2.example"]);
    expect((await place.store.issues.find(daily))?.state).toBe("done");
  });

  test("doing it twice settles nothing more", async () => {
    const file = await log();
    await reconcile(world(), config, place.store, [file]);
    expect(await reconcile(world(), config, place.store, [file])).toMatchObject({ sent: 0, failed: 0, left: 1 });
  });

  test("what a dead publisher left is settled before it could be sent again", async () => {
    const dead = (await place.store.publisher({ wait: false, unsure: "resend" }))!;
    const claims = await place.store.deliveries.claim(dead.fence, Date.now(), 3);
    await place.store.deliveries.record(
      dead.fence,
      [],
      claims.map(({ delivery }) => delivery),
    );
    await dead.release();
    expect(await totals(place.store)).toEqual({ sending: 3 });
    const publisher = (await place.store.publisher({ wait: false, unsure: "hold" }))!;
    const file = await log();
    await publisher.release();
    expect(await reconcile(world(), config, place.store, [file])).toMatchObject({ sent: 1, failed: 1, left: 1 });
  });

  test("with evidence for the last letter the issue is done", async () => {
    const ids = (await place.store.doubts.list()).map(({ reader }) => messageIdOf(daily, reader.id, "news.example"));
    const file = join(place.data, "events.json");
    writeFileSync(file, ids.map((id) => JSON.stringify({ event: "delivered", "smtp-id": id })).join("\n"));
    expect(await reconcile(world(), config, place.store, [file])).toMatchObject({ sent: 3, left: 0 });
    expect((await place.store.issues.find(daily))?.state).toBe("done");
  });

  test("a file that is no evidence settles nothing: RECONCILE_INVALID", async () => {
    const file = join(place.data, "notes.txt");
    writeFileSync(file, "nothing\n");
    await expect(reconcile(world(), config, place.store, [await log(), file])).rejects.toThrow("RECONCILE_INVALID");
    expect(await totals(place.store)).toEqual({ unsure: 3 });
  });
});
