import { setTimeout as sleep } from "node:timers/promises";
import type { Claim, Ledger } from "../base/ledger.ts";
import type { Instant, IssueId } from "../model.ts";
import { createBacklog, domainOf } from "./backlog.ts";
import { type LetterEnd, watchDomains } from "./domains.ts";

export interface Limits {
  /** Letters in flight to one recipient domain; 0: no cap. */
  readonly perDomain: number;
  /** Letters a second; 0: no cap. */
  readonly rate: number;
  /** Letters in any 24 hours; 0: no cap. */
  readonly quota: number;
}

/** Hands letters out, one at a time to whoever asks, within the limits. */
export interface Desk {
  /**
   * The next letter that may leave now; null once there is none and none is on its way back, or the desk is to stop. `queues`: it goes
   * to a queue, whatever its domain bears.
   */
  readonly next: (queues?: boolean) => Promise<Claim | null>;
  /** The letter's turn is over. */
  readonly done: (claim: Claim, end: LetterEnd) => void;
  /** The issue was stopped: what is left of it here is not handed out; the ledger has it back already. */
  readonly drop: (issue: IssueId) => void;
  /** The quota is used up: letters that could leave wait for another day. */
  readonly spent: () => boolean;
  /** No more letters; claims not handed out go back. */
  readonly close: () => Promise<void>;
}

export interface DeskOptions {
  readonly ledger: Pick<Ledger, "claim" | "release" | "postpone" | "sentSince">;
  readonly fence: number;
  readonly limits: Limits;
  readonly clock: () => Instant;
  readonly signal?: AbortSignal | undefined;
}

/** Letters claimed at once: one commit of 1 ms for some 20 ms of sending. */
const claimAtOnce = 200;
/** Letters at hand at most, while lanes wait for a domain that has its fill: 1 MB, and a view past 2,000 neighbours of one domain. */
const atHand = 2000;
const day = 24 * 60 * 60 * 1000;

export async function openDesk({ ledger, fence, limits, clock, signal }: DeskOptions): Promise<Desk> {
  const backlog = createBacklog();
  const domains = watchDomains(limits.perDomain, clock);
  const paced = paceOf(limits.rate, clock, signal);
  const waiting = waitingRoom(signal);
  const unsent: number[] = [];
  let left = limits.quota === 0 ? Infinity : Math.max(0, limits.quota - (await ledger.sentSince(clock() - day)));
  let closed = false;
  let filling: Promise<boolean> | undefined;

  /** Letters to domains that rest go back until then, or they would stand before everybody else's. */
  const postpone = async (): Promise<void> => {
    const resting = backlog.drain((domain) => domains.rests(domain) !== null);
    for (const [until, claims] of Map.groupBy(resting, (claim) => domains.rests(domainOf(claim)) ?? clock()))
      await ledger.postpone(fence, numbersOf(claims), until);
  };
  /** False: there is nothing more to claim. */
  const fill = async (): Promise<boolean> => {
    await postpone();
    const claims = await ledger.claim(fence, clock(), claimAtOnce);
    backlog.add(claims);
    return claims.length > 0;
  };
  const done = (claim: Claim, end: LetterEnd): void => {
    if (end === "unsent") unsent.push(claim.delivery);
    if (end !== "sent" && end !== "unsure") left++;
    domains.done(domainOf(claim), end);
    waiting.wake();
  };
  const next = async (queues = false): Promise<Claim | null> => {
    for (;;) {
      if (closed || left <= 0 || signal?.aborted === true) return null;
      const claim = backlog.take(queues ? () => true : domains.mayGo);
      if (claim !== undefined) {
        domains.leave(domainOf(claim));
        left--;
        if (await paced()) return claim;
        done(claim, "unsent");
        return null;
      }
      if (backlog.size() < atHand) {
        filling ??= fill().finally(() => (filling = undefined));
        if (await filling) continue;
      }
      if (!domains.busy()) return null;
      await waiting.change();
    }
  };
  return {
    next,
    done,
    drop: (issue) => backlog.drop(issue),
    spent: () => left <= 0,
    close: async () => {
      closed = true;
      waiting.close();
      await postpone();
      await ledger.release(fence, [...unsent, ...numbersOf(backlog.drain(() => true))]);
    },
  };
}

/** Waits for the letter's slot. False: the wait was broken off. */
function paceOf(rate: number, clock: () => Instant, signal: AbortSignal | undefined): () => Promise<boolean> {
  const interval = 1000 / rate;
  let slot = 0;
  return async () => {
    if (rate === 0) return true;
    const now = clock();
    // A clock that was set back would have everybody wait for it to come round again.
    if (slot > now + claimAtOnce * interval) slot = now;
    slot = Math.max(slot, now) + interval;
    return sleep(slot - interval - now, true, signal === undefined ? {} : { signal }).catch(() => false);
  };
}

/** Where lanes wait until something has changed: a letter has come back, or all is to stop. */
function waitingRoom(signal: AbortSignal | undefined): {
  readonly change: () => Promise<void>;
  readonly wake: () => void;
  readonly close: () => void;
} {
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    const all = waiting;
    waiting = [];
    for (const go of all) go();
  };
  signal?.addEventListener("abort", wake);
  return {
    change: () => new Promise((resolve) => void waiting.push(resolve)),
    wake,
    close: () => signal?.removeEventListener("abort", wake),
  };
}

function numbersOf(claims: readonly Claim[]): readonly number[] {
  return claims.map(({ delivery }) => delivery);
}
