import { join } from "node:path";
import type { Config, Environment } from "./config/config.ts";
import { fail } from "./errors.ts";
import type { Instant } from "./model.ts";
import type { Store } from "./store/store.ts";

/** Where, when and with what a publish works; commands make it from the session. */
export interface World {
  readonly dir: string;
  /** The calendar's moment. */
  readonly now: Instant;
  /** `now` was given, and is not the real clock's. */
  readonly pinned?: boolean;
  /** The real clock. */
  readonly clock: () => Instant;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /**
   * A store that is open already and stays so: the service's. SQLite waits for its lock without letting go of the thread, so one
   * process must have one connection.
   */
  readonly store?: Store;
}

/** The newsroom's store. `create: false` shows an empty one where there is none. */
export async function storeOf(world: World, config: Config, environment: Environment, create: boolean): Promise<Store> {
  if (world.store !== undefined) return { ...world.store, close: async () => {} };
  if (environment.databaseUrl !== null) {
    fail(
      "SECRET_INVALID",
      "DATABASE_URL is set, but this version keeps its readers in data/courant.db alone; unset it.",
      2,
    );
  }
  const { openStore } = await import("./store/open.ts");
  return openStore({
    data: join(world.dir, "data"),
    clock: world.clock,
    secret: environment.secret,
    previousSecrets: environment.previousSecrets,
    durability: config.delivery.durability,
    create,
  });
}
