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
  const feeds = glance.feedDays.map(({ stated, pollers }) => stated + pollers);
  const sections = [
    ["Readers", listed(glance.readers) || "none yet"],
    ["Letters", `${listed(glance.deliveries) || "none yet"} in ${count(glance.issues, "issue", "issues")}`],
    ["By day", chart(glance.letterDays.map(({ sent }) => sent))],
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

const bars = "▁▂▃▄▅▆▇█";

/** One bar a value, the greatest one full: `▁▃█▂`. */
export function chart(values: readonly number[]): string {
  const most = Math.max(1, ...values);
  return values.map((value) => bars[Math.round((value / most) * (bars.length - 1))]).join("");
}
