import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { SiteFile } from "../../src/model.ts";
import { diffSite, writeSite } from "../../src/write/site.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "courant-killed-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** 300 pages of 20 kB that all say the same letter. */
function pages(letter: string): readonly SiteFile[] {
  return Array.from({ length: 300 }, (_, i) => ({
    path: `stories/${letter === "a" ? i : i + 10}/index.html`,
    stage: "page",
    key: `${letter}${i}`,
    make: () => letter.repeat(20_000),
  }));
}

const rewrite = `
  import { diffSite, writeSite } from ${JSON.stringify(new URL("../../src/write/site.ts", import.meta.url).href)};
  const pages = (${pages.toString()})("b");
  const diff = await diffSite(pages, process.argv[1]);
  console.log("writing");
  await writeSite(diff);
`;

function wholeFiles(): readonly string[] {
  const root = join(dir, "out/site");
  return readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith("index.html"));
}

async function killAfter(milliseconds: number): Promise<void> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", rewrite, dir]);
  const ended = once(child, "exit");
  await once(child.stdout, "data");
  setTimeout(() => child.kill("SIGKILL"), milliseconds);
  await ended;
}

test.each([0, 4, 12, 25])(
  "a write killed after %i ms leaves whole files, and the next one repairs the site",
  async (ms) => {
    await writeSite(await diffSite(pages("a"), dir));
    await killAfter(ms);
    const texts = wholeFiles().map((path) => readFileSync(join(dir, "out/site", path), "utf8"));
    expect(texts.filter((text) => !["a", "b"].some((letter) => text === letter.repeat(20_000)))).toEqual([]);
    await writeSite(await diffSite(pages("a"), dir));
    const left = readdirSync(join(dir, "out/site"), { recursive: true, encoding: "utf8" });
    expect(left.filter((path) => path.includes(".courant-") || /^stories\/30\d/.test(path))).toEqual([]);
    expect(wholeFiles().length).toBe(300);
    expect(wholeFiles().every((path) => readFileSync(join(dir, "out/site", path), "utf8") === "a".repeat(20_000))).toBe(
      true,
    );
  },
);
