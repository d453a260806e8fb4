import { type Fields, headerOf, type ReturnedMail } from "../base/returned-mail.ts";
import { refusalOf } from "../base/refusal.ts";
import type { FailureClass } from "../base/returns.ts";
import { addressesIn, addressOfField, isSystem, sameAddress } from "./addresses.ts";
import { type Mentioned, mentionedIn, portionsOf } from "./text-forms.ts";
import type { Failed } from "./verdict.ts";

/** RFC 3464 §2.3.3. `delayed` goes on being tried; the last three are good news. */
type ReportOutcome = "failed" | "delayed" | "delivered" | "relayed" | "expanded";

/** Reads the groups of a delivery status, and the words around it for what it leaves open. */
export function failedInReport(
  mail: ReturnedMail,
  own: readonly string[],
): { readonly outcome: ReportOutcome; readonly failed: readonly Failed[] } {
  const groups = mail.status.filter((f) => f.has("final-recipient") || f.has("original-recipient") || f.has("action"));
  const outcomes = groups.map(outcomeOf);
  const outcome = outcomes.find((one) => one === "failed") ?? outcomes.find((one) => one === "delayed") ?? outcomes[0]!;
  const { report } = portionsOf(mail.text);
  const failed = groups
    .filter((_, i) => outcomes[i] === outcome)
    .flatMap((fields) => {
      const names = namesOf(fields);
      const [address, ...aliases] = names.length > 0 ? names : otherwiseNamed(mail, own, report);
      if (address === undefined) return [];
      const words = fields.get("diagnostic-code")?.replace(/^[\w-]+\s*;\s*/, "") ?? "";
      const status = statusIn(words, fields.get("status"));
      const category = categories.get(fields.get("x-powermta-bouncecategory")?.toLowerCase() ?? "");
      const name = category ?? refusalOf(status, words, about(report, address));
      return [{ address, aliases, class: name, status, diagnostic: words }];
    });
  return { outcome, failed };
}

/** PowerMTA, which many senders relay through, sorts refusals itself. Categories that may mean either side are left to the words. */
const categories: ReadonlyMap<string, FailureClass> = new Map([
  ["bad-mailbox", "hard"],
  ["inactive-mailbox", "hard"],
  ["bad-domain", "hard"],
  ["quota-issues", "soft"],
  ["message-expired", "soft"],
  ["no-answer-from-host", "soft"],
  ["policy-related", "sender-side"],
  ["virus-related", "content"],
]);

function outcomeOf(fields: Fields): ReportOutcome {
  const action = /^\W*(fail|delay|deliver|relay|expand)/i.exec(fields.get("action") ?? "")?.[1]?.toLowerCase();
  if (action === "fail") return "failed";
  if (action === "delay") return "delayed";
  if (action !== undefined) return action === "expand" ? "expanded" : action === "relay" ? "relayed" : "delivered";
  return /^\s*2/.test(fields.get("status") ?? "") ? "delivered" : "failed";
}

/** The address written to first, then the one it led to. */
function namesOf(fields: Fields): readonly string[] {
  const names = ["original-recipient", "final-recipient", "x-actual-recipient"]
    .map((name) => addressOfField(fields.get(name)))
    .filter((address) => address !== null);
  return names.filter((name, i) => !names.slice(0, i).some((before) => sameAddress(before, name)));
}

/** A group without an address that can be read: the text or the returned letter's own To has it. */
function otherwiseNamed(mail: ReturnedMail, own: readonly string[], report: string): readonly string[] {
  const [mentioned] = mentionedIn(report, own);
  if (mentioned !== undefined) return [mentioned.address];
  return returnedTo(mail.returned).slice(0, 1);
}

export interface FailedInText {
  readonly failed: readonly Failed[];
  readonly form: string;
  readonly delayed: boolean;
}

/** Reads a bounce that has words alone. */
export function failedInText(mail: ReturnedMail, own: readonly string[]): FailedInText {
  const { report, rest } = portionsOf(mail.text);
  const context = report.trim() === "" ? rest : report;
  const delayed = isDelay(headerOf(mail, "subject"), context);
  const subject = headerOf(mail, "subject");
  const finds = (address: string, words: string): Failed => {
    const status = statusIn(words) ?? statusIn(context);
    return {
      address,
      aliases: [],
      class: refusalOf(status, words, `${context}\n${subject}`),
      status,
      diagnostic: words.trim(),
    };
  };
  const listed = addressesIn(headerOf(mail, "x-failed-recipients"));
  if (listed.length > 0)
    return { failed: listed.map((one) => finds(one, about(context, one))), form: "X-Failed-Recipients", delayed };
  const mentioned = mentionedIn(report, own);
  const within = mentioned.length > 0 ? mentioned : reportWithin(mail.returned);
  if (within.length > 0)
    return { failed: within.map(({ address, words }) => finds(address, words)), form: within[0]!.form, delayed };
  const others = [...addressesIn(subject), ...returnedTo(mail.returned), ...returnedTo(rest)];
  const named = others.find((one) => !isSystem(one) && !own.some((its) => sameAddress(one, its)));
  const failed = named === undefined ? [] : [finds(named, context)];
  return { failed, form: "To of the returned letter", delayed };
}

/** Some gateways wrap a whole report into a letter of their own. */
function reportWithin(returned: string): readonly Mentioned[] {
  const at = returned.search(/^(?:final|original)-recipient:/im);
  const words = at < 0 ? "" : returned.slice(at, at + 1500);
  const address = addressOfField(/^[\w-]+:(.*)/.exec(words)?.[1]);
  return address === null ? [] : [{ address, words, form: "report within" }];
}

/** The letter still waits: it has not failed. */
function isDelay(subject: string, words: string): boolean {
  const told = /\b(delay(ed)?|warning|deferred|not yet|still being)\b/i.test(subject);
  const goesOn =
    /no action is required|still being (re)?tried|will (be retried|continue|keep trying|retry)|warning (message )?only|do(es)? not need to resend|not been delivered yet/i;
  return told && goesOn.test(words);
}

/** What the text says of an address: from its first mention on. */
function about(text: string, address: string): string {
  const at = text.toLowerCase().indexOf(address.toLowerCase());
  return at < 0 ? text : text.slice(at, at + 1500);
}

function returnedTo(letter: string): readonly string[] {
  const line =
    /^[> \t]*(?:x-original-to|envelope-to|delivered-to|to)\s*:\s*(.*(?:\n[ \t]+.*)*)/im.exec(letter)?.[1] ?? "";
  return addressesIn(line);
}

/** The most telling enhanced code: in a server's own words, unless its last digit says nothing. IPv4 addresses are none. */
function statusIn(words: string, field?: string): string | null {
  const said = /(?<![\d.])[45]\.[0-7]\.\d{1,3}(?![\d]|\.\d)/.exec(words)?.[0] ?? null;
  const told = /[245]\.\d{1,3}\.\d{1,3}/.exec(field ?? "")?.[0] ?? null;
  if (said === null || (told !== null && said.endsWith(".0") && !told.endsWith(".0"))) return told ?? said;
  return said;
}
