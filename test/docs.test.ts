import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { renderProblems } from "../scripts/problems.ts";
import { repository } from "./courant.ts";

test("docs/problems.md holds every code of the table", () => {
  expect(readFileSync(join(repository, "docs/problems.md"), "utf8")).toBe(renderProblems());
});
