import type { Environment } from "../config/config.ts";
import { fail } from "../errors.ts";
import type { Plan } from "../plan.ts";
import type { Store } from "../store/store.ts";
import { isMailed } from "./transport.ts";

/**
 * Refuses real mail where data/ remembers nothing though courant.lock names issues: a fresh checkout would mail the present
 * issue again to whoever was imported there. Files in out/mail harm nobody. DATA_NEW; the site is written all the same.
 */
export async function refuseWithoutPast(
  plan: Plan,
  store: Pick<Store, "issues">,
  environment: Environment,
): Promise<void> {
  const { lock, config } = plan.press.newsroom;
  const mails = plan.issues.some(({ audience }) => audience.recipients > 0);
  if (!isMailed(environment) || !mails || lock.issues.size === 0) return;
  for (const { name } of config.digests) if ((await store.issues.history(name)).started !== null) return;
  const latest = [...lock.issues.keys()].toSorted().at(-1)!;
  fail(
    "DATA_NEW",
    `courant.lock names issues up to ${latest}, but data/ knows none of them: restore data/ from a backup (courant backup), or send from the machine that has it.`,
  );
}
