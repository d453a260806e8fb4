/** A real relay: Postfix with a queue of its own takes the letters and puts them into a Maildir. */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Config } from "../../src/config/config.ts";
import { messageIdOf } from "../../src/deliver/message.ts";
import { smtpTransport } from "../../src/deliver/smtp.ts";
import { reconcile } from "../../src/issue/reconcile.ts";
import { type Ran, startCourant } from "../courant.ts";
import { letterFor } from "../deliver/letter.ts";
import { freezeFor, round, totals } from "../deliver/round.ts";
import { newsroom } from "../newsroom.ts";
import { type Postfix, startPostfix } from "../postfix.ts";
import { realPart } from "../real-part.ts";
import { relayedNewsroom, sendThrough } from "../relayed.ts";
import { temporaryStore, type TemporaryStore } from "../store/temporary.ts";

const readers = 200;
const alive = Array.from({ length: 480 }, (_, i) => `r${i}@d${i % 97}.example`);
const dead = Array.from({ length: 20 }, (_, i) => `dead${i}@d${i % 97}.example`);

// Postfix's master runs as root alone.
describe.skipIf(!realPart("postfix") || process.getuid?.() !== 0)("behind a Postfix", () => {
  let place: TemporaryStore;
  let postfix: Postfix | undefined;
  beforeEach(async () => {
    place = await temporaryStore();
    postfix = await startPostfix();
  }, 30_000);
  afterEach(async () => {
    postfix?.stop();
    await place.remove();
  });

  async function arrivals(count: number): Promise<readonly string[]> {
    while (postfix!.arrived().length < count) await sleep(20);
    return postfix!.arrived().map((file) => readFileSync(file, "utf8"));
  }

  test("every letter arrives once", async () => {
    await freezeFor(place.store, readers);
    expect(await round(place.store, postfix!.url)).toMatchObject({ sent: readers });
    const letters = await arrivals(readers);
    expect(new Set(letters.map((text) => /^Delivered-To: (.*)$/m.exec(text)![1])).size).toBe(readers);
    expect(letters).toHaveLength(readers);
  });

  test("dead addresses come back to return paths; exactly their readers are stopped", async () => {
    const dir = newsroom(relayedNewsroom);
    const env = { SMTP_URL: postfix!.url };
    const run = (...args: string[]): Promise<Ran> => startCourant([...args, "--dir", dir], { env }).ended;
    expect(await sendThrough(postfix!, dir, run, alive, dead)).toMatchObject({
      arrived: alive.length,
      readers: alive.length,
      cameBack: dead.length,
      issue: { recipients: alive.length + dead.length, sent: alive.length + dead.length },
      handled: { bounced: dead.length },
      bounced: dead.toSorted(),
    });
    expect((await run("bounce", postfix!.returned, "--json")).json().handled).toEqual({ repeated: dead.length });
  }, 90_000);

  test("its log settles letters in doubt", async () => {
    await freezeFor(place.store, 3);
    const compose: typeof letterFor = (claim) => {
      const letter = letterFor(claim);
      const messageId = messageIdOf(claim.issue, claim.reader.id, "news.example");
      return {
        ...letter,
        messageId,
        parts: [Buffer.from(`Message-ID: ${messageId}\r\nFrom: a@b.example\r\n\r\nHello.\r\n`)],
      };
    };
    const dead = (await place.store.publisher({ wait: false, unsure: "hold" }))!;
    const claims = await place.store.deliveries.claim(dead.fence, Date.now(), 3);
    await place.store.deliveries.record(
      dead.fence,
      [],
      claims.map(({ delivery }) => delivery),
    );
    await dead.release();
    // Two of the three had left when the publisher died.
    const session = smtpTransport(postfix!.url, "SMTP_URL", 1).open()!;
    for (const claim of claims.slice(0, 2)) await session.send(claim, compose(claim), async () => true);
    await session.close();
    await arrivals(2);
    const config = { from: { name: "News", email: "news@news.example" } } as Config;
    const world = { dir: place.data, now: 0, clock: Date.now, environment: {} };
    expect(await reconcile(world, config, place.store, [postfix!.log])).toMatchObject({ sent: 2, left: 1 });
    expect(await totals(place.store)).toEqual({ sent: 2, unsure: 1 });
  });
});
