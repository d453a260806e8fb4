/** One step of bench/scale.ts in a process of its own: `node scale-process.ts STEP FOLDER READERS LETTERS`. */
import type { Claim } from "../src/base/ledger.ts";
import { deliver } from "../src/deliver/deliver.ts";
import type { Transport } from "../src/deliver/transport.ts";
import { openStore } from "../src/store/open.ts";
import { letterFor } from "../test/deliver/letter.ts";
import { daily } from "../test/deliver/round.ts";
import { entry, issue } from "../test/store/temporary.ts";

const [step, data, readers, letters] = [
  process.argv[2]!,
  process.argv[3]!,
  Number(process.argv[4]),
  Number(process.argv[5]),
];
const store = await openStore({ data, clock: Date.now, secret: null, durability: "normal", create: true });
const start = process.hrtime.bigint();
const steps: Readonly<Record<string, () => Promise<void>>> = { admit, freeze, deliver: send, resume };
await steps[step]!();
process.send?.({ seconds: Number(process.hrtime.bigint() - start) / 1e9 });
await store.close();
process.disconnect?.();

async function admit(): Promise<void> {
  const page = 1000;
  for (let i = 0; i < readers; i += page)
    await store.readers.add(
      Array.from({ length: Math.min(page, readers - i) }, (_, k) => entry(`reader${i + k}@d${(i + k) % 997}.example`)),
    );
}

async function freeze(): Promise<void> {
  await store.issues.freeze(issue(daily, ["launch"]));
}

/** Takes over and hands out one letter. */
async function resume(): Promise<void> {
  const publisher = (await store.publisher({ wait: true, unsure: "resend" }))!;
  const claims = await store.deliveries.claim(publisher.fence, Date.now(), 200);
  await store.deliveries.release(
    publisher.fence,
    claims.map(({ delivery }) => delivery),
  );
  await publisher.release();
}

async function send(): Promise<void> {
  const publisher = (await store.publisher({ wait: true, unsure: "resend" }))!;
  await deliver({
    ledger: store.deliveries,
    fence: publisher.fence,
    transport: wireless(),
    compose: (claim: Claim) => letterFor(claim),
    limits: { perDomain: 0, rate: 0, quota: 0 },
    unsure: "resend",
    clock: Date.now,
    progress: ({ sent }) => void (sent === letters && process.send?.({ seconds: 0 })),
  });
  await publisher.release();
}

/** Ten connections to a server that takes every letter at once: what is left is the ledger's own pace. */
function wireless(): Transport {
  const attempt = {
    phase: "dot",
    code: 250,
    enhanced: "2.0.0",
    text: "2.0.0 Ok: queued as 4F1A2B3C4D",
    queueId: "4F1A2B3C4D",
  } as const;
  return {
    name: "nowhere",
    concurrency: 10,
    open: () => ({
      send: async (_claim, _message, gate) => {
        if (!(await gate())) return { verdict: "aborted" };
        await new Promise((resolve) => setImmediate(resolve));
        return { verdict: "sent", attempt };
      },
      alive: () => true,
      close: async () => {},
    }),
  };
}
