import type { Config } from "../config/config.ts";
import type { BounceListener } from "../server/bounce-listener.ts";
import { guard, type Log } from "./log.ts";

export interface BounceMail {
  /** Listens where another `bounces.listen` says; where that cannot be done, it is logged and the old door stays open. */
  readonly follow: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The listener for bounces, by the configuration of the moment. `open` throws what keeps it from listening; so does this, the first time. */
export async function keepBounceMail(
  config: () => Pick<Config, "bounces">,
  open: () => Promise<BounceListener | null>,
  log: Log,
): Promise<BounceMail> {
  const wanted = (): string | null => config().bounces?.listen ?? null;
  let at = wanted();
  let listener = await open();
  let turn: Promise<void> = Promise.resolve();
  const move = guard(async () => {
    if (wanted() === at) return;
    const before = listener;
    listener = await open();
    at = wanted();
    await before?.close();
  }, log);
  return {
    // One after the other: two changes in a row must not open two doors.
    follow: () => (turn = turn.then(move)),
    close: async () => {
      await turn;
      await listener?.close();
    },
  };
}
