/** Bounces written for people: where each mail system puts the address that failed, longest-known systems first. */
import { phrases } from "../base/phrase.ts";
import { addressesIn, isSystem, sameAddress } from "./addresses.ts";

export interface Mentioned {
  readonly address: string;
  /** What stands with it, up to the next address of the same form. */
  readonly words: string;
  readonly form: string;
}

interface Form {
  readonly name: string;
  /** Fits the line (or the start of it) that holds the address. */
  readonly line: RegExp;
}

const forms: readonly Form[] = [
  { name: "delivery status in text", line: /^\W{0,4}(?:final|original)-recipient\s*:/i },
  { name: "Exchange 5.5", line: /^\s*[^<>\s]+@[^<>\s]+ on \w{3}, \d/ },
  { name: "qmail or Postfix", line: /^\s*<[^<>\s]+@[^<>\s]+>(?:,? ?\(.*?\))?\s*:/ },
  { name: "sendmail", line: /^\s*(?:<<< )?[45]\d\d[ -](?:[45]\.\d\.\d{1,3} )?<?[^<>\s]+@[^<>\s]+>?(?:\.\.\.|:| )/ },
  { name: "sendmail transcript", line: /^\s*(?:>>> ?)?(?:rcpt to: ?)<[^<>\s]+@[^<>\s]+>|^<[^<>\s]+@[^<>\s]+>\s*$/i },
  { name: "Exim or Gmail", line: /^[ \t]{1,12}<?[^<>\s:]+@[^<>\s:]+>?(?:\s*$| \(|:\s*$)/ },
  {
    name: "labelled",
    line: /^[\s*>|-]{0,8}(?:(?:failed|original|final|intended|invalid|unknown|bad|the|your|e-?mail|rejected) )*(?:recipients?|rcpt|address(?:es|ee)?|to|user(?: ?name)?|e-?mail|mailbox|account|empf[aä]nger|destinataires?|destinatari[oi]s?|an|получател[ьи]|宛先)(?: (?:address|name|e-?mail)(?:es)?)?(?:\(e?s\))?\s*[:=]/i,
  },
  {
    name: "sentence",
    line: /(?:(?:message|mail|letter|deliver\w*|sent|send|addressed|transmi\w*|forward\w*) (?:\w+ ){0,4}(?:to|for)|(?:recipients?|users?|mailbox|address(?:ee)?|account|rcpt to|to user)(?: is| of)?:?)\s+(?:the following \w+:? )?["'<«„(]*[^\s"'<>«„(]+@/i,
  },
  { name: "address alone", line: /^[\s>*•·|-]*["'<(]?[^\s<>"'()]+@[^\s<>"'()]+[>"')]?[\s.,;:]*$/ },
  {
    name: "address before a reason",
    line: /@[^\s]+.{0,10}(?:\b[45]\d\d\b|unknown|not |no |reject|fail|full|quota|invalid|error|does)/i,
  },
  { name: "any address", line: /@/ },
];

/** Lines whose addresses are of those who wrote, sent or help. */
const aside =
  /message-?id|^\W{0,4}(?:from|sender|reply-to|return-path|received|cc|von|de|mail from)\s*:|mail from:|contact|support|help|questions?|postmaster|abuse|unsubscribe|https?:|reporting-mta|\bsender\b/i;

/** Where the returned letter begins in bounces that are one text. */
const returned =
  /^\W{0,12}(?:-+ ?)?(?:this is a copy of|below (?:this line )?(?:is|follows)|(?:the )?(?:(?:header|text|body|copy|beginning|first \w+(?: \w+)?) of (?:the |your )?(?:original |returned |undelivered |unsent )?(?:message|mail)|(?:your )?(?:original|returned|unsent|undelivered|failed) (?:message|mail)(?: (?:text|header\w*|body))?)(?: (?:follows?|is (?:attached|below)|begins|enclosed|as follows|was))?\W*$|unsent message|included (?:is|below)|message headers? follow|a copy of (?:your|the)|here is (?:a|the|your)|urspr[uü]ngliche nachricht|return-path: |received: (?:from|by|\())/im;

export interface Portions {
  /** The mail system's own words. */
  readonly report: string;
  /** The letter that came back. */
  readonly rest: string;
}

export function portionsOf(text: string): Portions {
  const at = returned.exec(text)?.index ?? -1;
  return at <= 0 ? { report: text, rest: at === 0 ? text : "" } : { report: text.slice(0, at), rest: text.slice(at) };
}

const mostLines = 400;

/** Says that failed addresses follow: what stands before it may name the writer, or the one written to. */
const announcement = phrases(`
  (following|these) … (recipient*|address*|user*|destination*|mailbox*|addressee*)
  (could not be|couldn't be|not be|was not|were not|not) (delivered|sent) to:
  (undeliverable|failed) (to|for) … :
  failed recipients
`);

/** Addresses that the text says have failed, by the first form that names any but `others`, the mail's own addresses. */
export function mentionedIn(report: string, others: readonly string[]): readonly Mentioned[] {
  const lines = report.split("\n", mostLines).map((line) => line.slice(0, 1000));
  const from = lines.findIndex((line) => announcement.test(line.toLowerCase()));
  const after = from < 0 ? [] : formed(lines.slice(from), others);
  return after.length > 0 ? after : formed(lines, others);
}

function formed(lines: readonly string[], others: readonly string[]): readonly Mentioned[] {
  for (const { name, line } of forms) {
    const plain = name !== "delivery status in text" && !name.startsWith("sendmail");
    const starts = lines.flatMap((text, i) => {
      if (!line.test(text) || (plain && aside.test(text))) return [];
      const address = candidatesIn(text, name).find(
        (one) => !isSystem(one) && !others.some((own) => sameAddress(own, one)),
      );
      return address === undefined ? [] : [{ address, i }];
    });
    if (starts.length > 0) return joined(starts, lines, name);
  }
  return [];
}

/** In a sentence the address that follows "to" counts, not one before it; and never whom the letter came from. */
function candidatesIn(line: string, form: string): readonly string[] {
  const text = line.replace(/\bfrom:? {1,3}\S{1,320}/gi, " ");
  const from = form === "sentence" ? (forms.find(({ name }) => name === form)!.line.exec(text)?.index ?? 0) : 0;
  return addressesIn(text.slice(from));
}

function joined(
  starts: readonly { readonly address: string; readonly i: number }[],
  lines: readonly string[],
  form: string,
): readonly Mentioned[] {
  const found = new Map<string, Mentioned>();
  for (const [n, { address, i }] of starts.entries()) {
    const end = Math.min(starts[n + 1]?.i ?? lines.length, i + 25);
    const words = lines.slice(i, end).join("\n");
    const before = found.get(address.toLowerCase());
    found.set(address.toLowerCase(), {
      address,
      form,
      words: before === undefined ? words : `${before.words}\n${words}`,
    });
  }
  return [...found.values()];
}
