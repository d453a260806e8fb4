/**
 * What a mail that reached the bounce address says about readers. A pure function of its bytes.
 *
 * Wrong verdicts are not alike: a reader wrongly stopped hears nothing more and never knows why, one wrongly kept is found by the
 * next bounce. So `hard` is said only of mail that a mail system sent beyond doubt, and whatever is unclear is `soft` or `none`.
 */
import { headerOf, type ReturnedMail, readReturnedMail } from "../base/returned-mail.ts";
import type { FailureClass } from "../base/returns.ts";
import { addressesIn, isSystem } from "./addresses.ts";
import { complaintOf } from "./complaint.ts";
import { failedInReport, failedInText } from "./failed.ts";
import { noticeOf } from "./notice.ts";
import { autoReplySign, shapeOf } from "./shape.ts";
import type { BounceClass, Failed, Verdict } from "./verdict.ts";

export async function classifyMail(bytes: Uint8Array): Promise<Verdict> {
  return verdictOn(await readReturnedMail(bytes));
}

/** The same for a mail that is open already. */
export function verdictOn(mail: ReturnedMail): Verdict {
  const messageId = returnedId(mail);
  const say = (name: BounceClass, evidence: string, recipients: readonly Failed[] = [], delayed = false): Verdict => ({
    class: name,
    recipients,
    messageId,
    delayed,
    evidence,
  });
  const told = complaintOf(mail) ?? noticeOf(mail);
  if (told !== null) return say(told.class, told.evidence, told.recipients);
  const shape = shapeOf(mail);
  if (shape.report) {
    const { outcome, failed } = failedInReport(mail, ownAddresses(mail));
    if (outcome !== "failed" && outcome !== "delayed") return say("none", `delivery status: ${outcome}`);
    const sure = shape.answer && !shape.fromSystem ? failed.map(softened) : failed;
    return say(worst(sure), `delivery status: ${outcome}`, sure, outcome === "delayed");
  }
  const reply = autoReplySign(mail);
  if (reply !== null && !shape.fromSystem) return say("auto-reply", `auto-reply: ${reply}`);
  if (!shape.fromSystem && !shape.mayBe) return say("none", "no sign of a bounce");
  const { failed, form, delayed } = failedInText(mail, ownAddresses(mail));
  if (failed.length === 0) return say("none", "a bounce's shape, but nobody named");
  const sure = shape.fromSystem ? failed : failed.map(softened);
  return say(worst(sure), form, sure, delayed);
}

/** Whom the mail came from and went to: they are not who failed. */
function ownAddresses(mail: ReturnedMail): readonly string[] {
  const names = ["from", "to", "delivered-to", "x-original-to", "envelope-to", "return-path", "sender", "reply-to"];
  return names.flatMap((name) => addressesIn(headerOf(mail, name)));
}

function softened(failed: Failed): Failed {
  return failed.class === "hard" ? { ...failed, class: "soft" } : failed;
}

const order: readonly FailureClass[] = ["hard", "content", "sender-side", "soft"];

function worst(failed: readonly Failed[]): BounceClass {
  return order.find((name) => failed.some((one) => one.class === name)) ?? "none";
}

function returnedId(mail: ReturnedMail): string | null {
  const found = /^[> \t]*message-id:\s*(<[^<>\s]+@[^<>\s]+>)/im;
  const fromText = isSystem(addressesIn(headerOf(mail, "from"))[0] ?? "") || headerOf(mail, "return-path") === "<>";
  return found.exec(mail.returned)?.[1] ?? (fromText ? (found.exec(mail.text)?.[1] ?? null) : null);
}
