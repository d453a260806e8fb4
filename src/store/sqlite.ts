/** SQLite through kysely: one connection, one file (and its -wal and -shm), readable by its owner alone. */
import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import {
  type DatabaseConnection,
  type Dialect,
  Kysely,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  CompiledQuery,
} from "kysely";
import { fail } from "../errors.ts";
import { migrate } from "./migrations.ts";
import type { Schema } from "./schema.ts";

/** Milliseconds that a lock of another process or thread is waited for: no transaction of ours takes a tenth of it. */
const patience = 10_000;

/** `:memory:` or a path. Its folder is made, mode 0700; the file gets 0600. */
export async function openSqlite(file: string): Promise<Kysely<Schema>> {
  const raw = open(file);
  const db = new Kysely<Schema>({ dialect: dialectOf(raw) });
  try {
    await migrate(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return db;
}

function open(file: string): Database.Database {
  try {
    if (file !== ":memory:") prepareFolder(file);
    const raw = new Database(file, { timeout: patience });
    if (file !== ":memory:") chmodSync(file, 0o600);
    raw.pragma("journal_mode = WAL");
    // From here on whoever waits for a lock lets go of the thread: SQLite's own waiting would stop every request of the service.
    raw.pragma("busy_timeout = 0");
    // A commit costs 20 µs this way and outlives the process; sync.ts adds what a power cut asks for.
    raw.pragma("synchronous = NORMAL");
    raw.pragma("foreign_keys = ON");
    // Whoever is erased must not be readable in the file's free pages.
    raw.pragma("secure_delete = ON");
    return raw;
  } catch (error) {
    return explain(error);
  }
}

function prepareFolder(file: string): void {
  const folder = dirname(file);
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/** kysely's SQLite dialect with statements kept (preparing costs more than running) and write locks taken at `begin`. */
function dialectOf(raw: Database.Database): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createDriver: () => {
      const driver = new SqliteDriver({ database: keepStatements(raw) });
      const acquire = driver.acquireConnection.bind(driver);
      let patient: DatabaseConnection | undefined;
      driver.acquireConnection = async () => (patient ??= patiently(await acquire()));
      // A deferred transaction that reads first and writes later fails at once when another process wrote in between.
      driver.beginTransaction = async (connection) => {
        await connection.executeQuery(CompiledQuery.raw("begin immediate"));
      };
      // A full disk rolls back by itself; rolling back once more would hide the reason behind an error of its own.
      driver.rollbackTransaction = async (connection) => {
        if (raw.inTransaction) await connection.executeQuery(CompiledQuery.raw("rollback"));
      };
      return driver;
    },
  };
}

/** Asks again, some milliseconds apart, while another connection holds the lock. */
function patiently(connection: DatabaseConnection): DatabaseConnection {
  return {
    executeQuery: async (query) => {
      for (let waited = 0, wait = 1; ; waited += wait, wait = Math.min(10, wait + 1)) {
        try {
          return await connection.executeQuery(query);
        } catch (error) {
          if (!isBusy(error)) throw error;
          if (waited > patience) explain(error);
        }
        await sleep(wait);
      }
    },
    streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^SQLITE_(BUSY|LOCKED)/.test(String(error.code));
}

function keepStatements(raw: Database.Database): SqliteDatabase {
  const kept = new Map<string, ReturnType<SqliteDatabase["prepare"]>>();
  return {
    close: () => raw.close(),
    prepare: (text) => {
      const known = kept.get(text);
      if (known !== undefined) return known;
      const statement = guarded(() => raw.prepare(text));
      const made = {
        reader: statement.reader,
        all: (parameters: readonly unknown[]) => guarded(() => statement.all(...parameters)),
        run: (parameters: readonly unknown[]) => guarded(() => statement.run(...parameters)),
        iterate: (parameters: readonly unknown[]) => statement.iterate(...parameters),
      };
      kept.set(text, made);
      return made;
    },
  };
}

function guarded<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (isBusy(error)) throw error;
    return explain(error);
  }
}

/** SQLite's own words for a person who can do something about them. A broken constraint is our fault and stays as it is. */
function explain(error: unknown): never {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const words = error instanceof Error ? error.message : String(error);
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) {
    fail("STORE_UNREADABLE", `data/courant.db is damaged (${words}): restore it from a backup.`);
  }
  if (/^SQLITE_(FULL|READONLY|IOERR|PERM)/.test(code) || /^(EACCES|EROFS|ENOSPC|EPERM|ENOTDIR|EEXIST)$/.test(code)) {
    fail("STORE_UNWRITABLE", `data/courant.db cannot be written (${words}): free disk space or mend its permissions.`);
  }
  if (isBusy(error)) {
    fail("STORE_UNWRITABLE", "another program has kept data/courant.db locked for ten seconds: end it and try again.");
  }
  if (code.startsWith("SQLITE_CANTOPEN")) {
    fail("STORE_UNREADABLE", `data/courant.db cannot be opened (${words}): mend the permissions of data/.`);
  }
  throw error;
}
