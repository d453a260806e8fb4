import { setTimeout as sleep } from "node:timers/promises";
import type { Claim, Ledger } from "../ledger.ts";
import type { Instant, IssueId } from "../model.ts";
import { type Breaker, createBreaker } from "./breaker.ts";

export interface Limits {
  /** Letters in flight to one recipient domain; 0: no cap. */
  readonly perDomain: number;
  /** Letters a second; 0: no cap. */
  readonly rate: number;
  /** Letters in any 24 hours; 0: no cap. */
  readonly quota: number;
}

/** How a letter's turn ended: its domain took it, asked for fewer at once, or said something else; or it never left. */
export type LetterEnd = "good" | "slow" | "tried" | "unsent";

/** Hands letters out, one at a time to whoever asks, within the limits. */
export interface Desk {
  /** The next letter that may leave now; null once there is none and none is on its way back. */
  readonly next: () => Promise<Claim | null>;
  /** The letter's turn is over. */
  readonly done: (claim: Claim, end: LetterEnd) => void;
  /** The issue was stopped: what is left of it here is not handed out; the ledger has it back already. */
  readonly drop: (issue: IssueId) => void;
  /** No more letters; claims not handed out go back. */
  readonly close: () => Promise<void>;
}

/** Letters claimed at once: one commit of 1 ms for some 20 ms of sending, and enough to step around a busy domain. */
const lookAhead = 200;
const day = 24 * 60 * 60 * 1000;

export async function openDesk(
  ledger: Pick<Ledger, "claim" | "release" | "sentSince">,
  fence: number,
  limits: Limits,
  clock: () => Instant,
): Promise<Desk> {
  let backlog: Claim[] = [];
  const unsent: number[] = [];
  const inFlight = new Map<string, number>();
  const breakers = new Map<string, Breaker>();
  let left = limits.quota === 0 ? Infinity : Math.max(0, limits.quota - (await ledger.sentSince(clock() - day)));
  let slot = 0;
  let closed = false;
  let filling: Promise<boolean> | undefined;
  let wake: (() => void)[] = [];

  /** False: there is nothing more to claim. */
  const fill = async (): Promise<boolean> => {
    const claims = await ledger.claim(fence, clock(), lookAhead);
    backlog.push(...claims);
    return claims.length > 0;
  };
  const mayGo = ({ reader }: Claim): boolean => {
    const domain = domainOf(reader.email);
    if (limits.perDomain > 0 && (inFlight.get(domain) ?? 0) >= limits.perDomain) return false;
    return breakers.get(domain)?.open(clock()) ?? true;
  };
  const take = (): Claim | undefined => {
    const at = backlog.findIndex(mayGo);
    const claim = at < 0 ? undefined : backlog.splice(at, 1)[0];
    if (claim === undefined) return undefined;
    const domain = domainOf(claim.reader.email);
    inFlight.set(domain, (inFlight.get(domain) ?? 0) + 1);
    left--;
    return claim;
  };
  const change = (): Promise<void> => new Promise((resolve) => void wake.push(resolve));
  const pace = async (): Promise<void> => {
    if (limits.rate === 0) return;
    const [now, interval] = [clock(), 1000 / limits.rate];
    // A clock that was set back would have everybody wait for it to come round again.
    if (slot > now + lookAhead * interval) slot = now;
    slot = Math.max(slot, now) + interval;
    await sleep(slot - interval - now);
  };
  const next = async (): Promise<Claim | null> => {
    for (;;) {
      if (closed || left <= 0) return null;
      const claim = take();
      if (claim !== undefined) {
        await pace();
        return claim;
      }
      if (backlog.length < lookAhead) {
        filling ??= fill().finally(() => (filling = undefined));
        if (await filling) continue;
      }
      if (inFlight.size === 0) return null;
      await change();
    }
  };
  return {
    next,
    done: (claim, end) => {
      if (end === "unsent") unsent.push(claim.delivery);
      const domain = domainOf(claim.reader.email);
      const still = (inFlight.get(domain) ?? 1) - 1;
      if (still === 0) inFlight.delete(domain);
      else inFlight.set(domain, still);
      if (end === "good") breakers.get(domain)?.good();
      if (end === "slow") breakerOf(breakers, domain).bad(clock(), false);
      const waiting = wake;
      wake = [];
      for (const go of waiting) go();
    },
    drop: (issue) => {
      backlog = backlog.filter((claim) => claim.issue !== issue);
    },
    close: async () => {
      closed = true;
      await ledger.release(fence, [...unsent, ...backlog.map(({ delivery }) => delivery)]);
    },
  };
}

function breakerOf(breakers: Map<string, Breaker>, domain: string): Breaker {
  const known = breakers.get(domain) ?? createBreaker();
  breakers.set(domain, known);
  return known;
}

function domainOf(email: string): string {
  return email.slice(email.lastIndexOf("@") + 1);
}
