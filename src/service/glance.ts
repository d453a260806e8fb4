import type { FeedDay } from "../base/membership.ts";
import type { DeliveryState, Instant, IssueReport, ReaderStatus } from "../model.ts";
import type { Store } from "../store/store.ts";

const month = 30 * 24 * 3_600_000;

/** The service in numbers: what `/metrics` tells machines and `courant status` people. */
export interface Glance {
  readonly readers: Readonly<Record<ReaderStatus, number>>;
  readonly issues: number;
  readonly latest: readonly IssueReport[];
  readonly deliveries: Readonly<Record<DeliveryState, number>>;
  readonly suppressed: Readonly<Record<string, number>>;
  /** Of the letters sent in the last 30 days; 0 where none was. Providers want complaints below 0.003. */
  readonly rates: { readonly bounced: number; readonly complained: number };
  readonly letterDays: readonly { readonly day: string; readonly sent: number; readonly failed: number }[];
  readonly feedDays: readonly FeedDay[];
}

export async function glanceAt(
  { readers, issues, figures }: Pick<Store, "readers" | "issues" | "figures">,
  now: Instant,
): Promise<Glance> {
  const totals = await figures.totals();
  const reports = await issues.reports({ ids: totals.latest });
  const days = await figures.letterDays();
  const lately = await figures.suppressed(now - month);
  const sent = days.reduce((sum, { state, letters }) => sum + (state === "sent" ? letters : 0), 0);
  const rate = (reason: string): number => (sent === 0 ? 0 : (lately[reason] ?? 0) / sent);
  return {
    readers: await readers.counts(),
    issues: totals.issues,
    latest: reports.toReversed(),
    deliveries: totals.deliveries,
    suppressed: await figures.suppressed(0),
    rates: { bounced: rate("bounced"), complained: rate("complained") },
    letterDays: [...Map.groupBy(days, ({ day }) => day)].map(([day, rows]) => ({
      day,
      sent: rows.find(({ state }) => state === "sent")?.letters ?? 0,
      failed: rows.find(({ state }) => state === "failed")?.letters ?? 0,
    })),
    feedDays: await figures.feedDays(),
  };
}
