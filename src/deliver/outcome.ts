import type { Attempt, Claim, Outcome } from "../ledger.ts";
import type { Instant } from "../model.ts";
import { nextTry } from "./retry.ts";
import type { Tried } from "./transport.ts";

/** What an attempt does to the ledger, and to the issue. */
export interface Judgement {
  readonly outcome: Outcome;
  /** Set where the issue must stop: why, for a person. */
  readonly pause: string | null;
}

/**
 * What comes of a letter. A refusal that speaks of us pauses the issue and costs the reader nothing; only where the same letter
 * was refused before, and a person has resumed the issue since, is it taken to mean this reader after all. A letter that may have
 * been taken is sent once more under `resend`, with the same Message-ID; a second silence waits for a person.
 */
export function judge({ attempt, verdict }: Tried, claim: Claim, unsure: "resend" | "hold", now: Instant): Judgement {
  const base = { delivery: claim.delivery, attempt, verdict, at: now };
  if (verdict === "sent" || verdict === "failed") return { outcome: { ...base, state: verdict }, pause: null };
  if (verdict === "unsure") {
    const state = unsure === "resend" && claim.doubts === 0 ? "queued" : "unsure";
    return { outcome: { ...base, state }, pause: null };
  }
  if (verdict === "refused") {
    if (claim.refused) return { outcome: { ...base, state: "failed" }, pause: null };
    return { outcome: { ...base, state: "queued" }, pause: reasonOf(attempt) };
  }
  const next = nextTry(claim, now);
  const outcome: Outcome = next === null ? { ...base, state: "failed" } : { ...base, state: "deferred", next };
  return { outcome, pause: null };
}

function reasonOf({ phase, code, text }: Attempt): string {
  const step = phase === "tls" ? "STARTTLS or its certificate failed: " : phase === "auth" ? "AUTH failed: " : "";
  return `${step}${code === null ? "" : `${code} `}${text}`;
}

/** A server that asks for fewer letters at once, whatever code it puts before the words. Greylisting does not. */
export function asksToSlowDown({ verdict, attempt }: Tried): boolean {
  return verdict === "deferred" && /too (many|much|fast)|rate ?limit|throttl|exceeded/i.test(attempt.text);
}
