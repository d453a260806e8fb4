import { closeSync, openSync } from "node:fs";
import Database from "better-sqlite3";
import { fail } from "../errors.ts";

/** SQLite's own online backup: a whole copy of one moment, while others read and write. STORE_UNREADABLE, STORE_UNWRITABLE. */
export async function copyDatabase(from: string, to: string): Promise<void> {
  const source = open(from);
  try {
    closeSync(openSync(to, "wx", 0o600)); // readable by nobody else from the first byte on
    await source.backup(to);
  } catch (error) {
    fail("STORE_UNWRITABLE", `${to} cannot be written (${error instanceof Error ? error.message : String(error)}).`);
  } finally {
    source.close();
  }
}

function open(file: string): Database.Database {
  try {
    return new Database(file, { readonly: true, timeout: 10_000 });
  } catch (error) {
    return fail(
      "STORE_UNREADABLE",
      `${file} cannot be read (${error instanceof Error ? error.message : String(error)}).`,
    );
  }
}
