import { CourantError, problem } from "../errors.ts";
import type { Session } from "./session.ts";

/** Asks a person, unless `yes` answered already. A "no", or nobody to ask, stops the command with exit 2 before anything was done. */
export async function confirm(session: Session, yes: boolean, question: string): Promise<void> {
  if (yes) return;
  if (!session.interactive) stop(`${question} Nobody is here to answer; add --yes to say so beforehand.`);
  const prompts = await import("@clack/prompts");
  const answer = await prompts.confirm({ message: question, output: process.stderr });
  if (answer !== true) stop("Stopped: nothing was done.");
}

function stop(message: string): never {
  throw new CourantError([problem("error", "NO_ANSWER", null, null, message)], 2);
}
