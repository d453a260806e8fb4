import { CommanderError } from "commander";
import { makeProgram, type Run } from "./commands/program.ts";
import { openSession, type Outcome } from "./commands/session.ts";
import { CourantError, problem, renderProblem } from "./errors.ts";

const run: Run = async (options, command) => {
  const session = openSession(options);
  const outcome = await command(session);
  print(outcome, session.json, session.quiet);
};

function print(outcome: Outcome, json: boolean, quiet: boolean): void {
  if (json) process.stdout.write(`${JSON.stringify(outcome.document, null, 2)}\n`);
  else if (outcome.text !== "") process.stdout.write(outcome.text.endsWith("\n") ? outcome.text : `${outcome.text}\n`);
  const told = quiet ? outcome.problems.filter((p) => p.level === "error") : outcome.problems;
  if (!json) for (const p of told) process.stderr.write(`${renderProblem(p)}\n`);
  process.exitCode = outcome.exit;
  if (outcome.end === true) process.exit();
}

/** Anything thrown becomes an outcome: problems as they are, a slip of the command line as exit 2, the rest as our own fault. */
function outcomeOf(error: unknown): Outcome {
  if (error instanceof CourantError) return refusal(error.problems, error.exit);
  if (error instanceof CommanderError) {
    return refusal([problem("error", "USAGE", null, null, error.message.replace(/^error: /, ""))], 2);
  }
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return refusal([problem("error", "INTERNAL", null, null, words)], 1);
}

function refusal(problems: Outcome["problems"], exit: 1 | 2): Outcome {
  return { exit, document: { ok: false, problems }, text: "", problems };
}

const program = makeProgram(run);
for (const command of [program, ...program.commands, ...program.commands.flatMap((c) => c.commands)]) {
  command.exitOverride().configureOutput({ outputError: () => {} });
}

// A reader that closes the pipe early (`courant graph | head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

try {
  await (process.argv.length > 2 ? program.parseAsync() : program.help());
} catch (error) {
  // Commander has printed the help already: asked for, it is an answer (0); for want of a verb, a question (2).
  if (error instanceof CommanderError && /^commander\.(help|helpDisplayed|version)$/.test(error.code)) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else print(outcomeOf(error), process.argv.includes("--json"), false);
}
