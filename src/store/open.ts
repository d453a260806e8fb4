import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Instant } from "../model.ts";
import { ballastIn, noBallast } from "./ballast.ts";
import { borrow } from "./borrowed.ts";
import { ledgerOf } from "./deliveries.ts";
import { doubtsOf } from "./doubts.ts";
import { type Durability, keepDurable } from "./durability.ts";
import { issuesOf } from "./issues.ts";
import { figuresOf } from "./members/figures.ts";
import { membershipOf } from "./members/membership.ts";
import { notesOf } from "./members/note-queue.ts";
import { becomePublisher, sinceBoot } from "./publisher.ts";
import { readersOf } from "./readers.ts";
import { returnsOf } from "./returns.ts";
import { hashOf, hashWith, secretOf } from "./secret.ts";
import { openSqlite } from "./sqlite.ts";
import type { Store } from "./store.ts";

export interface StoreOptions {
  /** The newsroom's data/ folder; made when needed, mode 0700. */
  readonly data: string;
  /** The real clock. */
  readonly clock: () => Instant;
  /** COURANT_SECRET, or null for the one kept in data/. */
  readonly secret: string | null;
  /** COURANT_SECRET_PREVIOUS. */
  readonly previousSecrets?: readonly string[];
  readonly durability: "normal" | "strict";
  /** Milliseconds since the machine was started; its own where not given. */
  readonly sinceBoot?: () => number;
  /** False: nothing will be written. Where no database is yet, an empty one in memory is shown. */
  readonly create: boolean;
}

const inMemory: Durability = { durable: async () => {}, close: async () => {} };

/** Opens data/courant.db and brings it to this version. STORE_UNREADABLE, STORE_UNWRITABLE, STORE_NEWER, SECRET_INVALID. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { data, clock, secret, durability, create } = options;
  const path = join(data, "courant.db");
  const real = create || existsSync(path);
  const { path: file, giveBack } = create || !real ? { path, giveBack: () => {} } : borrow(path);
  const db = await openSqlite(real ? file : ":memory:");
  const syncing = real ? keepDurable(file, durability) : inMemory;
  const close = async (): Promise<void> => {
    await syncing.close();
    await db.destroy();
    giveBack();
  };
  const ballast = real ? ballastIn(data) : noBallast;
  const place = {
    db,
    lockFile: join(data, "publisher.lock"),
    clock,
    sinceBoot: options.sinceBoot ?? sinceBoot,
    prepare: ballast.lay,
  };
  let hash = hashWith("");
  try {
    if (real) hash = await hashOf(db, secretOf(data, secret), options.previousSecrets ?? []);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    readers: readersOf(db, hash, clock),
    issues: issuesOf(db, clock),
    deliveries: ledgerOf(db, syncing.durable, ballast.drop),
    doubts: doubtsOf(db),
    members: membershipOf(db, hash, clock),
    notes: notesOf(db, clock),
    figures: figuresOf(db, clock),
    returns: returnsOf(db, clock),
    publisher: (wish) => becomePublisher(place, wish),
    close,
  };
}
