/**
 * `npm run fuzz:letters -- [COUNT] [SEED]`: letters of random newsrooms through preflight. Where `check` finds no error, none may
 * fail; prints each seed that does, and how often each warning came.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { letterFindings } from "../test/letter-findings.ts";
import { writeRandomNewsroom } from "../test/random-newsroom.ts";

const [count = 2000, first = 1] = process.argv.slice(2).map(Number);
const told = new Map<string, number>();
let failed = 0;
let passed = 0;
for (let seed = first; seed < first + count; seed++) {
  const dir = mkdtempSync(join(tmpdir(), "courant-fuzz-"));
  try {
    writeRandomNewsroom(dir, seed);
    const { checked, found } = await letterFindings(dir, Date.UTC(2026, 10, 23, 13));
    if (checked.some(({ level }) => level === "error")) {
      told.set("check: error", (told.get("check: error") ?? 0) + 1);
      continue;
    }
    passed++;
    for (const code of new Set(found.map(({ level, code: name }) => `${level} ${name}`)))
      told.set(code, (told.get(code) ?? 0) + 1);
    const errors = found.filter(({ level }) => level === "error");
    if (errors.length > 0) {
      failed++;
      console.log(`seed ${seed}: ${errors.map(({ code, message }) => `${code} ${message}`).join("\n  ")}`);
    }
  } catch (error) {
    failed++;
    console.log(`seed ${seed}: ${error instanceof Error ? error.stack : String(error)}`);
  } finally {
    rmSync(dir, { recursive: true });
  }
}
console.log(`${count} newsrooms, ${passed} past check, ${failed} with a letter that fails.`);
for (const [code, n] of told) console.log(`  ${code}: ${n}`);
process.exitCode = failed === 0 ? 0 : 1;
