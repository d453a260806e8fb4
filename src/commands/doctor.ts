import { readEnvironment } from "../config/environment.ts";
import { CourantError, hasErrors, renderProblem } from "../errors.ts";
import type { Check } from "../issue/doctor/check.ts";
import { examine } from "../issue/doctor/doctor.ts";
import { loadNewsroom } from "../load/newsroom.ts";
import { count } from "./count.ts";
import type { Outcome, Session } from "./session.ts";
import { withStore } from "./with-store.ts";

/** Looks at letters, DNS, mail servers and links against the bulk senders' rules; exit 1 if any finding is an error. */
export async function runDoctor(session: Session, flags: { readonly dns?: string }): Promise<Outcome> {
  const newsroom = await loadNewsroom(session.dir);
  if (hasErrors(newsroom.problems)) throw new CourantError(newsroom.problems);
  return withStore(session, true, async (store, config) => {
    const environment = readEnvironment(config, session.environment);
    const checks = await examine({ newsroom, environment, store, world: session, dns: flags.dns ?? null });
    const problems = checks.flatMap((one) => one.problems);
    return {
      exit: hasErrors(problems) ? 1 : 0,
      document: { ok: !hasErrors(problems), problems, checks: checks.map(({ about, found }) => ({ about, found })) },
      text: renderChecks(checks),
      // They stand in the text, each below what it is about.
      problems: [],
    };
  });
}

function renderChecks(checks: readonly Check[]): string {
  const problems = checks.flatMap((one) => one.problems);
  const errors = problems.filter(({ level }) => level === "error").length;
  return [
    ...checks.flatMap(({ about, found, problems: own }) => [
      `${hasErrors(own) ? "✗" : own.length > 0 ? "!" : "✓"} ${about}: ${found}`,
      ...own.map((each) => `    ${renderProblem(each)}`),
    ]),
    `${count(errors, "error", "errors")}, ${count(problems.length - errors, "warning", "warnings")}.`,
  ].join("\n");
}
