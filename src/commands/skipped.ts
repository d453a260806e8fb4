import type { Email, ReaderStatus } from "../model.ts";

/** Who hears nothing more, whoever asks, and why. */
export type Skipped = readonly { readonly email: Email; readonly status: ReaderStatus }[];

/** With those whom the file itself says to leave alone. */
export function withLeft(skipped: Skipped, left: readonly Email[]): Skipped {
  const known = new Set(skipped.map(({ email }) => email));
  return [
    ...skipped,
    ...left.filter((email) => !known.has(email)).map((email) => ({ email, status: "left" as const })),
  ];
}

export function skippedLines(skipped: Skipped): readonly string[] {
  return skipped.map(({ email, status }) => `  ${email}: ${status}; not brought back by an editor's word.`);
}
