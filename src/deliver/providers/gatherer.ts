/** Letters that are ready to leave, brought together into requests. */
import { hash } from "node:crypto";
import type { Gate, Result } from "../transport.ts";
import type { Parcel } from "./provider.ts";

/** A letter with the one who waits for what comes of it. */
export interface Waiting extends Parcel {
  readonly gate: Gate;
  readonly settle: (result: Result) => void;
  /** Aborted: nobody waits for it any more. */
  readonly signal: AbortSignal;
}

export interface GathererOptions {
  readonly most: number;
  readonly bytes: number;
  /** Requests at once. */
  readonly connections: number;
  /** Letters whose claim names a batch are kept together until that batch is whole again. */
  readonly whole: boolean;
  /** Resolves when the next request may begin. */
  readonly turn: () => Promise<void>;
  /** Settles every letter; never rejects. */
  readonly carry: (letters: readonly Waiting[]) => Promise<void>;
}

/** Longer than it takes for the letters of one turn to come up, and nothing beside the request. */
const linger = 20;
/** For what is left of a batch: some of its readers may have left since, and are not coming. */
const patience = 1000;

/** Takes letters one by one; sends them as full requests, or when no more have come for a moment. */
export function createGatherer(options: GathererOptions): (letter: Waiting) => void {
  const { most, connections, whole } = options;
  const loose: Waiting[] = [];
  const parted = new Map<number, Waiting[]>();
  const ready: (readonly Waiting[])[] = [];
  const timers = new Map<number, NodeJS.Timeout>();
  let lingered = false;
  let running = 0;
  let pacing = 0;

  const full = (): number =>
    ready.length + Math.floor(loose.length / most) + (lingered && loose.length % most > 0 ? 1 : 0);
  /** What has gathered by the time the turn has come. */
  const pick = (): readonly Waiting[] => {
    const batch = ready.shift();
    if (batch !== undefined) return batch;
    const taken = loose.splice(0, fitting(loose, options));
    lingered &&= loose.length > 0;
    return taken;
  };
  const work = async (): Promise<void> => {
    pacing++;
    await options.turn();
    pacing--;
    const letters = pick();
    if (letters.length > 0) await options.carry(letters);
  };
  const pump = (): void => {
    while (running < connections && full() > pacing) {
      running++;
      void work().finally(() => {
        running--;
        pump();
      });
    }
  };
  const after = (batch: number, wait: number, then: () => void): void => {
    clearTimeout(timers.get(batch));
    const due = (): void => {
      timers.delete(batch);
      then();
      pump();
    };
    timers.set(batch, setTimeout(due, wait));
  };
  const rejoin = (letter: Waiting, batch: number): void => {
    const letters = [...(parted.get(batch) ?? []), letter];
    parted.set(batch, letters);
    after(batch, batchNumber(letters) === batch ? 0 : patience, () => {
      parted.delete(batch);
      ready.push(letters);
    });
  };
  return (letter) => {
    const batch = whole ? (letter.claim.batch ?? 0) : 0;
    if (batch !== 0) return rejoin(letter, batch);
    loose.push(letter);
    if (most > 1) after(0, linger, () => (lingered = true));
    pump();
  };
}

/** How many one request takes of these, at least one. */
function fitting(letters: readonly Waiting[], { most, bytes }: GathererOptions): number {
  let sum = 0;
  const over = letters.findIndex(({ message }, i) => {
    sum += message.parts.reduce((size, part) => size + part.length, 0);
    return i === most || (i > 0 && sum > bytes);
  });
  return over < 0 ? letters.length : over;
}

/** The order of letters in a request: theirs in the ledger, so that the same letters make the same request. */
export function inOrder(letters: readonly Waiting[]): readonly Waiting[] {
  return letters.toSorted((a, b) => a.claim.delivery - b.claim.delivery);
}

/** What the ledger calls these letters as one batch: 48 bits of a hash of their numbers; the same letters, the same number. */
export function batchNumber(letters: readonly Waiting[]): number {
  const numbers = inOrder(letters).map(({ claim }) => claim.delivery);
  return parseInt(hash("sha256", numbers.join()).slice(0, 12), 16);
}
