import { join, resolve } from "node:path";
import { readEnvironment } from "../config/environment.ts";
import { type BounceWork, type Handled, treatMail } from "../issue/bounce.ts";
import { mailsIn, readMails } from "../issue/bounce-files.ts";
import { secretOf } from "../store/secret.ts";
import { count } from "./count.ts";
import type { Outcome, Session } from "./session.ts";
import { withStore } from "./with-store.ts";

/** Reads bounce and complaint mails and acts on them; without files, stdin. Reading the same mail twice changes nothing. */
export async function runBounce(session: Session, files: readonly string[]): Promise<Outcome> {
  return withStore(session, true, async (store, config) => {
    const environment = readEnvironment(config, session.environment);
    const secrets = [secretOf(join(session.dir, "data"), environment.secret), ...environment.previousSecrets];
    const work: BounceWork = { store, config, secrets, now: session.clock(), trust: "editor" };
    const classes: Record<string, number> = {};
    const handled: Partial<Record<Handled, number>> = {};
    let mails = 0;
    for await (const mail of files.length === 0 ? await readMails(process.stdin) : mailsOf(files)) {
      const done = await treatMail(mail, work);
      mails++;
      classes[done.class] = (classes[done.class] ?? 0) + 1;
      handled[done.handled] = (handled[done.handled] ?? 0) + 1;
    }
    const list = (counts: object): string =>
      Object.entries(counts)
        .map(([name, n]) => `${n} ${name}`)
        .join(", ") || "nothing";
    return {
      exit: 0,
      document: { ok: true, mails, classes, handled },
      text: `${count(mails, "mail", "mails")} read: ${list(classes)}. Done: ${list(handled)}.`,
      problems: [],
    };
  });
}

async function* mailsOf(files: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const file of files) yield* mailsIn(resolve(file));
}
