#!/usr/bin/env node
// Nothing is imported statically: on an old Node the database driver dies without a word, so the version is asked first.
import { existsSync } from "node:fs";
import module from "node:module";

const [major, minor, patch] = process.versions.node.split(".").map(Number);
const supported =
  (major === 22 && (minor > 22 || (minor === 22 && patch >= 2))) || (major === 24 && minor >= 15) || major >= 26;
if (!supported) {
  console.error(`courant needs Node 22.22.2, 24.15 or 26 and newer; this is ${process.versions.node}.`);
  process.exit(2);
}
// The compiled form of every module is kept between runs: about 40 % of start-up.
module.enableCompileCache?.();
const source = new URL("../src/cli.ts", import.meta.url);
await import(existsSync(source) ? source.href : new URL("../dist/cli.js", import.meta.url).href);
