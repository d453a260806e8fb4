import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../courant.ts";

const systemNode = ["/usr/local/bin/node", "/usr/bin/node"].find((path) => existsSync(path));
const version = systemNode === undefined ? "" : spawnSync(systemNode, ["--version"], { encoding: "utf8" }).stdout;
const old = /^v(1\d|20|21|23|25)\./.test(version);

test.skipIf(!old)(`an unsupported Node gets one clear line and exit 2 (skipped where the system has none)`, () => {
  const { status, stdout, stderr } = spawnSync(systemNode!, [join(repository, "bin", "courant.mjs"), "check"], {
    encoding: "utf8",
  });
  expect([status, stdout, stderr]).toEqual([2, "", expect.stringMatching(/^courant needs Node [^\n]+\n$/)]);
});
