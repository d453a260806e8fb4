import { clearReasons, vagueReasons, type Reason } from "./reasons.ts";
import type { FailureClass } from "./verdict.ts";

/** Enhanced codes (RFC 3463 §3) that name a cause by themselves; a class of code first, `4.4.` before `4.`. */
const codes: readonly (readonly [RegExp, FailureClass])[] = [
  [/^5\.1\.(?:0|1|2|3|4|5|6|10)$/, "hard"],
  [/^[45]\.1\.[789]$/, "sender-side"],
  [/^5\.2\.1$/, "hard"],
  [/^[45]\.2\.3$/, "content"],
  [/^[45]\.3\.4$/, "content"],
  [/^[45]\.6\./, "content"],
  [/^[45]\.7\./, "sender-side"],
  [/^[45]\.2\.2$/, "soft"],
  [/^[45]\.4\.[1-9]/, "soft"],
  [/^[45]\.3\.[1-9]/, "soft"],
  [/^4\.[12]\.[1-9]/, "soft"],
];

/** Longest text of a server that is looked at: rules that look ahead cost by the square. */
const longest = 1500;

/** What a refusal means: its words before its code, its code before vague words, and a 550 to RCPT before nothing at all. */
export function reasonOf(status: string | null, diagnostic: string, context = ""): FailureClass {
  const words = plain(diagnostic);
  const code = status === null ? undefined : codes.find(([form]) => form.test(status))?.[1];
  const weak = status !== null && /^5\.1\.0$/.test(status); // "other address status": what the words say goes first
  return (
    match(clearReasons, words) ??
    (weak ? undefined : code) ??
    (context === "" ? undefined : match(clearReasons, plain(context))) ??
    code ??
    match(vagueReasons, words) ??
    refusedAtOnce(words, plain(context)) ??
    match(vagueReasons, plain(context)) ??
    "soft"
  );
}

/** True where the words name a failure at all. */
export function namesReason(text: string): boolean {
  const words = plain(text);
  return match(clearReasons, words) !== undefined || match(vagueReasons, words) !== undefined;
}

/** The address says nothing about the cause, but may hold any word: spam@, full@. */
function plain(text: string): string {
  return text
    .slice(0, longest)
    .toLowerCase()
    .replace(/[\w.+=/-]+@[\w.-]+/g, "@")
    .replace(/<\s*@?\s*>/g, " ")
    .replace(/[‘’`]/g, "'")
    .replace(/[\s*>|]+/g, " ");
}

function match(reasons: readonly Reason[], words: string): FailureClass | undefined {
  return reasons.find((reason) => reason.words.test(words))?.class;
}

/** A mailbox that a server refuses without a word, when it is named (RFC 5321 §4.2.3: 550, 551, 553). */
function refusedAtOnce(words: string, context: string): FailureClass | undefined {
  if (/\b4\d\d[ -]/.test(words)) return "soft";
  if (/\b552\b/.test(words)) return "soft";
  return /\b55[013]\b/.test(words) && /\brcpt\b/.test(`${words} ${context}`) ? "hard" : undefined;
}
