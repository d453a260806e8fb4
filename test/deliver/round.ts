import { deliver, type Delivered, type DeliverOptions } from "../../src/deliver/deliver.ts";
import { relayTransport } from "../../src/deliver/relays.ts";
import { smtpTransport } from "../../src/deliver/smtp.ts";
import type { IssueId, IssueReport } from "../../src/model.ts";
import type { Store } from "../../src/store/store.ts";
import { entry, issue } from "../store/temporary.ts";
import { letterFor } from "./letter.ts";

export const daily = "daily/2026-11-20" as IssueId;

/** Freezes the daily issue for `count` readers, each of a domain of their own. */
export async function freezeFor(store: Store, count: number): Promise<void> {
  await store.readers.add(Array.from({ length: count }, (_, i) => entry(`r${i}@d${i}.example`)));
  await store.issues.freeze(issue(daily, ["launch"]));
}

/** One publisher's round over SMTP, as `publish` does it. */
export async function round(
  store: Store,
  url: string,
  options: Partial<DeliverOptions> & { readonly concurrency?: number; readonly wait?: boolean } = {},
): Promise<Delivered> {
  const unsure = options.unsure ?? "resend";
  const clock = options.clock ?? Date.now;
  const publisher = (await store.publisher({ wait: options.wait ?? false, unsure }))!;
  try {
    return await deliver({
      ledger: store.deliveries,
      fence: publisher.fence,
      transport: relayTransport(
        [{ transport: smtpTransport(url, "SMTP_URL", options.concurrency ?? 4), weight: 1 }],
        clock,
      ),
      compose: letterFor,
      limits: { perDomain: 5, rate: 0, quota: 0 },
      unsure,
      clock,
      ...options,
    });
  } finally {
    await publisher.release();
  }
}

/** The counts that are not 0, to compare at a glance. */
export async function totals(store: Store, id: IssueId = daily): Promise<Partial<Record<keyof IssueReport, number>>> {
  const [report] = await store.issues.reports({ ids: [id] });
  const states = ["queued", "sending", "sent", "deferred", "failed", "unsure", "skipped"] as const;
  return Object.fromEntries(states.flatMap((state) => (report![state] > 0 ? [[state, report![state]]] : [])));
}
