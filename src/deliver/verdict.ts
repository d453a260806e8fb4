import type { Attempt, Verdict } from "../ledger.ts";

/**
 * What a server's last word means. The code alone never decides: who is meant (RFC 3463) and how far the letter had come do.
 * No reply: before the dot nothing was taken; after it the server may have it (RFC 1047), and nobody can know.
 */
export function verdictOf({ phase, code, enhanced, text }: Attempt): Verdict {
  if (code === null) return phase === "dot" ? "unsure" : phase === "tls" ? "refused" : "deferred";
  if (code < 300) return phase === "dot" ? "sent" : "deferred";
  if (code < 500) return phase === "dot" && code < 400 ? "unsure" : "deferred";
  if (phase !== "rcpt" && phase !== "dot") return "refused";
  return aboutReader(phase, enhanced, text) ? "failed" : "refused";
}

/**
 * A 5xx speaks of the reader when it names a mailbox or its system (5.1.x, 5.2.x), or when it answers RCPT without speaking of
 * policy or our reputation. After the dot it speaks of the letter, and so of all of them, unless it names the mailbox.
 */
function aboutReader(phase: "rcpt" | "dot", enhanced: string | null, text: string): boolean {
  if (enhanced !== null && /^5\.1\.[78]$/.test(enhanced)) return false;
  if (enhanced !== null && /^5\.[12]\./.test(enhanced)) return !reputation.test(text);
  return phase === "rcpt" && !(enhanced?.startsWith("5.7.") ?? false) && !reputation.test(text);
}

/** Words of those who refuse the sender whatever their code says: blocklists, authentication, relaying. */
const reputation =
  /block ?list|black ?list|\bRBL\b|\bDNSBL\b|spamhaus|barracuda|spamcop|reputation|\bSPF\b|\bDKIM\b|\bDMARC\b|authentication required|unauthenticated|relay(ing)? (access )?(denied|not permitted)|not permitted to relay|unsolicited|banned|poor sender|sender (denied|rejected|blocked)/i;
