// `npm start`: publishes the sample newsroom as of a fixed day, so that everybody sees the same, this year and next.
// One demonstration reader gets the digest as a file in out/mail; no mail leaves this machine.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const courant = fileURLToPath(new URL("../bin/courant.mjs", import.meta.url));
const now = "2026-01-23T13:30:00Z";
const env = { ...process.env, SMTP_URL: "", DATABASE_URL: "" };

function run(...args) {
  const { status } = spawnSync(process.execPath, [courant, ...args], { stdio: "inherit", env });
  if (status !== 0) process.exit(status ?? 1);
}

run("subscribers", "add", "reader@demo.example", "--name", "Demo Reader", "--digest", "weekly", "--yes", "--quiet");
run("publish", "--now", now, "--yes");
