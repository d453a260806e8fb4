import { spawnSync } from "node:child_process";

/**
 * Whether a program that a test needs is installed: `test.skipIf(!realPart("dot"))("…")`.
 * In CI nothing may be missing: there it throws instead.
 */
export function realPart(command: string): boolean {
  const found = spawnSync("sh", ["-c", 'command -v -- "$1"', "sh", command]).status === 0;
  if (!found && process.env["CI"] !== undefined) throw new Error(`${command} is not installed; CI needs it`);
  return found;
}
