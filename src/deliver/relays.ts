import type { Instant } from "../model.ts";
import { type Breaker, createBreaker } from "./breaker.ts";
import type { Session, Transport, Tried } from "./transport.ts";

export interface WeighedTransport {
  readonly transport: Transport;
  /** Share of the sessions, above 0. */
  readonly weight: number;
}

/**
 * Several servers as one: sessions are spread by weight, and one that hangs up, answers 421 or cannot be reached rests while
 * the others carry on. With all of them resting nothing can be sent now, and `open` says so.
 */
export function relayTransport(relays: readonly WeighedTransport[], clock: () => Instant): Transport {
  const lines = relays.map(({ transport, weight }) => ({ transport, weight, breaker: createBreaker(), opened: 0 }));
  return {
    name: relays.map(({ transport }) => transport.name).join(", "),
    concurrency: relays[0]!.transport.concurrency,
    open: () => {
      const now = clock();
      const line = lines
        .toSorted((a, b) => a.opened / a.weight - b.opened / b.weight)
        .find(({ breaker }) => breaker.open(now));
      if (line === undefined) return null;
      const session = line.transport.open();
      if (session === null) return null;
      line.opened++;
      return watched(session, line.breaker, clock);
    },
  };
}

function watched(session: Session, breaker: Breaker, clock: () => Instant): Session {
  let struck = false;
  return {
    send: async (claim, message, gate) => {
      const result = await session.send(claim, message, gate);
      if (result.verdict === "aborted") return result;
      if (isTrouble(result)) {
        struck = true;
        breaker.bad(clock(), result.attempt.code === 421);
      } else {
        breaker.good();
      }
      return result;
    },
    alive: () => !struck && session.alive(),
    close: () => session.close(),
  };
}

/** The server's own trouble, not the letter's: no answer, or "closing the channel" (RFC 5321 §4.2.1), or no session at all. */
function isTrouble({ verdict, attempt }: Tried): boolean {
  return attempt.code === 421 || (attempt.code === null && verdict !== "sent");
}
