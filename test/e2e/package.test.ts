import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { repository, scratch } from "../courant.ts";

function npm(args: readonly string[], cwd: string): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync("npm", [...args], { cwd, encoding: "utf8" });
  return { status, output: stdout + stderr };
}

describe("the package", () => {
  test("packed and installed into an empty folder, it makes and publishes a newsroom", { timeout: 240_000 }, () => {
    const folder = scratch();
    expect(npm(["pack", "--pack-destination", folder], repository).status).toBe(0);
    const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"))!;
    expect(npm(["init", "--yes"], folder).status).toBe(0);
    const installed = npm(["install", "--no-audit", "--no-fund", "--prefer-offline", `./${tarball}`], folder);
    expect(installed, installed.output).toMatchObject({ status: 0 });

    const program = join(folder, "node_modules", "courant", "bin", "courant.mjs");
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: "utf8" });
    expect(run("init", "news")).toMatchObject({ status: 0 });
    expect(run("publish", "--dir", "news")).toMatchObject({ status: 0 });
    expect(existsSync(join(folder, "news", "out", "site", "feed.xml"))).toBe(true);
  });
});
