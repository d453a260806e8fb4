import { readReturnedMail } from "../../base/returned-mail.ts";
import { type Evidence, letterKey, type Wanted } from "./evidence.ts";

/**
 * A delivery status notification (RFC 3464) as mail servers send it back: what became of the letter whose headers it returns.
 * A report that names no letter of ours, or returns no headers, proves nothing.
 */
export async function readDeliveryReport(bytes: Uint8Array, wanted: Wanted): Promise<readonly Evidence[]> {
  const { status, returned } = await readReturnedMail(bytes);
  const letter = letterKey(/^message-id:(.*)$/im.exec(returned)?.[1]?.trim() ?? "");
  const about = status.find((fields) => fields.has("action"));
  const action = /^(failed|delayed|delivered|relayed|expanded)\b/i.exec(about?.get("action") ?? "")?.[1]?.toLowerCase();
  if (action === undefined || !wanted.has(letter)) return [];
  const words = about?.get("diagnostic-code")?.replace(/^smtp;\s*/i, "") ?? `the report says: ${action}`;
  return [{ letter, came: action === "failed" ? "bounced" : "taken", text: words.trim() }];
}
