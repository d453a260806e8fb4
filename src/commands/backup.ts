import { chmodSync, copyFileSync, existsSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fail } from "../errors.ts";
import type { Outcome, Session } from "./session.ts";

/**
 * A copy of data/ while everything goes on: the database as of one moment in FILE, its secret in FILE.secret where data/ keeps one.
 * Both mode 0600, and never written over.
 */
export async function runBackup(session: Session, file: string): Promise<Outcome> {
  const target = resolve(file);
  const database = join(session.dir, "data", "courant.db");
  const secret = join(session.dir, "data", "secret");
  if (!existsSync(database)) fail("STORE_UNREADABLE", "there is no data/courant.db to copy.");
  for (const path of [target, `${target}.secret`]) {
    if (existsSync(path)) fail("FILE_EXISTS", `${path} exists; give another name, such as one with the date.`);
  }
  const { copyDatabase } = await import("../store/copy.ts");
  const draft = `${target}.part`;
  rmSync(draft, { force: true });
  await copyDatabase(database, draft);
  chmodSync(draft, 0o600);
  renameSync(draft, target);
  const files = [target];
  if (existsSync(secret)) {
    copyFileSync(secret, `${target}.secret`);
    chmodSync(`${target}.secret`, 0o600);
    files.push(`${target}.secret`);
  }
  const text = `${files.join("\n")}\nTo restore: stop Courant, put them back as data/courant.db${files.length > 1 ? " and data/secret" : ""}, and remove data/courant.db-wal and -shm.`;
  return { exit: 0, document: { ok: true, files }, text, problems: [] };
}
