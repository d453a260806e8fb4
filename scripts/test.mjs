// `npm test`: format, lint, types, unused code, lock file, then every test. Runs all steps, fails if one did.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const scratch = mkdtempSync(join(tmpdir(), "courant-test-"));
const report = join(scratch, "report.json");

const steps = [
  ["format", "oxfmt", "--check", "."],
  ["lint", "oxlint"],
  ["types", "tsc"],
  ["unused code", "knip"],
  ["lock file", "node", "scripts/check-lock.mjs"],
  [
    "tests",
    "vitest",
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
];

const failed = [];
for (const [name, command, ...args] of steps) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(command, args, { stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) failed.push(name);
}

const tests = readReport();
rmSync(scratch, { recursive: true, force: true });
console.log(failed.length === 0 ? "\nAll steps passed." : `\nFailed: ${failed.join(", ")}.`);
console.log(`tests: ${tests.numPassedTests} passed, ${tests.numFailedTests} failed, ${tests.numPendingTests} skipped`);
process.exitCode = failed.length === 0 ? 0 : 1;

function readReport() {
  try {
    return JSON.parse(readFileSync(report, "utf8"));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 };
  }
}
