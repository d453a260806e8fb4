import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { SiteFile } from "../../src/model.ts";
import { diffSite, writeSite } from "../../src/write/site.ts";
import { closeSpools, isSpooled, openSpool, unspool } from "../../src/write/spool.ts";
import { scratch } from "../courant.ts";

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

test("holds the first bytes and sets the rest aside, in a file that nobody finds", () => {
  const folder = scratch();
  const spool = openSpool(folder, 8);
  const kept = ["in memory", "été", "", "aside"].map((text) => spool.keep(bytesOf(text)));
  const first = openSpool(folder, 9).keep(bytesOf("in memory"));
  expect([first instanceof Uint8Array, ...kept.map(isSpooled)]).toEqual([true, true, true, true, true]);
  expect(kept.map((each) => Buffer.from(isSpooled(each) ? unspool(each) : each).toString())).toEqual([
    "in memory",
    "été",
    "",
    "aside",
  ]);
  expect(readdirSync(folder)).toEqual([]);
  closeSpools(kept);
});

test("where the folder cannot be written, memory must do", () => {
  const file = join(scratch(), "file");
  writeFileSync(file, "");
  expect(openSpool(join(file, "folder"), 0).keep(bytesOf("held"))).toEqual(bytesOf("held"));
});

test("a site that was set aside is written as any other", async () => {
  const dir = scratch();
  const files = ["a", "b", "c"].map((name): SiteFile => ({
    path: `${name}.html`,
    stage: "page",
    key: name,
    make: () => `${name} été`.repeat(100),
  }));
  const diff = await diffSite(files, dir, openSpool(join(dir, ".courant"), 1000));
  expect(diff.writes.filter(({ content }) => isSpooled(content)).map(({ path }) => path)).toEqual([
    "b.html",
    "c.html",
    "manifest.json",
  ]);
  await writeSite(diff);
  expect(files.map(({ path }) => readFileSync(join(dir, "out/site", path), "utf8"))).toEqual(
    files.map((file) => ("make" in file ? file.make() : "")),
  );
  expect((await diffSite(files, dir)).written).toEqual([]);
});
