import { treatEvent } from "../issue/bounce.ts";
import type { Config } from "../config/config.ts";
import type { Routes } from "../server/desk.ts";
import { providersOf, webhookRoutes } from "../server/webhooks/webhooks.ts";
import type { Store } from "../store/store.ts";
import type { World } from "../world.ts";
import type { Log } from "./log.ts";

const patience = 10_000;
const mostBytes = 100_000;

/** The webhooks of the providers whose keys the environment holds. */
export function webhooksOf(
  world: Pick<World, "environment" | "clock">,
  config: () => Config,
  store: Store,
  log: Log,
): Routes {
  const act = async (event: Parameters<typeof treatEvent>[0]): Promise<void> => {
    const work = { store, config: config(), secrets: [], now: world.clock(), trust: "editor" } as const;
    const { class: name, handled, readers } = await treatEvent(event, work);
    log("webhook", { class: name, handled, reader: readers[0] ?? null });
  };
  return webhookRoutes(providersOf(world.environment, fetchText), act, world.clock);
}

/** Addresses are checked before they come here; a redirect would lead elsewhere, and what is longer than a certificate is none. */
async function fetchText(url: string): Promise<string> {
  const answer = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(patience) });
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > mostBytes) break;
  }
  if (!answer.ok || length > mostBytes) throw new Error(`${new URL(url).hostname} answered ${answer.status}`);
  return Buffer.concat(chunks).toString("utf8");
}
