import type { Attempt, Verdict } from "../base/ledger.ts";
import { refusalOf } from "../base/refusal.ts";

/**
 * What a server's last word means. The code alone never decides: who is meant (RFC 3463) and how far the letter had come do.
 * No reply: before the dot nothing was taken; after it the server may have it (RFC 1047), and nobody can know. A certificate that
 * is no good, or STARTTLS that is not there, is for a person to mend.
 */
export function verdictOf(attempt: Attempt): Verdict {
  const { phase, code, text } = attempt;
  if (code === null)
    return phase === "dot" ? "unsure" : phase === "tls" && !brokenOff.test(text) ? "refused" : "deferred";
  if (code < 300) return phase === "dot" ? "sent" : "deferred";
  if (code < 500) return phase === "dot" && code < 400 ? "unsure" : "deferred";
  return isAboutReader(attempt, code) ? "failed" : "refused";
}

/** Node's and nodemailer's words for a connection that ended or went silent. */
const brokenOff = /time ?(d )?out|closed|reset|hang up|EPIPE|disconnected/i;

/**
 * At RCPT a 5xx speaks of the reader unless it says otherwise; 500 to 504 say that the command was wrong (RFC 5321 §4.2.1). After the
 * dot it speaks of the letter, and so of all of them, unless it names the mailbox by code or in words.
 */
function isAboutReader({ phase, enhanced, text }: Attempt, code: number): boolean {
  if (phase !== "rcpt" && phase !== "dot") return false;
  if (code <= 504 || /^5\.1\.[78]$/.test(enhanced ?? "")) return false;
  const cause = refusalOf(enhanced, `${code} ${text}`, phase === "rcpt" ? "rcpt to" : "");
  if (cause !== "hard" && cause !== "soft") return false;
  return phase === "rcpt" || cause === "hard" || /^5\.[12]\./.test(enhanced ?? "");
}
