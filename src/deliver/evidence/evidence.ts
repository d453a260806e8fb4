/** What files from mail servers and providers prove about letters nobody is sure of. */

/** `taken`: a server had the letter. `bounced`: it had it, and could not bring it to the reader. */
export interface Evidence {
  /** `letterKey` of its Message-ID. */
  readonly letter: string;
  readonly came: "taken" | "bounced";
  /** In the words of the file; may hold the reader's address. */
  readonly text: string;
}

/** Keys of the letters that are asked for. A file of millions of lines is read for the few of them. */
export type Wanted = ReadonlySet<string>;

/**
 * What a Message-ID of ours is known by: 128 bits of a hash of issue and reader, so nobody else's letter has it. Without brackets and
 * domain, which some providers leave out or put their own in place of, and without the issue, so that it fits into their tags.
 */
export function letterKey(messageId: string): string {
  const at = messageId.lastIndexOf("@");
  const local = at < 0 ? messageId : messageId.slice(0, at);
  return local.slice(local.lastIndexOf(".") + 1).replace(/[<>\s]/g, "");
}
