import { join } from "node:path";
import type { Environment } from "../config/config.ts";
import type { DkimKey } from "../deliver/dkim-keys.ts";
import type { Delivered } from "../deliver/deliver.ts";
import type { IssueId, IssueReport, Newsroom } from "../model.ts";
import { secretOf } from "../store/secret.ts";
import type { Store } from "../store/store.ts";
import type { World } from "../world.ts";
import { makeMissingLetters } from "./missing-letters.ts";
import { addressWith } from "./moulds.ts";
import { transportOf } from "./transport.ts";

export interface Delivery {
  readonly world: World;
  readonly environment: Environment;
  readonly fence: number;
  /** Every letter is signed with each; none: the relay must sign. */
  readonly keys: readonly DkimKey[];
  readonly progress: (delivered: Delivered, total: number) => void;
  readonly signal: AbortSignal;
}

/** Issues as they stand after a delivery. */
export interface Standing {
  readonly reports: readonly IssueReport[];
  /** Issues that wait for a person, with the reason. */
  readonly halted: ReadonlyMap<IssueId, string>;
  /** The quota is used up, and letters wait for another day. */
  readonly spent: boolean;
}

/**
 * Sends whatever may leave now, of whatever issue, and reports on those and on `present`, the issues of this publish.
 * Nothing that sends is loaded where nothing is to be sent.
 */
export async function deliverOpen(
  newsroom: Newsroom,
  store: Store,
  present: readonly IssueId[],
  delivery: Delivery,
): Promise<Standing> {
  const open = await store.issues.reports({ open: true });
  const total = open.reduce(
    (sum, { recipients, sent, failed, skipped }) => sum + recipients - sent - failed - skipped,
    0,
  );
  const toSend = open.map(({ id }) => id);
  let spent = false;
  if (total > 0) {
    await makeMissingLetters(newsroom, store.issues, toSend, delivery.world.now);
    ({ spent } = await send(newsroom, store, total, delivery));
  }
  const { reports, halted } = await standing(store, [...new Set([...toSend, ...present])]);
  return { reports, halted, spent: spent && reports.some(({ queued }) => queued > 0) };
}

async function send(newsroom: Newsroom, store: Store, total: number, delivery: Delivery): Promise<Delivered> {
  const { world, environment, fence, keys, progress, signal } = delivery;
  const { deliver } = await import("../deliver/deliver.ts");
  return deliver({
    ledger: store.deliveries,
    fence,
    transport: await transportOf(world.dir, newsroom.config, environment, world.clock),
    compose: addressWith(newsroom, store.issues, keys, secretOf(join(world.dir, "data"), environment.secret)),
    limits: newsroom.config.delivery,
    unsure: newsroom.config.delivery.unsure,
    clock: world.clock,
    signal,
    progress: (delivered) => progress(delivered, total),
  });
}

async function standing(store: Store, ids: readonly IssueId[]): Promise<Omit<Standing, "spent">> {
  const reports = ids.length === 0 ? [] : await store.issues.reports({ ids });
  const halted = new Map<IssueId, string>();
  const standings = await store.issues.standings(ids);
  for (const { id, unsure } of reports) {
    const { state, reason } = standings.get(id)!;
    if (state === "paused") halted.set(id, reason ?? "paused");
    else if (unsure > 0)
      halted.set(id, `${unsure} letters may or may not have arrived; see courant issues ${id} --readers unsure`);
  }
  return { reports, halted };
}
