import type { Instant } from "../model.ts";
import { type Breaker, createBreaker } from "./breaker.ts";
import type { Session, Transport, Tried } from "./transport.ts";

export interface WeighedTransport {
  readonly transport: Transport;
  /** Share of the sessions, above 0. */
  readonly weight: number;
}

interface Line {
  readonly transport: Transport;
  readonly weight: number;
  readonly breaker: Breaker;
  /** Sessions, now and ever. */
  open: number;
  opened: number;
}

/**
 * Several servers as one: sessions are spread by weight. A letter that a server in trouble has not taken goes to another one at
 * once; one that hangs up, answers 421 or cannot be reached then rests while the others carry on. With all of them resting
 * nothing can be sent now, and `open` says so.
 */
export function relayTransport(relays: readonly WeighedTransport[], clock: () => Instant): Transport {
  const lines: readonly Line[] = relays.map((relay) => ({ ...relay, breaker: createBreaker(), open: 0, opened: 0 }));
  const open = (but: ReadonlySet<Line>): Opened | null => {
    const line = lines
      .filter((each) => !but.has(each) && each.open < each.transport.concurrency)
      .toSorted((a, b) => fill(a) - fill(b) || a.opened / a.weight - b.opened / b.weight)
      .find(({ breaker }) => breaker.open(clock()));
    const session = line?.transport.open() ?? null;
    if (line === undefined || session === null) return null;
    line.open++;
    line.opened++;
    return { line, session: leaving(session, () => line.open--) };
  };
  const others = (but: ReadonlySet<Line>): boolean =>
    lines.some((line) => !but.has(line) && line.breaker.rests(clock()) === null);
  return {
    name: relays.map(({ transport }) => transport.name).join(", "),
    concurrency: lettersAtOnce(relays),
    open: () => {
      const first = open(new Set());
      return first === null ? null : watched(first, { open, others, clock });
    },
  };
}

/** How much of its share a server has: its weight counts in connections, of which one to a provider carries many letters. */
function fill({ open, weight, transport }: Line): number {
  return open / (weight * transport.concurrency);
}

function lettersAtOnce(relays: readonly WeighedTransport[]): number {
  const weights = relays.reduce((sum, { weight }) => sum + weight, 0);
  const letters = relays.reduce((sum, { weight, transport }) => sum + weight * transport.concurrency, 0);
  return Math.ceil(letters / weights);
}

/** The session, with something to be done once it is closed. */
function leaving(session: Session, then: () => void): Session {
  let left = false;
  const close = async (): Promise<void> => {
    if (!left) then();
    left = true;
    await session.close();
  };
  return { ...session, close };
}

/** What a session may ask of all servers together. */
interface Servers {
  readonly open: (but: ReadonlySet<Line>) => Opened | null;
  /** Is there another one at work, though all its sessions be taken? */
  readonly others: (but: ReadonlySet<Line>) => boolean;
  readonly clock: () => Instant;
}

interface Opened {
  readonly line: Line;
  readonly session: Session;
}

function watched(first: Opened, { open, others, clock }: Servers): Session {
  let { line, session } = first;
  let struck = false;
  const judge = (result: Tried): "fine" | "troubled" => {
    const trouble = troubleOf(result);
    if (trouble === null) line.breaker.good();
    else line.breaker.bad(clock(), trouble === "hard");
    return trouble === null ? "fine" : "troubled";
  };
  return {
    send: async (claim, message, gate) => {
      const met = new Set<Line>();
      let passed: Promise<boolean> | undefined;
      for (;;) {
        const result = await session.send(claim, message, (batch) => (passed ??= gate(batch)));
        if (result.verdict === "aborted" || judge(result) === "fine") return result;
        // After the dot the server may have it, and a letter it refused in so many words waits its time.
        const other = result.attempt.phase === "dot" ? null : open(met.add(line));
        if (other === null) {
          struck = true;
          return result.attempt.phase !== "dot" && others(met) ? { ...result, again: true } : result;
        }
        await session.close();
        ({ line, session } = other);
      }
    },
    get queues() {
      return session.queues ?? false;
    },
    alive: () => !struck && session.alive(),
    close: () => session.close(),
  };
}

/**
 * The server's own trouble, not the letter's: no answer, "closing the channel" (421, RFC 5321 §4.2.1), a letter put off before its
 * reader was named, or a disk that is full (RFC 3463: x.3). A server that closes the channel once it knows the reader may mean the
 * reader's domain, and is asked again.
 */
function troubleOf({ verdict, attempt }: Tried): "hard" | "soft" | null {
  const { phase, code, enhanced } = attempt;
  if (code === null) return verdict === "sent" ? null : "soft";
  const early = phase !== "rcpt" && phase !== "data" && phase !== "dot";
  if (code === 421) return early ? "hard" : "soft";
  if (verdict !== "deferred") return null;
  return early || (phase !== "rcpt" && enhanced?.startsWith("4.3.") === true) ? "soft" : null;
}
