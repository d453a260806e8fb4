/** Sends letters by a provider's URL, as delivery does, without a ledger. */
import { onTestFinished } from "vitest";
import type { Message } from "../../../src/deliver/message.ts";
import { providerTransport } from "../../../src/deliver/providers/transport.ts";
import type { Result, Transport } from "../../../src/deliver/transport.ts";
import type { Claim } from "../../../src/base/ledger.ts";
import { readProviderUrl } from "../../../src/base/mail-url.ts";
import type { Api } from "./api.ts";
import { claimFor, messageFor } from "./letter.ts";

export function transportTo(url: string, concurrency = 2): Transport {
  const read = readProviderUrl(url);
  if (read === null || "faults" in read) throw new Error(`not a provider's URL: ${JSON.stringify(read)}`);
  return providerTransport(read.account, concurrency, Date.now);
}

/** Closed when the test ends. */
export async function opened<T extends Api>(opening: Promise<T>): Promise<T> {
  const api = await opening;
  onTestFinished(() => api.close());
  return api;
}

/** Letters to these addresses, all at once; what came of each. */
export function sendAll(
  transport: Transport,
  addresses: readonly string[],
  options: { readonly claims?: readonly Claim[]; readonly message?: (claim: Claim) => Message } = {},
): Promise<readonly Result[]> {
  const claims = options.claims ?? addresses.map((address, i) => claimFor(address, i + 1));
  return Promise.all(
    claims.map(async (claim) => {
      const session = transport.open()!;
      const result = await session.send(claim, (options.message ?? messageFor)(claim), async () => true);
      await session.close();
      return result;
    }),
  );
}

/** One letter to Ada; what came of it. */
export async function sendOne(url: string, address = "ada@reader.example"): Promise<Result> {
  return (await sendAll(transportTo(url), [address]))[0]!;
}

/** `verdict phase code text`, to compare at a glance. */
export function told(result: Result): string {
  if (result.verdict === "aborted") return "aborted";
  const { phase, code, text } = result.attempt;
  return `${result.verdict} ${phase} ${code ?? "-"} ${text}`;
}
