import { headerOf, type ReturnedMail } from "../base/returned-mail.ts";
import { addressesIn, addressOfField, isSystem } from "./addresses.ts";
import type { Failed, Verdict } from "./verdict.ts";

/**
 * A feedback report (RFC 5965), or Microsoft's, which is the letter itself with a header of theirs. Addresses in it are often
 * blacked out. `auth-failure` (RFC 6591) is about DMARC and `not-spam` about praise: nobody complains there. Null: none of this.
 */
export function complaintOf(mail: ReturnedMail): Pick<Verdict, "class" | "recipients" | "evidence"> | null {
  const type = mail.feedback.get("feedback-type")?.toLowerCase();
  if (type !== undefined) {
    const isComplaint = !/^(auth-failure|not-spam|dmarc)/.test(type);
    const recipients = isComplaint ? recipientsOf(mail) : [];
    return { class: isComplaint ? "complaint" : "none", recipients, evidence: `feedback report: ${type}` };
  }
  const jmrp = /^x-hmxmroriginalrecipient:\s*(.*)$/im.exec(mail.returned)?.[1];
  if (jmrp === undefined || !/complaint/i.test(headerOf(mail, "subject"))) return null;
  return { class: "complaint", recipients: named(addressesIn(jmrp)), evidence: "feedback report: Microsoft" };
}

function recipientsOf({ feedback, returned }: ReturnedMail): readonly Failed[] {
  const told = ["original-rcpt-to", "removal-recipient", "x-original-rcpt-to"].map((name) =>
    addressOfField(feedback.get(name)),
  );
  const found = told.filter((address) => address !== null);
  if (found.length > 0) return named(found);
  return named(addressesIn(/^(?:x-original-to|delivered-to|to):\s*(.*)$/im.exec(returned)?.[1] ?? ""));
}

function named(addresses: readonly string[]): readonly Failed[] {
  return [...new Set(addresses)]
    .filter((address) => !isSystem(address))
    .map((address) => ({ address, aliases: [], class: "soft", status: null, diagnostic: "" }));
}
