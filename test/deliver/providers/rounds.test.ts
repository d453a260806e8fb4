/** Providers beneath the whole of delivery: the ledger, limits, breakers and relays. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { relayTransport } from "../../../src/deliver/relays.ts";
import { smtpTransport } from "../../../src/deliver/smtp.ts";
import type { Transport } from "../../../src/deliver/transport.ts";
import { freezeFor, round, totals } from "../round.ts";
import { openSink } from "../sink.ts";
import { email, temporaryStore, type TemporaryStore } from "../../store/temporary.ts";
import { openMailgun } from "./mailgun-double.ts";
import { openPostmark } from "./postmark-double.ts";
import { openResend } from "./resend-double.ts";
import { opened, transportTo } from "./send.ts";
import { openSes } from "./ses-double.ts";

function alone(url: string, concurrency = 2): Transport {
  return relayTransport([{ transport: transportTo(url, concurrency), weight: 1 }], Date.now);
}

describe("delivery by a provider", () => {
  let place: TemporaryStore;
  beforeEach(async () => {
    place = await temporaryStore();
  });
  afterEach(() => place.remove());

  const deliverBy = (transport: Transport, options: Parameters<typeof round>[2] = {}): ReturnType<typeof round> =>
    round(place.store, "smtp://127.0.0.1:1", { transport, ...options });

  test("a reader whom it refuses for good is stopped, as a mail server's refusal would; the others get theirs", async () => {
    await freezeFor(place.store, 60);
    const postmark = await opened(openPostmark({ inactive: ["r7@d7.example"] }));
    await deliverBy(alone(postmark.mailUrl));
    expect(await totals(place.store)).toEqual({ sent: 59, failed: 1 });
    expect((await place.store.readers.find(email("r7@d7.example")))?.status).toBe("bounced");
  });

  test.each([
    ["a wrong key", { status: 401, body: "Forbidden" }],
    ["a quota that is used up", { status: 429, body: { name: "daily_quota_exceeded", message: "No more" } }],
  ])("%s pauses the issue, and again after a resume; nobody fails and nobody is stopped", async (_, fault) => {
    await freezeFor(place.store, 30);
    const resend = await opened(openResend({ fault: () => fault }));
    for (const n of [1, 2]) {
      const { paused } = await deliverBy(alone(resend.mailUrl));
      expect(paused.size).toBe(1);
      expect(await totals(place.store)).toEqual({ queued: 30 });
      expect(resend.requests()).toBeLessThanOrEqual(2 * n);
      for (const id of paused.keys()) await place.store.issues.resume(id);
    }
    expect((await place.store.readers.counts()).active).toBe(30);
  });

  test("one that is down is left in peace after a few requests; its letters wait as long as it said", async () => {
    await freezeFor(place.store, 200);
    const mailgun = await opened(
      openMailgun({ fault: () => ({ status: 503, headers: { "retry-after": "7200" }, body: "" }) }),
    );
    await deliverBy(alone(mailgun.mailUrl));
    expect(mailgun.requests()).toBeLessThanOrEqual(8);
    const { deferred = 0, queued = 0 } = await totals(place.store);
    expect(deferred + queued).toBe(200);
    const tomorrow = await opened(openMailgun());
    const clock = (): number => Date.now() + 3600_000;
    await deliverBy(alone(tomorrow.mailUrl), { clock });
    expect(await totals(place.store)).toEqual({ sent: 200 - deferred, deferred });
    await deliverBy(alone(tomorrow.mailUrl), { clock: () => Date.now() + 7_300_000 });
    expect(await totals(place.store)).toEqual({ sent: 200 });
  });

  test("silence leaves doubt: resend asks once more, hold holds", async () => {
    await freezeFor(place.store, 20);
    const ses = await opened(openSes({ fault: (n) => (n === 3 ? "take-and-reset" : undefined) }));
    await deliverBy(alone(ses.mailUrl, 1), { unsure: "hold" });
    const { sent = 0, unsure, queued = 0 } = await totals(place.store);
    expect([sent + queued, unsure]).toEqual([19, 1]);
    await deliverBy(alone(ses.mailUrl), { unsure: "resend" });
    expect(await totals(place.store)).toEqual({ sent: 20 });
    expect(ses.taken).toHaveLength(21);
  });

  test("in doubt, the same request goes to Resend under the same key; nobody gets two", async () => {
    await freezeFor(place.store, 150);
    const resend = await opened(openResend({ fault: (n) => (n < 3 ? "take-and-reset" : undefined) }));
    await deliverBy(alone(resend.mailUrl, 1));
    await deliverBy(alone(resend.mailUrl, 1));
    expect(await totals(place.store)).toEqual({ sent: 150 });
    expect(resend.taken).toHaveLength(150);
  });

  test("letters in doubt that are put off come back together, and nobody gets two", async () => {
    await freezeFor(place.store, 150);
    const down = { status: 503, headers: { "retry-after": "60" }, body: "down" };
    const resend = await opened(openResend({ fault: (n) => (n < 3 ? "take-and-reset" : n === 3 ? down : undefined) }));
    for (const left of [{ queued: 150 }, { deferred: 100, queued: 50 }]) {
      await deliverBy(alone(resend.mailUrl, 1));
      expect([resend.taken.length, await totals(place.store)]).toEqual([100, left]);
    }
    await deliverBy(alone(resend.mailUrl, 1), { clock: () => Date.now() + 3_600_000 });
    expect(await totals(place.store)).toEqual({ sent: 150 });
    expect(resend.taken).toHaveLength(150);
  });

  test("rate and quota hold: no more letters a second, no more a day", async () => {
    await freezeFor(place.store, 40);
    const postmark = await opened(openPostmark());
    const began = Date.now();
    await deliverBy(alone(postmark.mailUrl), { limits: { perDomain: 5, rate: 50, quota: 30 } });
    expect(Date.now() - began).toBeGreaterThanOrEqual(29 * 20);
    expect(await totals(place.store)).toEqual({ sent: 30, queued: 10 });
  });

  test("a provider and a mail server share the letters; the server keeps to its connections", async () => {
    await freezeFor(place.store, 400);
    const resend = await opened(openResend());
    const sink = await openSink({ delay: () => 1 });
    const relays = [
      { transport: transportTo(`${resend.mailUrl}&batch=20`, 4), weight: 1 },
      { transport: smtpTransport(sink.url, "A_URL", 4), weight: 1 },
    ];
    await deliverBy(relayTransport(relays, Date.now));
    await sink.close();
    expect(await totals(place.store)).toEqual({ sent: 400 });
    expect(resend.taken.length + sink.taken.length).toBe(400);
    expect(resend.taken.length).toBeGreaterThan(0);
    expect(sink.taken.length).toBeGreaterThan(0);
    expect(sink.connections()).toBeLessThanOrEqual(6);
  });

  test("a mail server that is gone leaves all letters to the provider beside it", async () => {
    await freezeFor(place.store, 100);
    const ses = await opened(openSes());
    const relays = [
      { transport: smtpTransport("smtp://127.0.0.1:1", "A_URL", 4), weight: 9 },
      { transport: transportTo(ses.mailUrl, 4), weight: 1 },
    ];
    await deliverBy(relayTransport(relays, Date.now));
    expect(await totals(place.store)).toEqual({ sent: 100 });
    expect(new Set(ses.taken.map(({ to }) => to)).size).toBe(100);
  });
});
