import { hasErrors, renderProblem, sortProblems } from "../errors.ts";
import { checkHealth } from "../graph/health.ts";
import { loadNewsroom } from "../load/newsroom.ts";
import type { Problem } from "../model.ts";
import { pressFolder } from "../press-folder.ts";
import { count } from "./count.ts";
import type { Outcome, Session } from "./session.ts";

/** Every problem of the newsroom, in file order; exit 1 if one is an error. Writes nothing but the cache. */
export async function runCheck(session: Session): Promise<Outcome> {
  const pressed = pressFolder(await loadNewsroom(session.dir), session.now);
  const problems = sortProblems([...pressed.problems, ...checkHealth(pressed.stories, pressed.graph)]);
  const ok = !hasErrors(problems);
  const lines = [...problems.map(renderProblem), renderVerdict(pressed.stories.length, problems)];
  return {
    exit: ok ? 0 : 1,
    document: { ok, problems },
    text: lines.join("\n"),
    problems: [],
  };
}

/** `14 stories, 1 error, 2 warnings.` */
export function renderVerdict(stories: number, problems: readonly Problem[]): string {
  const errors = problems.filter((p) => p.level === "error").length;
  const warnings = problems.length - errors;
  if (problems.length === 0) return `${count(stories, "story", "stories")}, no problems.`;
  return `${count(stories, "story", "stories")}, ${count(errors, "error", "errors")}, ${count(warnings, "warning", "warnings")}.`;
}
