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
 * A Message-ID without its brackets and its domain, which some providers leave out or put their own in place of. What is left
 * holds 128 bits of a hash of issue and reader, so nobody else's letter has it.
 */
export function letterKey(messageId: string): string {
  return messageId.replace(/^\s*<?/, "").replace(/@[^@]*$/, "");
}
