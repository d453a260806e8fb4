/**
 * What other services' exports say about a reader. Columns are named as readers.ts normalises them.
 *
 * - Mailchimp: a file each for subscribed, unsubscribed (UNSUB_TIME) and cleaned (CLEAN_TIME) contacts.
 * - Substack: `email_disabled`; `active_subscription` only tells who pays.
 * - Ghost: `subscribed_to_emails` (older: `subscribed`), `deleted_at`.
 * - listmonk: `status` enabled, disabled or blocklisted.
 * - Buttondown: `type` regular, premium, gifted …, or unactivated, unsubscribed, removed …
 */

const ours = new Set(
  "email email_address e_mail e_mail_address name full_name first_name last_name digest digests tag tags status".split(
    " ",
  ),
);

/** Whether the file is another service's: it has columns that we do not know, and no digests. */
export function isForeign(columns: readonly string[]): boolean {
  return !columns.includes("digest") && !columns.includes("digests") && !columns.every((column) => ours.has(column));
}

const active = new Set(
  "active subscribed enabled confirmed regular premium gifted trialed paid free comped member churning past_due true yes 1".split(
    " ",
  ),
);
const gone =
  /unsub|opt(?:ed)?_?out|left|bounc|clean|complain|spam|block|suppress|disabled|removed|deleted|archived|inactive|undeliverable|unactivated|unconfirmed|pending|paused|churned|non_?subscribed|^(?:false|no|0)$/;
/** A time or a word in one of these means that the reader went away. */
const goneWhenSet = ["unsub_time", "clean_time", "unsubscribed_at", "unsubscription_date", "deleted_at", "bounced_at"];
const goneWhenTrue = ["email_disabled", "unsubscribed", "bounced", "complained", "blocked"];
const goneWhenFalse = ["subscribed", "subscribed_to_emails"];

/** Whether a row's reader still wants mail. A status that we have never heard of is nobody's consent. */
export function foreignStatus(values: ReadonlyMap<string, string>): "active" | "gone" | "unknown" {
  const value = (column: string): string => (values.get(column) ?? "").toLowerCase();
  const isFalse = (column: string): boolean => /^(?:false|no|0)$/.test(value(column));
  const left =
    goneWhenSet.some((column) => value(column) !== "") ||
    goneWhenTrue.some((column) => value(column) !== "" && !isFalse(column)) ||
    goneWhenFalse.some(isFalse);
  if (left) return "gone";
  const status = (value("status") || value("subscription_status") || value("type")).replace(/[^a-z0-9]+/g, "_");
  if (status === "" || active.has(status)) return "active";
  return gone.test(status) ? "gone" : "unknown";
}
