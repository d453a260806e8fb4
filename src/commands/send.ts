import { readEnvironment } from "../config/environment.ts";
import { parseEmail } from "../base/email.ts";
import { CourantError, didYouMean, fail, hasErrors } from "../errors.ts";
import { sendTestLetter } from "../issue/test-letter.ts";
import { loadNewsroom } from "../load/newsroom.ts";
import type { Outcome, Session } from "./session.ts";
import { withStore } from "./with-store.ts";

/** A digest's letter as it is now, to one address. No issue is recorded. */
export async function runSend(session: Session, name: string, flags: { readonly test: string }): Promise<Outcome> {
  const to =
    parseEmail(flags.test) ?? fail("EMAIL_INVALID", `"${flags.test}" is not an address such as name@example.org.`, 2);
  const newsroom = await loadNewsroom(session.dir);
  if (hasErrors(newsroom.problems)) throw new CourantError(newsroom.problems);
  const { digests } = newsroom.config;
  const digest = digests.find((d) => d.name === name);
  if (digest === undefined) {
    const near = didYouMean(
      name,
      digests.map((d) => d.name),
    );
    return fail(
      "DIGEST_UNKNOWN",
      `there is no digest "${name}"${near.length > 0 ? `; did you mean ${near[0]}?` : "."}`,
      2,
    );
  }
  return withStore(session, false, async (store, config) => {
    const environment = readEnvironment(config, session.environment);
    const { subject, by, problems } = await sendTestLetter(newsroom, digest, to, store.issues, session, environment);
    return {
      exit: 0,
      document: { ok: true, problems, subject, to, by },
      text: `"${subject}" to ${to} by ${by}.`,
      problems,
    };
  });
}
