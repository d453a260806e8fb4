/** Times whole processes, in turn, and compares medians of one run: only the ratio travels between machines. */
import { spawnSync } from "node:child_process";

/** Runs a command to its end; a failure stops the bench with the command's own words. */
export function timeProcess(command: string, args: readonly string[], cwd: string): number {
  const start = process.hrtime.bigint();
  const { status, stderr, stdout } = spawnSync(command, args, { cwd, encoding: "utf8" });
  const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}\n${stdout}${stderr}`);
  return milliseconds;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

/** `cold build, 1,000 stories     1.42 s   1.10 × hugo   (limit 2.00, met)` */
export function renderRatio(what: string, ours: number, theirs: number, peer: string, limit: number): string {
  const ratio = ours / theirs;
  const verdict = ratio <= limit ? "met" : "missed";
  return `${what.padEnd(36)} ${ours.toFixed(0).padStart(6)} ms   ${ratio.toFixed(2)} × ${peer} (${theirs.toFixed(0)} ms; limit ${limit.toFixed(2)}, ${verdict})`;
}
