import { join, resolve } from "node:path";
import { readEnvironment } from "../config/environment.ts";
import { fail } from "../errors.ts";
import { type MailTreatment, treatMail } from "../issue/bounce.ts";
import { type FoundMail, mailsIn, readMails } from "../issue/bounce-files.ts";
import type { BounceWork } from "../issue/bounce-subject.ts";
import { secretOf } from "../store/secret.ts";
import { count } from "./count.ts";
import type { Outcome, Session } from "./session.ts";
import { withStore } from "./with-store.ts";

type Read = Pick<FoundMail, "file"> & Omit<MailTreatment, "readers">;

/** Reads bounce and complaint mails and acts on them; without files, stdin. Reading the same mail twice changes nothing. */
export async function runBounce(session: Session, files: readonly string[]): Promise<Outcome> {
  if (files.length === 0 && process.stdin.isTTY)
    fail("USAGE", "no mail to read; name files or a Maildir, or pipe a mail: courant bounce < bounce.eml", 2);
  return withStore(session, true, async (store, config) => {
    const environment = readEnvironment(config, session.environment);
    const secrets = [secretOf(join(session.dir, "data"), environment.secret), ...environment.previousSecrets];
    const work: BounceWork = { store, config, secrets, now: session.clock(), trust: "editor" };
    const results: Read[] = [];
    for await (const { file, bytes } of files.length === 0 ? readMails(process.stdin) : mailsOf(files)) {
      const { class: name, delayed, evidence, recipients, handled } = await treatMail(bytes, work);
      results.push({ file, class: name, delayed, evidence, recipients, handled });
    }
    const classes = tally(results.map((read) => read.class));
    const handled = tally(results.map((read) => read.handled));
    const document = { ok: true, mails: results.length, classes, handled, results };
    return { exit: 0, document, text: renderBounces(results), problems: [] };
  });
}

/** One line for each mail that is about somebody, then the sums. */
function renderBounces(results: readonly Read[]): string {
  const lines = results.flatMap(({ file, class: name, delayed, recipients, handled }) => {
    if (handled === "ignored" && !delayed) return [];
    const who =
      recipients.length === 0 ? [{ address: "nobody named", class: name, status: null, handled }] : recipients;
    return who.map((one) => {
      const what = delayed ? "delayed" : one.class;
      return `${what.padEnd(11)} ${one.handled.padEnd(10)} ${one.address}${one.status === null ? "" : ` ${one.status}`}  ${file}`;
    });
  });
  const sums = (names: readonly string[]): string =>
    Object.entries(tally(names))
      .map(([name, n]) => `${n} ${name}`)
      .join(", ") || "nothing";
  const read = sums(results.map((one) => one.class));
  const done = sums(results.map((one) => one.handled));
  return [...lines, `${count(results.length, "mail", "mails")} read: ${read}. Done: ${done}.`].join("\n");
}

function tally(names: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries(counts);
}

async function* mailsOf(files: readonly string[]): AsyncGenerator<FoundMail> {
  for (const file of files) yield* mailsIn(resolve(file), file);
}
