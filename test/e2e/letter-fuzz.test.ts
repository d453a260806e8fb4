import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { letterFindings } from "../letter-findings.ts";
import { writeRandomNewsroom } from "../random-newsroom.ts";

/** The first of the 2,000 that `npm run fuzz:letters` goes through. */
const seeds = Array.from({ length: 40 }, (_, i) => i + 1);

test("no letter of a random newsroom fails preflight where check finds no error", { timeout: 180_000 }, async () => {
  const failing: string[] = [];
  for (const seed of seeds) {
    const dir = mkdtempSync(join(tmpdir(), "courant-fuzz-"));
    writeRandomNewsroom(dir, seed);
    const { found } = await letterFindings(dir, Date.UTC(2026, 10, 23, 13));
    failing.push(...found.filter(({ level }) => level === "error").map(({ message }) => `seed ${seed}: ${message}`));
    rmSync(dir, { recursive: true });
  }
  expect(failing).toEqual([]);
});
