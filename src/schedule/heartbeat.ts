import { schedule } from "node-cron";

export interface Heartbeat {
  readonly stop: () => Promise<void>;
}

/**
 * Calls `beat` by a cron expression (the newsroom's zone), never twice at once. Only a wake-up: what is due, the ledger knows, so a
 * beat that is lost or late costs nothing. node-cron would drop one that comes over a second late, as any after a long build does.
 */
export function startHeartbeat(expression: string, timezone: string, beat: () => Promise<void>): Heartbeat {
  const task = schedule(expression, beat, { timezone, noOverlap: true, missedExecutionTolerance: 15 * 60_000 });
  return {
    stop: async () => {
      await task.destroy();
    },
  };
}

/** Every minute: an issue leaves at most that long after its due moment. */
export const everyMinute = "* * * * *";
