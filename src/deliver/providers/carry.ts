import { setTimeout as sleep } from "node:timers/promises";
import type { Claim } from "../../base/ledger.ts";
import type { Instant } from "../../model.ts";
import { loggedText } from "../reply.ts";
import type { Tried } from "../transport.ts";
import { batchNumber, inOrder, type Waiting } from "./gatherer.ts";
import type { Exchange, Line } from "./line.ts";
import type { Pace } from "./pace.ts";
import { type Answer, type Provider, type Said, withoutSecrets } from "./provider.ts";

export interface Carrier {
  readonly provider: Provider;
  readonly line: Line;
  readonly pace: Pace;
  readonly clock: () => Instant;
  /** None of these may stand in a text. */
  readonly secrets: readonly string[];
}

/** How often one request is made at most, waits for a busy provider included. */
const mostAsks = 5;
/** Longer waits are better spent elsewhere: the letters are put off. */
const longestWait = 10_000;
/** A letter's time is over after two days; no answer may use that up at once. */
const longestRest = 12 * 3_600_000;

/**
 * One request: asks every letter's gate, sends those that may leave, and tells each what came of it. What was surely not taken is
 * asked again while the wait is short; what may have been, only where the provider knows a request when it sees it again.
 */
export async function carry(carrier: Carrier, waiting: readonly Waiting[]): Promise<void> {
  const letters = await mayLeave(carrier, waiting);
  if (letters.length === 0) return;
  // Given up once nobody is left who waits.
  const abort = new AbortController();
  const leave = (): void => {
    if (letters.every(({ signal }) => signal.aborted)) abort.abort();
  };
  for (const { signal } of letters) signal.addEventListener("abort", leave, { once: true });
  leave();
  try {
    const tried = await send(carrier, letters, abort.signal);
    for (const [i, letter] of letters.entries()) letter.settle(tried[i]!);
  } finally {
    for (const { signal } of letters) signal.removeEventListener("abort", leave);
  }
}

async function mayLeave({ provider }: Carrier, waiting: readonly Waiting[]): Promise<readonly Waiting[]> {
  const ordered = inOrder(waiting.filter(({ signal }) => !signal.aborted));
  const batch = provider.idempotent && ordered.length > 1 ? batchNumber(ordered) : 0;
  const open = await Promise.all(ordered.map((letter) => letter.gate(batch)));
  for (const [i, letter] of ordered.entries()) if (!open[i]) letter.settle({ verdict: "aborted" });
  return ordered.filter((_, i) => open[i]);
}

async function send(carrier: Carrier, letters: readonly Waiting[], signal: AbortSignal): Promise<readonly Tried[]> {
  const { provider, clock } = carrier;
  const all = (said: Said): readonly Tried[] => letters.map(({ claim }) => triedOf(carrier, claim, said));
  let exchange: Exchange | undefined;
  try {
    exchange = await askUntilSaid(carrier, letters, signal);
    if (!("answer" in exchange)) return all(saidOfSilence(exchange));
    const wait = retryAfter(exchange.answer, clock());
    return provider.read(exchange.answer, letters).map((said, i) => {
      const tried = triedOf(carrier, letters[i]!.claim, said);
      return wait === null ? tried : { ...tried, wait };
    });
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    // A letter that cannot be put into a request is our fault; what an answer means that cannot be read, nobody knows.
    if (exchange === undefined)
      return all({ verdict: "refused", phase: "mail", code: null, text: `the request cannot be made: ${words}` });
    return all({ verdict: "unsure", phase: "dot", code: null, text: `the answer cannot be read: ${words}` });
  }
}

async function askUntilSaid(carrier: Carrier, letters: readonly Waiting[], signal: AbortSignal): Promise<Exchange> {
  const { provider, line, pace, clock } = carrier;
  /** Whatever else is said later but "taken", the letters may have gone then. */
  let silence: Exchange | undefined;
  for (let asks = 1; ; asks++) {
    const exchange = await line.ask(provider.request(letters, clock()), signal);
    const wait = asks === mostAsks || signal.aborted ? null : waitBefore(carrier, exchange, asks);
    const taken = "answer" in exchange && exchange.answer.status < 300;
    if (wait === null) {
      if (taken) pace.fine();
      return taken || silence === undefined ? exchange : silence;
    }
    if (
      "answer" in exchange ? exchange.answer.status === 504 || exchange.answer.status === 409 : exchange.phase === "dot"
    )
      silence = exchange;
    if ("answer" in exchange && provider.isBusy(exchange.answer)) {
      pace.slower(wait);
      await pace.turn(signal);
    } else {
      await sleep(wait, undefined, { signal }).catch(() => {});
    }
  }
}

/** Milliseconds until the same request is made again; null: it is not. */
function waitBefore({ provider, clock }: Carrier, exchange: Exchange, asks: number): number | null {
  const usual = 150 * 2 ** asks;
  if (!("answer" in exchange)) {
    if (exchange.phase === "dot") return provider.idempotent && asks < 3 ? usual : null;
    // The server had closed the connection that was kept.
    return exchange.phase === "data" && exchange.reused && asks === 1 ? 0 : null;
  }
  const { answer } = exchange;
  if (provider.isBusy(answer)) {
    const wait = retryAfter(answer, clock()) ?? 1000;
    return wait <= longestWait ? wait : null;
  }
  const mayHaveTaken = answer.status >= 500 || answer.status === 409;
  if (!provider.idempotent || !mayHaveTaken || asks === 3) return null;
  const wait = Math.max(usual, retryAfter(answer, clock()) ?? 0);
  return wait <= longestWait ? wait : null;
}

function saidOfSilence({ phase, text }: Exclude<Exchange, { readonly answer: Answer }>): Said {
  const verdict = phase === "dot" ? "unsure" : phase === "tls" ? "refused" : "deferred";
  return { verdict, phase, code: null, text };
}

function triedOf({ secrets }: Carrier, claim: Claim, said: Said): Tried {
  const { verdict, phase, code, enhanced = null, queueId } = said;
  const words = withoutSecrets(said.text, secrets);
  return {
    verdict,
    attempt: { phase, code, enhanced, text: loggedText(words, claim.reader.email), queueId: queueId || null },
  };
}

/** RFC 9110 §10.2.3: seconds, or a date. */
function retryAfter({ headers }: Answer, now: Instant): number | null {
  const value = headers["retry-after"];
  if (value === undefined) return null;
  const wait = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(wait) ? null : Math.min(Math.max(0, wait), longestRest);
}
