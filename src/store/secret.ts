import { createHmac, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Kysely } from "kysely";
import { fail } from "../errors.ts";
import type { Schema } from "./schema.ts";

/** COURANT_SECRET, else the one kept in data/secret (mode 0600), made at first need. Nothing under out/site depends on it. */
export function secretOf(data: string, fromEnvironment: string | null): string {
  if (fromEnvironment !== null) return fromEnvironment;
  const file = join(data, "secret");
  if (existsSync(file)) return readFileSync(file, "utf8").trim();
  if (!existsSync(data)) mkdirSync(data, { recursive: true, mode: 0o700 });
  // "wx": of two first runs at once, one writes and both read the same.
  try {
    writeFileSync(file, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) {
      fail("STORE_UNWRITABLE", `data/secret cannot be written: mend the permissions of data/.`);
    }
  }
  return readFileSync(file, "utf8").trim();
}

/** A keyed hash: without the secret nobody can test an address against what is stored. */
export type Hash = (text: string) => string;

export function hashWith(secret: string): Hash {
  return (text) => createHmac("sha256", secret).update(text).digest("base64url");
}

/** Suppressions are found only with the secret they were made with, so another one must stop everything: SECRET_INVALID. */
export async function checkSecret(db: Kysely<Schema>, hash: Hash): Promise<void> {
  const value = hash("courant: the secret of this database");
  await db
    .insertInto("meta")
    .values({ key: "secret", value })
    .onConflict((key) => key.column("key").doNothing())
    .execute();
  const kept = await db.selectFrom("meta").select("value").where("key", "=", "secret").executeTakeFirstOrThrow();
  if (kept.value === value) return;
  fail(
    "SECRET_INVALID",
    "COURANT_SECRET is not the secret this database was made with: set it back, or restore data/secret.",
    2,
  );
}
