import { listAt, textAt } from "../base/json-at.ts";
import { refusalOf } from "../base/refusal.ts";
import { headerOf, type ReturnedMail } from "../base/returned-mail.ts";
import type { BounceClass, Failed, Verdict } from "./verdict.ts";

/**
 * Amazon SES' notice of a bounce or complaint where an e-mail address is subscribed to its SNS topic: JSON in place of words, and
 * whatever SNS writes below it. Null: none of this.
 */
export function noticeOf(mail: ReturnedMail): Pick<Verdict, "class" | "recipients" | "evidence"> | null {
  if (headerOf(mail, "x-amz-sns-message-id") === "" || !mail.text.startsWith("{")) return null;
  const notice = jsonIn(mail.text);
  const name = textAt(notice, "notificationType") || textAt(notice, "eventType");
  const evidence = `SNS notice: ${name}`;
  if (name === "Complaint") {
    const recipients = listAt(notice, "complaint", "complainedRecipients").map((one) => failed(one, "soft"));
    return { class: "complaint", recipients, evidence };
  }
  if (name !== "Bounce") return { class: "none", recipients: [], evidence };
  const unclear = textAt(notice, "bounce", "bounceType") === "Permanent" ? "hard" : "soft";
  const recipients = listAt(notice, "bounce", "bouncedRecipients").map((one) => failed(one, unclear));
  const first: BounceClass = recipients[0]?.class ?? "none";
  return { class: first, recipients, evidence };
}

function failed(one: unknown, unclear: "hard" | "soft"): Failed {
  const status = textAt(one, "status") || null;
  const diagnostic = textAt(one, "diagnosticCode");
  const address = textAt(one, "emailAddress");
  return { address, aliases: [], class: refusalOf(status, diagnostic, "", unclear), status, diagnostic };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text.split("\n\n", 1)[0]!);
  } catch {
    return null;
  }
}
