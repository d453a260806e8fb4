import { join } from "node:path";
import type { Config } from "../config/config.ts";
import { readEnvironment } from "../config/environment.ts";
import { fail } from "../errors.ts";
import { treatMail } from "../issue/bounce.ts";
import { type BounceWork, isReturnPath } from "../issue/bounce-subject.ts";
import type { BounceListener } from "../server/bounce-listener.ts";
import { secretOf } from "../store/secret.ts";
import type { Store } from "../store/store.ts";
import type { World } from "../world.ts";
import type { Log } from "./log.ts";

/** Listens where `bounces.listen` says, and acts on what comes; null where nothing is said. PORT_TAKEN where the address is in use. */
export async function openBounceMail(
  { dir, environment, clock }: Pick<World, "dir" | "environment" | "clock">,
  config: () => Config,
  store: Store,
  log: Log,
): Promise<BounceListener | null> {
  const { listen } = config().bounces ?? { listen: null };
  if (listen === null) return null;
  const { secret, previousSecrets } = readEnvironment(config(), environment);
  const secrets = [secretOf(join(dir, "data"), secret), ...previousSecrets];
  const work = (): BounceWork => ({ store, config: config(), secrets, now: clock(), trust: "network" });
  const { listenForBounces } = await import("../server/bounce-listener.ts");
  const mail = {
    isOurs: (recipient: string) => isReturnPath(recipient, work()),
    take: async (bytes: Uint8Array, recipient: string): Promise<void> => {
      const { class: name, handled, readers } = await treatMail(bytes, work(), recipient);
      log("bounce", { class: name, handled, reader: readers[0] ?? null });
    },
  };
  try {
    const listener = await listenForBounces(listen, mail);
    log("listening for bounces", { port: listener.port });
    return listener;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return fail(
      "PORT_TAKEN",
      `bounces.listen ${listen} cannot be listened on (${why}); end what uses it, or name another.`,
      2,
    );
  }
}
