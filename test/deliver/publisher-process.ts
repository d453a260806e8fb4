/** A publisher in a process of its own, so that it can be killed: `node publisher-process.ts DATA SMTP-URL CONCURRENCY UNSURE DURABILITY`. */
import { deliver } from "../../src/deliver/deliver.ts";
import { relayTransport } from "../../src/deliver/relays.ts";
import { smtpTransport } from "../../src/deliver/smtp.ts";
import { openStore } from "../../src/store/open.ts";
import { letterFor } from "./letter.ts";

const [data, url, concurrency, unsure, durability = "normal"] = process.argv.slice(2) as [
  string,
  string,
  string,
  "resend" | "hold",
  ("normal" | "strict")?,
];
const clock = Date.now;
const store = await openStore({ data, clock, secret: null, durability, create: true });
const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());
const publisher = await store.publisher({ wait: true, unsure, signal: stop.signal });
if (publisher !== null) {
  process.send?.("publisher");
  const transport = relayTransport(
    [{ transport: smtpTransport(url, "SMTP_URL", Number(concurrency)), weight: 1 }],
    clock,
  );
  await deliver({
    ledger: store.deliveries,
    fence: publisher.fence,
    transport,
    compose: letterFor,
    limits: { perDomain: 0, rate: 0, quota: 0 },
    unsure,
    clock,
    signal: stop.signal,
  });
  await publisher.release();
}
await store.close();
process.disconnect?.();
