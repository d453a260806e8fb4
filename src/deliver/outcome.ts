import type { Attempt, Claim, Outcome, Phase } from "../base/ledger.ts";
import type { Instant } from "../model.ts";
import type { LetterEnd } from "./domains.ts";
import { nextTry } from "./retry.ts";
import type { Tried } from "./transport.ts";

/** What an attempt does to the ledger, and to the issue. */
export interface Judgement {
  readonly outcome: Outcome;
  /** Set where the issue must stop: why, for a person. */
  readonly pause: string | null;
}

/**
 * What comes of a letter. A refusal that speaks of us pauses the issue and costs the reader nothing. Once a person has looked and
 * resumed it, a refusal that came when the reader was known is taken to mean this reader after all; before that point it
 * means every letter and pauses again. A letter that may have been taken is sent once more under `resend`, with the same Message-ID; a
 * second silence waits for a person.
 */
export function judge(
  { attempt, verdict, wait, again }: Tried,
  claim: Claim,
  unsure: "resend" | "hold",
  now: Instant,
): Judgement {
  const base = { delivery: claim.delivery, attempt, verdict, at: now };
  if (verdict === "sent" || verdict === "failed") return { outcome: { ...base, state: verdict }, pause: null };
  if (verdict === "unsure") {
    const state = unsure === "resend" && claim.doubts === 0 ? "queued" : "unsure";
    return { outcome: { ...base, state }, pause: null };
  }
  if (verdict === "refused") {
    if (knowsReader(attempt.phase) && (claim.refused || claim.resumed))
      return { outcome: { ...base, state: "failed" }, pause: null };
    return { outcome: { ...base, state: "queued" }, pause: reasonOf(attempt) };
  }
  if (again === true) return { outcome: { ...base, state: "queued" }, pause: null };
  const next = nextTry(claim, now, wait);
  const outcome: Outcome = next === null ? { ...base, state: "failed" } : { ...base, state: "deferred", next };
  return { outcome, pause: null };
}

/** The server had been told whose letter it is. */
function knowsReader(phase: Phase): boolean {
  return phase === "rcpt" || phase === "data" || phase === "dot";
}

/** A server's words, for a person who must do something about them. */
export function reasonOf({ phase, code, text }: Attempt): string {
  const step = phase === "tls" ? "STARTTLS or its certificate failed: " : phase === "auth" ? "AUTH failed: " : "";
  return `${step}${code === null ? "" : `${code} `}${text}`;
}

/**
 * What a letter's end says of its recipient domain. It is shut after a 421 that came once the reader was named; slow where it asks for
 * fewer letters at once, whatever code it puts before the words, where its system or network fails (RFC 3463: x.3, x.4), and
 * where it puts off a letter that has been there before, which greylisting does not. A mailbox that is full (x.1, x.2) says nothing.
 */
export function endOf({ verdict, attempt }: Tried, { tries }: Pick<Claim, "tries">): LetterEnd {
  if (verdict === "sent" || verdict === "unsure") return verdict;
  const { phase, code, enhanced, text } = attempt;
  if (verdict !== "deferred" || code === null) return "tried";
  if (!knowsReader(phase)) return "tried";
  if (code === 421) return "shut";
  if (/^4\.[12]\./.test(enhanced ?? "")) return "tried";
  if (/too (many|much|fast)|rate ?limit|throttl|exceeded/i.test(text)) return "slow";
  return phase === "rcpt" && (tries > 0 || /^4\.[34]\./.test(enhanced ?? "")) ? "slow" : "tried";
}
