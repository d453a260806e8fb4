import type { Glance } from "../service/glance.ts";
import { count } from "./count.ts";
import { renderReport } from "./report.ts";
import type { Outcome, Session } from "./session.ts";
import { withStore } from "./with-store.ts";

/** Issues, deliveries, readers and rates at a glance: what `/metrics` tells machines. */
export async function runStatus(session: Session): Promise<Outcome> {
  const { glanceAt } = await import("../service/glance.ts");
  return withStore(session, false, async (store) => {
    const glance = await glanceAt(store, session.clock());
    return { exit: 0, document: { ok: true, ...glance }, text: renderGlance(glance), problems: [] };
  });
}

/** The glance for people, with a bar a day. */
export function renderGlance(glance: Glance): string {
  const feeds = eachDay(glance.feedDays.map(({ day, stated, pollers }) => [day, stated + pollers]));
  const sections = [
    ["Readers", listed(glance.readers) || "none yet"],
    ["Letters", `${listed(glance.deliveries) || "none yet"} in ${count(glance.issues, "issue", "issues")}`],
    ["By day", chart(eachDay(glance.letterDays.map(({ day, sent }) => [day, sent])))],
    ["Feed readers", feeds.length === 0 ? "" : `${feeds.at(-1)} today  ${chart(feeds)}`],
    ["Stopped", listed(glance.suppressed)],
    [
      "Rates",
      glance.letterDays.length === 0
        ? ""
        : `${percent(glance.rates.bounced)} bounced, ${percent(glance.rates.complained)} complained (30 days)`,
    ],
    ...glance.latest.map((report, i) => [i === 0 ? "Issues" : "", renderReport(report)] as const),
  ] as const;
  return sections
    .filter(([, text]) => text !== "")
    .map(([name, text]) => `${name.padEnd(14)}${text}`)
    .join("\n");
}

function listed(values: Readonly<Record<string, number>>): string {
  return Object.entries(values)
    .filter(([, n]) => n > 0)
    .map(([name, n]) => `${n} ${name}`)
    .join(", ");
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

/** A value for every day from the first to the last, 0 where none is given. Days are `2026-11-22`, in their order. */
export function eachDay(values: readonly (readonly [day: string, value: number])[]): readonly number[] {
  const [first, last] = [values.at(0), values.at(-1)];
  if (first === undefined || last === undefined) return [];
  const known = new Map(values.map(([day, value]) => [Date.parse(day), value]));
  const [begin, end] = [Date.parse(first[0]), Date.parse(last[0])];
  return Array.from({ length: (end - begin) / dayLong + 1 }, (_, i) => known.get(begin + i * dayLong) ?? 0);
}

const dayLong = 86_400_000;
const bars = "▁▂▃▄▅▆▇█";

/** One bar a value, the greatest one full: `▁▃█▂`. */
export function chart(values: readonly number[]): string {
  const most = Math.max(1, ...values);
  return values.map((value) => bars[Math.round((value / most) * (bars.length - 1))]).join("");
}
