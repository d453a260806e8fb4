/**
 * `npm run bench:rivals [rounds]`: two services, two who publish and a tick on one newsroom, a hundred times over where nothing is given
 * (some five minutes). Every letter and every note must leave once. It is a test of CI, there with fewer rounds.
 */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

const { status } = spawnSync(
  "npx",
  ["vitest", "run", "test/e2e/service-rivals.test.ts", "--testNamePattern", "two services"],
  {
    cwd: resolve(import.meta.dirname, ".."),
    env: { ...process.env, RIVAL_ROUNDS: process.argv[2] ?? "100" },
    stdio: "inherit",
  },
);
process.exitCode = status ?? 1;
