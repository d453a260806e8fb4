/** `npm run docs:problems`: docs/problems.md from the table of codes in src/errors.ts. */
import { writeFileSync } from "node:fs";
import { problemCodes } from "../src/errors.ts";

/** The page that explains every code; a test keeps the file equal to it. */
export function renderProblems(): string {
  const rows = Object.entries(problemCodes).map(([code, meaning]) => `| ${code} | ${meaning} |`);
  return [
    "# Problems and their codes",
    "",
    "Every problem comes as `file:line: CODE what, and the fix`. A code keeps its meaning for ever. Made by `npm run docs:problems`.",
    "",
    "| code | what it means |",
    "|---|---|",
    ...rows,
    "",
  ].join("\n");
}

if (import.meta.main) writeFileSync(new URL("../docs/problems.md", import.meta.url), renderProblems());
