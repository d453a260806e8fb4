/** Fills a store whose files may not grow for ever, then tries to go on: `node full-disk-process.ts DATA`. */
import { CourantError } from "../../src/errors.ts";
import { openStore } from "../../src/store/open.ts";
import { entry, issue } from "./temporary.ts";

const store = await openStore({
  data: process.argv[2]!,
  clock: Date.now,
  secret: null,
  durability: "normal",
  create: true,
});
try {
  for (let i = 0; ; i += 100) {
    await store.readers.add(Array.from({ length: 100 }, (_, k) => entry(`r${i + k}@example.org`)));
  }
} catch (error) {
  if (!(error instanceof CourantError)) throw error;
  process.stdout.write(`${error.message}\n`);
}
const frozen = await store.issues.freeze(issue("daily/2026-11-20", ["launch"])).catch(() => null);
process.stdout.write(`letters that left: ${frozen === null ? 0 : "some"}\n`);
