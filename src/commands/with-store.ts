import type { Config } from "../config/config.ts";
import { readEnvironment } from "../config/environment.ts";
import { loadConfig } from "../config/load.ts";
import { storeOf, type World } from "../world.ts";
import type { Store } from "../store/store.ts";

/** Opens the newsroom's store for one piece of work and closes it, whatever happens. `create: false` shows an empty one where there is none. */
export async function withStore<T>(
  world: World,
  create: boolean,
  work: (store: Store, config: Config) => Promise<T>,
): Promise<T> {
  const config = await loadConfig(world.dir);
  const store = await storeOf(world, config, readEnvironment(config, world.environment), create);
  try {
    return await work(store, config);
  } finally {
    await store.close();
  }
}
