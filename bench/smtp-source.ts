/** Debian's smtp-source and smtp-sink: the yardstick for letters over SMTP, in C, with one body for all and no record of anything. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";

const port = 2625;

export const sinkUrl = `smtp://127.0.0.1:${port}`;

/** Takes every letter and forgets it; ends with this process at the latest. */
export async function startSink(): Promise<ChildProcess> {
  const user = process.getuid?.() === 0 ? ["-u", "nobody"] : [];
  const child = spawn("smtp-sink", [...user, `127.0.0.1:${port}`, "1000"], { stdio: "inherit" });
  process.once("exit", () => child.kill());
  await new Promise((resolve) => setTimeout(resolve, 500));
  if (child.exitCode !== null) throw new Error(`smtp-sink does not start; is port ${port} taken?`);
  return child;
}

/** Letters a second. */
export function smtpSource(bytes: number, letters: number, connections: number): number {
  const start = process.hrtime.bigint();
  const args = ["-s", String(connections), "-l", String(bytes), "-m", String(letters), `127.0.0.1:${port}`];
  const { status, stderr } = spawnSync("smtp-source", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`smtp-source: ${stderr}`);
  return letters / (Number(process.hrtime.bigint() - start) / 1e9);
}
