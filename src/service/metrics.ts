import type { FeedAudience } from "./feed-audience.ts";
import type { Store } from "../store/store.ts";
import { glanceAt } from "./glance.ts";
import type { Pulse } from "./health.ts";
import type { Tallies } from "./tallies.ts";

interface Sources {
  readonly store: Store;
  readonly tallies: Tallies;
  readonly audience: FeedAudience;
  readonly pulse: () => Pulse;
  readonly clock: () => number;
}

type Samples = readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[];

/** Prometheus text of one moment: counts since the start, the ledger's totals, and Node's own figures. */
export async function renderMetrics(sources: Sources): Promise<string> {
  const { Registry, Gauge, Counter, collectDefaultMetrics } = await import("prom-client");
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, label: readonly string[], samples: Samples): void => {
    const metric = new Gauge({ name, help, labelNames: label, registers: [registry] });
    for (const [labels, value] of samples) metric.set(labels, value);
  };
  const counter = (name: string, help: string, label: string, tally: string): void => {
    const metric = new Counter({ name, help, labelNames: [label], registers: [registry] });
    for (const [value, n] of sources.tallies.of(tally)) metric.inc({ [label]: value }, n);
  };
  counter("courant_builds_total", "Builds since the start", "result", "build");
  counter("courant_feed_requests_total", "Requests of feed documents, 304 included", "format", "feed");
  counter("courant_subscribe_total", "Subscribe forms by what became of them", "outcome", "subscribe");
  counter("courant_confirm_total", "Confirmations", "outcome", "confirm");
  counter("courant_unsubscribe_total", "Unsubscribes", "outcome", "unsubscribe");
  counter("courant_preferences_total", "Changes that readers made themselves", "action", "preferences");
  counter("courant_notes_total", "Confirmations and other notes sent", "outcome", "note");
  const glance = await glanceAt(sources.store, sources.clock());
  const labelled = (label: string, values: Readonly<Record<string, number>>): Samples =>
    Object.entries(values).map(([key, value]) => [{ [label]: key }, value]);
  gauge("courant_readers", "Readers by status", ["status"], labelled("status", glance.readers));
  gauge("courant_issues", "Issues ever made", [], [[{}, glance.issues]]);
  gauge("courant_deliveries", "Deliveries of all issues by state", ["state"], labelled("state", glance.deliveries));
  gauge("courant_suppressed", "Addresses that must not be mailed", ["reason"], labelled("reason", glance.suppressed));
  gauge("courant_bounce_ratio", "Bounces to letters sent, 30 days", [], [[{}, glance.rates.bounced]]);
  gauge("courant_complaint_ratio", "Complaints to letters sent, 30 days", [], [[{}, glance.rates.complained]]);
  const { stated, pollers } = sources.audience.today();
  gauge("courant_feed_readers", "Feed readers seen today", ["source"], labelled("source", { stated, pollers }));
  const { lastBuild, lastTick, buildSeconds } = sources.pulse();
  gauge("courant_last_build_timestamp_seconds", "Last good build", [], [[{}, (lastBuild ?? 0) / 1000]]);
  gauge("courant_last_tick_timestamp_seconds", "Last beat of the schedule", [], [[{}, (lastTick ?? 0) / 1000]]);
  gauge("courant_build_seconds", "Length of the last build", [], [[{}, buildSeconds]]);
  const text = await registry.metrics();
  registry.clear();
  return text;
}
