import { type Evidence, letterKey, type Wanted } from "./evidence.ts";

/**
 * A delivery status notification (RFC 3464) as mail servers send it back: what became of the letter whose headers it returns.
 * A report that names no letter of ours, or returns no headers, proves nothing.
 */
export async function readDeliveryReport(bytes: Uint8Array, wanted: Wanted): Promise<readonly Evidence[]> {
  const { default: PostalMime } = await import("postal-mime");
  const mail = await PostalMime.parse(bytes, { forceRfc822Attachments: true, attachmentEncoding: "utf8" });
  const part = (type: RegExp): string =>
    mail.attachments
      .filter(({ mimeType }) => type.test(mimeType))
      .map(({ content }) => (typeof content === "string" ? content : ""))
      .join("\n\n");
  const returned = part(/^(message\/(rfc822|global)|text\/rfc822-headers)/i).replace(/\r?\n[\t ]+/g, " ");
  const letter = letterKey(/^message-id:(.*)$/im.exec(returned)?.[1]?.trim() ?? "");
  const status = part(/^message\/(delivery-status|global-delivery-status)/i).replace(/\r?\n[\t ]+/g, " ");
  const action = /^action:\s*(failed|delayed|delivered|relayed|expanded)\b/im.exec(status)?.[1]?.toLowerCase();
  if (action === undefined || !wanted.has(letter)) return [];
  const words = /^diagnostic-code:\s*(?:smtp;\s*)?(.*)$/im.exec(status)?.[1] ?? `the report says: ${action}`;
  return [{ letter, came: action === "failed" ? "bounced" : "taken", text: words.trim() }];
}
