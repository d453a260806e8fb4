import type { Cause } from "./refusal-cause.ts";
import { bareRefusals, clearCauses, troubles } from "./refusal-words.ts";
import type { FailureClass } from "./returns.ts";

/** Enhanced codes (RFC 3463 §3, RFC 7504 to 7505 and Microsoft's) that name a cause by themselves. The first form that fits counts. */
const codes: readonly (readonly [RegExp, FailureClass])[] = [
  [/^[45]\.1\.[789]$|^5\.1\.90$/, "sender-side"], // the sender's address, a sender's daily limit
  [/^5\.1\./, "hard"],
  [/^5\.2\.1$/, "hard"],
  [/^[45]\.2\.3$|^[45]\.3\.4$|^[45]\.6\./, "content"],
  [/^[45]\.7\./, "sender-side"],
  [/^5\.4\.(?:4|310)$/, "hard"], // no host to route to: the domain does not exist
  [/^[45]\.2\.2$|^[45]\.4\.[1-9]|^[45]\.3\.[1-9]|^4\.[12]\.[1-9]/, "soft"],
];

/** Says only that something is wrong with the address: what the words say goes first. */
const weak = /^5\.1\.0$/;

/** The sender's own domain or address: "sender domain must exist" reads like a word about the reader's. */
const aboutSender = /^[45]\.1\.8$/;

/** Characters of a text that are looked at. A cause stands in the first sentences; what follows may be anything. */
const longest = 1500;

/**
 * What a refusal means, of a live SMTP reply as of a report that came later: its own words before its code, its code before the
 * words around it, and a bare 550 to RCPT before nothing at all. What stays unclear is `soft`, of which it takes three to stop a reader.
 *
 * @param status enhanced code (RFC 3463), or null
 * @param words what the server said, its reply code among it
 * @param context text around it: a report written for people
 * @param unclear what it is where nothing of these tells: what the one who reports it takes it for
 */
export function refusalOf(
  status: string | null,
  words: string,
  context = "",
  unclear: FailureClass = "soft",
): FailureClass {
  if (status !== null && aboutSender.test(status)) return "sender-side";
  const [said, around] = [plain(words), plain(context)];
  const code = status === null ? undefined : codes.find(([form]) => form.test(status))?.[1];
  return (
    classIn(clearCauses, said) ??
    (status !== null && weak.test(status) ? undefined : code) ??
    classIn(troubles, said) ??
    classIn(clearCauses, around) ??
    code ??
    classIn(bareRefusals, said) ??
    refusedAtOnce(said, around) ??
    classIn([...troubles, ...bareRefusals], around) ??
    unclear
  );
}

/** One line without what may hold any word: addresses (spam@), the names of hosts that speak (mail-full.example), paths of links. */
function plain(text: string): string {
  return text
    .slice(0, longest)
    .toLowerCase()
    .replace(/[\w.+=/-]{1,64}@[\w.-]{1,255}/g, "@")
    .replace(/<\s?@?\s?>/g, " ")
    .replace(/[\w.-]{1,255}\s?[[(](?:[\d.]{7,15}|(?:ipv6:)?[\da-f:]{3,39})[\])]/g, " ")
    .replace(/(https?:\/\/[^\s/<>"]{1,255})[^\s<>"]{0,500}/g, "$1")
    .replace(/[‘’`´]/g, "'")
    .replace(/e-mail/g, "email")
    .replace(/[\s*>|_-]+/g, " ");
}

function classIn(causes: readonly Cause[], words: string): FailureClass | undefined {
  return words === "" ? undefined : causes.find((cause) => cause.words.test(words))?.class;
}

/** A mailbox that a server refuses without a word, when it is named (RFC 5321 §4.2.3: 550, 551, 553). */
function refusedAtOnce(words: string, context: string): FailureClass | undefined {
  if (/\b(?:4\d\d|552) /.test(words)) return "soft";
  return /\b55[013]\b/.test(words) && /\brcpt\b/.test(`${words} ${context}`) ? "hard" : undefined;
}
