import { resolve } from "node:path";
import { reconcile } from "../issue/reconcile.ts";
import { count } from "./count.ts";
import { renderReport } from "./report.ts";
import type { Outcome, Session } from "./session.ts";
import { withStore } from "./with-store.ts";

/** Settles letters in doubt from mail logs, delivery reports or provider events. Exit 1 while some are held for a person. */
export async function runReconcile(session: Session, files: readonly string[]): Promise<Outcome> {
  return withStore(session, true, async (store, config) => {
    const paths = files.map((file) => resolve(file));
    const { sent, failed, left, reports } = await reconcile(session, config, store, paths);
    const held = left > 0 && config.delivery.unsure === "hold";
    const settled = `${count(sent + failed, "letter", "letters")} settled: ${sent} sent, ${failed} failed; ${left} still in doubt.`;
    return {
      exit: held ? 1 : 0,
      document: { ok: !held, settled: { sent, failed }, left, issues: reports },
      text: [settled, ...reports.map(renderReport)].join("\n"),
      problems: [],
    };
  });
}
