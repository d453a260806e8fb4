/**
 * A real relay: Postfix with a queue of its own takes the letters of an issue and puts them into one Maildir, where they are
 * counted. `npm run bench:postfix [letters]`, 20,000 where not given; needs root, for Postfix's master. Ends with 1 unless
 * every letter arrived once.
 */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { freezeFor, round } from "../test/deliver/round.ts";
import { startPostfix } from "../test/postfix.ts";
import { temporaryStore } from "../test/store/temporary.ts";

const letters = Number(process.argv[2] ?? 20_000);
const { store, remove } = await temporaryStore();
const postfix = await startPostfix();
try {
  await freezeFor(store, letters);
  const start = Date.now();
  const { sent } = await round(store, postfix.url, { concurrency: 10 });
  console.log(`${sent} letters taken in ${((Date.now() - start) / 1000).toFixed(1)} s`);
  for (let before = -1; postfix.arrived().length > before || before === 0; await sleep(5000))
    before = postfix.arrived().length;
  const files = postfix.arrived();
  const readers = new Set(files.map((file) => /^Delivered-To: (.*)$/m.exec(readFileSync(file, "utf8"))?.[1]));
  console.log(`${files.length} letters arrived, at ${readers.size} readers`);
  if (files.length !== letters || readers.size !== letters) process.exitCode = 1;
} finally {
  postfix.stop();
  await remove();
}
