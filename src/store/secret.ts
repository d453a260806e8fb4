import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
  // Of two first runs at once one keeps its own, whole from the first moment, and both read the same.
  const draft = `${file}.${randomBytes(6).toString("hex")}.part`;
  try {
    writeFileSync(draft, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600, flag: "wx" });
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) {
      fail("STORE_UNWRITABLE", `data/secret cannot be written: mend the permissions of data/.`);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, "utf8").trim();
}

/** A keyed hash: without the secret nobody can test an address against what is stored. */
export type Hash = (text: string) => string;

export function hashWith(secret: string): Hash {
  return (text) => createHmac("sha256", secret).update(text).digest("base64url");
}

const checked = "courant: the secret of this database";

/**
 * The hash of this database. Suppressions are found only with the key they were made with, so a change of COURANT_SECRET keeps
 * that key, wrapped with the new secret; it needs the old one (COURANT_SECRET_PREVIOUS) once. SECRET_INVALID where neither opens it.
 */
export async function hashOf(db: Kysely<Schema>, secret: string, previous: readonly string[]): Promise<Hash> {
  await keep(db, "secret", hashWith(secret)(checked));
  const kept = await meta(db, "secret");
  const wrapped = await meta(db, "hash-key");
  for (const each of [secret, ...previous]) {
    const key = wrapped === undefined ? each : unwrap(wrapped, each);
    if (key === undefined || hashWith(key)(checked) !== kept) continue;
    if (each !== secret) {
      await db.deleteFrom("meta").where("key", "=", "hash-key").execute();
      await keep(db, "hash-key", wrap(key, secret));
    }
    return hashWith(key);
  }
  return fail(
    "SECRET_INVALID",
    "COURANT_SECRET is not the secret this database was made with: set it back, restore data/secret, or give the old one as COURANT_SECRET_PREVIOUS.",
    2,
  );
}

async function meta(db: Kysely<Schema>, key: string): Promise<string | undefined> {
  return (await db.selectFrom("meta").select("value").where("key", "=", key).executeTakeFirst())?.value;
}

async function keep(db: Kysely<Schema>, key: string, value: string): Promise<void> {
  await db
    .insertInto("meta")
    .values({ key, value })
    .onConflict((row) => row.column("key").doNothing())
    .execute();
}

/** AES-256-GCM: nonce, tag and text as one base64url word. */
function wrap(text: string, secret: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", wrappingKey(secret), nonce);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url");
}

/** Undefined where another secret wrapped it. */
function unwrap(word: string, secret: string): string | undefined {
  const bytes = Buffer.from(word, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", wrappingKey(secret), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}

function wrappingKey(secret: string): Buffer {
  return createHmac("sha256", secret).update("courant wraps the key of its hashes").digest();
}
