import { readFileSync } from "node:fs";
import type { Config } from "../config/config.ts";
import { parseEmail } from "../base/email.ts";
import { CourantError, didYouMean, fail, hasErrors } from "../errors.ts";
import type { Email, Reader, Subscription } from "../model.ts";
import { topicKey } from "../base/slug.ts";
import type { Admission, ReaderEntry } from "../store/store.ts";
import { count } from "./count.ts";
import { confirm } from "./confirm.ts";
import { inviteReaders } from "./invite.ts";
import type { Outcome, Session } from "./session.ts";
import { skippedLines, withLeft } from "./skipped.ts";
import { withStore } from "./with-store.ts";

export interface AddFlags {
  readonly name?: string;
  readonly digest: readonly string[];
  readonly tag: readonly string[];
  readonly yes?: boolean;
  /** Ask them, instead of taking the editor's word for it. */
  readonly invite?: boolean;
}

/** Makes an active reader on the editor's word, or asks them. Doing it again changes nothing. */
export async function runAdd(session: Session, address: string, flags: AddFlags): Promise<Outcome> {
  const email = emailOf(address);
  return withStore(session, true, async (store, config) => {
    const entry = { email, name: flags.name ?? "", subscriptions: subscriptionsOf(config, flags.digest, flags.tag) };
    if (flags.invite === true) return inviteReaders(session, store, config, [entry]);
    await confirm(session, flags.yes === true, `Has ${email} asked for this mail?`);
    const admission = await store.readers.add([entry]);
    return admissionOutcome(admission);
  });
}

/** All readers as the contract's document; for people a line each. */
export async function runList(session: Session): Promise<Outcome> {
  return withStore(session, false, async (store) => {
    const readers: Omit<Reader, "id">[] = [];
    for await (const reader of store.readers.list()) readers.push(shown(reader));
    const lines = readers.map(renderReader);
    return {
      exit: 0,
      document: { readers },
      text: [...lines, `${count(readers.length, "reader", "readers")}.`].join("\n"),
      problems: [],
    };
  });
}

/** Readers from a CSV file; every malformed row is listed and then nothing is imported. */
export async function runReadersImport(
  session: Session,
  file: string,
  flags: Pick<AddFlags, "yes" | "invite">,
): Promise<Outcome> {
  const { parseReadersCsv } = await import("../import/readers.ts");
  const { rows, left, problems } = parseReadersCsv(readText(file), file);
  if (hasErrors(problems)) throw new CourantError(problems);
  return withStore(session, true, async (store, config) => {
    const entries: readonly ReaderEntry[] = rows.map((row) => ({
      email: row.email,
      name: row.name,
      subscriptions: subscriptionsOf(config, row.digests, row.tags),
    }));
    if (flags.invite === true) return inviteReaders(session, store, config, entries, left);
    await confirm(
      session,
      flags.yes === true,
      `Have all ${count(rows.length, "reader", "readers")} of ${file} asked for this mail?`,
    );
    const admission = await store.readers.add(entries);
    return admissionOutcome({ ...admission, skipped: withLeft(admission.skipped, left) });
  });
}

/** All readers as CSV, in the columns that `import` reads. */
export async function runExport(session: Session): Promise<Outcome> {
  const { renderReadersCsv } = await import("../import/readers.ts");
  return withStore(session, false, async (store) => {
    const readers: Reader[] = [];
    for await (const reader of store.readers.list()) readers.push(reader);
    return {
      exit: 0,
      document: { readers: readers.map(shown) },
      text: renderReadersCsv(readers),
      problems: [],
    };
  });
}

/** A reader leaves: no more mail, and no import brings the address back. */
export async function runRemove(session: Session, address: string): Promise<Outcome> {
  const email = emailOf(address);
  return withStore(session, true, async (store) => {
    const reader = await store.readers.remove(email);
    if (reader === null) fail("READER_UNKNOWN", `no reader has the address ${email}; see courant subscribers list.`);
    return { exit: 0, document: { ok: true, removed: email }, text: `${email} hears nothing more.`, problems: [] };
  });
}

/** Forgets a reader; a keyed hash of the address stays, so that nobody mails it again. */
export async function runErase(session: Session, address: string): Promise<Outcome> {
  const email = emailOf(address);
  return withStore(session, true, async (store) => {
    const known = await store.readers.erase(email);
    if (!known) fail("READER_UNKNOWN", `no reader has the address ${email}; there is nothing to erase.`);
    return { exit: 0, document: { ok: true, erased: email }, text: `${email} is forgotten.`, problems: [] };
  });
}

function emailOf(address: string): Email {
  return parseEmail(address) ?? fail("EMAIL_INVALID", `"${address}" is not an address such as name@example.org.`, 2);
}

/** No digest named: the first in courant.yaml. */
function subscriptionsOf(config: Config, digests: readonly string[], tags: readonly string[]): readonly Subscription[] {
  const known = config.digests.map((digest) => digest.name);
  if (known.length === 0)
    fail("DIGEST_UNKNOWN", "courant.yaml defines no digest to subscribe to; add one under `digests:`.", 2);
  const unknown = digests.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const near = didYouMean(unknown, known);
    fail(
      "DIGEST_UNKNOWN",
      `there is no digest "${unknown}"; ${near.length > 0 ? `did you mean ${near[0]}?` : `choose from ${known.join(", ")}.`}`,
      2,
    );
  }
  const names = digests.length > 0 ? [...new Set(digests)] : [known[0]!];
  return names.map((digest) => ({ digest, tags: [...new Set(tags.map(topicKey))], threads: [] }));
}

function admissionOutcome({ added, updated, unchanged, skipped }: Admission): Outcome {
  const parts = [`${count(added, "reader", "readers")} added`];
  if (updated > 0) parts.push(`${updated} updated`);
  if (unchanged > 0) parts.push(`${unchanged} unchanged`);
  if (skipped.length > 0) parts.push(`${skipped.length} skipped`);
  return {
    exit: 0,
    document: { ok: true, added, updated, unchanged, skipped },
    text: [`${parts.join(", ")}.`, ...skippedLines(skipped)].join("\n"),
    problems: [],
  };
}

/** A reader as the contract's document shows them. */
function shown({ email, name, status, subscriptions }: Reader): Omit<Reader, "id"> {
  return { email, name, status, subscriptions };
}

function renderReader({ email, name, status, subscriptions }: Omit<Reader, "id">): string {
  const chosen = subscriptions.map(({ digest, tags, threads }) => {
    const topics = [...tags, ...threads];
    return topics.length === 0 ? digest : `${digest} (${topics.join(", ")})`;
  });
  return [email, name, status, chosen.join(", ")].filter((part) => part !== "").join("  ");
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return fail("CSV_INVALID", `${file} cannot be read; is the path right?`, 2);
  }
}
