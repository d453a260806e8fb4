import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { email, entry, issue } from "./temporary.ts";

function mode(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

describe("data/ as files", () => {
  let folder: string;
  let data: string;
  const open = (secret: string | null = null, create = true): Promise<Store> =>
    openStore({ data, clock: Date.now, secret, durability: "strict", create });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "courant-data-"));
    data = join(folder, "data");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("nobody but the owner may read them", async () => {
    const store = await open();
    await store.readers.add([entry("ada@example.org")]);
    expect(mode(data)).toBe("700");
    for (const file of readdirSync(data)) expect(`${file} ${mode(join(data, file))}`).toBe(`${file} 600`);
    await store.close();
    expect(readdirSync(data).toSorted()).toEqual(["courant.db", "secret"]);
  });

  test("without `create` an absent database is shown empty and nothing is made", async () => {
    const store = await open(null, false);
    expect(await store.readers.counts()).toMatchObject({ active: 0 });
    await store.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("what was written is there for the next one", async () => {
    const first = await open();
    await first.readers.add([entry("ada@example.org")]);
    await first.close();
    const second = await open();
    expect(await second.readers.find(email("ada@example.org"))).toMatchObject({ status: "active" });
    await second.close();
  });

  test("a database of a newer Courant is left alone: STORE_NEWER", async () => {
    await (await open()).close();
    const raw = new Database(join(data, "courant.db"));
    raw.prepare("update meta set value = '99' where key = 'schema'").run();
    raw.close();
    await expect(open()).rejects.toThrow("STORE_NEWER the database has version 99");
  });

  test("a file that is no database is named: STORE_UNREADABLE", async () => {
    await (await open()).close();
    writeFileSync(join(data, "courant.db"), "not a database, but long enough to be taken for a header ".repeat(200));
    await expect(open()).rejects.toThrow("STORE_UNREADABLE");
  });

  test("a data folder that is a file is named: STORE_UNWRITABLE", async () => {
    writeFileSync(data, "");
    await expect(open()).rejects.toThrow(/STORE_UN(WRITABLE|READABLE)/);
  });

  test("another secret than the database was made with stops everything: SECRET_INVALID", async () => {
    await (await open("one-secret-of-the-environment")).close();
    await expect(open("another")).rejects.toThrow("SECRET_INVALID");
  });

  test("an erased reader's address is in no byte of data/, nor is anybody's in the suppressions", async () => {
    const store = await open();
    const address = "unmistakable.address@example.org";
    await store.readers.add([{ ...entry(address), name: "Unmistakable Name" }, entry("bob@example.org")]);
    await store.issues.freeze(issue("daily/2026-11-20", ["launch"]));
    await store.readers.add([{ ...entry(address), name: "Unmistakable Other Name" }]);
    expect(await store.readers.erase(email(address))).toBe(true);
    const bytes = readdirSync(data).map((file) => readFileSync(join(data, file), "latin1"));
    expect(bytes.join().toLowerCase()).not.toContain("unmistakable");
    expect(await store.issues.reports()).toMatchObject([{ recipients: 2 }]);
    await store.close();
  });

  test("a full disk stops before anything leaves, says so, and keeps what is there: STORE_UNWRITABLE", async () => {
    // A limit on file size is as real as a full disk, and needs no root. SIGXFSZ must be ignored for the write to fail instead.
    const script = join(import.meta.dirname, "full-disk-process.ts");
    const shell = `trap "" XFSZ; ulimit -f 2000; exec "$0" "$@"`;
    const child = spawnSync("sh", ["-c", shell, process.execPath, script, data], { encoding: "utf8" });
    expect(child.stdout).toMatch(/^STORE_UNWRITABLE .* cannot be written/);
    expect(child.stdout).toContain("letters that left: 0");
    const store = await open();
    expect((await store.readers.counts()).active).toBeGreaterThan(0);
    expect(await store.issues.reports()).toEqual([]);
    await store.close();
  });
});
