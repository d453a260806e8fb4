/**
 * A real relay: Postfix with a queue of its own takes the letters of an issue and puts them into one Maildir; every two-hundredth
 * reader is dead, and their letters come back. `npm run bench:postfix [letters]`, 20,000 and 100 dead where not given; needs root,
 * for Postfix's master. Ends with 1 unless every letter arrived once and exactly the dead were stopped.
 */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { startPostfix } from "../test/postfix.ts";
import { relayedNewsroom, sendThrough } from "../test/relayed.ts";

const letters = Number(process.argv[2] ?? 20_000);
const address = (name: string) => (_: unknown, i: number) => `${name}${i}@d${i % 997}.example`;
const alive = Array.from({ length: letters }, address("r"));
const dead = Array.from({ length: Math.ceil(letters / 200) }, address("dead"));
const program = join(import.meta.dirname, "../bin/courant.mjs");

const dir = mkdtempSync(join(tmpdir(), "courant-postfix-"));
for (const [name, text] of Object.entries(relayedNewsroom)) {
  mkdirSync(dirname(join(dir, name)), { recursive: true });
  writeFileSync(join(dir, name), text);
}
const postfix = await startPostfix();
try {
  const told = await sendThrough(postfix, dir, run, alive, dead);
  const { arrived, readers, cameBack, bounced, milliseconds } = told;
  const right = bounced.join() === dead.toSorted().join();
  console.log(
    "| letters | arrived | readers with one | dead | came back to a return path | readers stopped | whole publish |",
  );
  console.log("| --- | --- | --- | --- | --- | --- | --- |");
  console.log(
    `| ${alive.length + dead.length} | ${arrived} | ${readers} | ${dead.length} | ${cameBack} | ${bounced.length}, ${right ? "exactly the dead" : "not the dead"} | ${(milliseconds / 1000).toFixed(1)} s |`,
  );
  if (arrived !== letters || readers !== letters || cameBack !== dead.length || !right) process.exitCode = 1;
} finally {
  postfix.stop();
  rmSync(dir, { recursive: true });
}

/** The real program, as in a user's shell. */
function run(...args: string[]): ReturnType<Parameters<typeof sendThrough>[2]> {
  const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], TZ: "UTC", SMTP_URL: postfix.url };
  return new Promise((done) => {
    execFile(
      process.execPath,
      [program, ...args, "--dir", dir],
      { env, maxBuffer: 1 << 28 },
      (error, stdout, stderr) => {
        if (error !== null) process.stderr.write(stderr);
        done({ exit: error === null ? 0 : 1, stdout, stderr, json: () => JSON.parse(stdout) });
      },
    );
  });
}
