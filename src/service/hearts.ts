import type { Config } from "../config/config.ts";
import { everyMinute, type Heartbeat, startHeartbeat } from "../schedule/heartbeat.ts";

export interface Hearts {
  /** Takes up another `build` or another zone. */
  readonly follow: (config: Pick<Config, "build" | "timezone">) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** The beats of the schedule: one every minute, which does what is due, and that of `build`, which looks at all files anew. */
export function keepHearts(
  beat: () => Promise<void>,
  build: () => Promise<void>,
  config: Pick<Config, "build" | "timezone">,
): Hearts {
  const minute = startHeartbeat(everyMinute, "UTC", beat);
  const begin = (): Heartbeat | undefined =>
    config.build === null ? undefined : startHeartbeat(config.build, config.timezone, build);
  let building = begin();
  return {
    follow: async (fresh) => {
      if (fresh.build === config.build && fresh.timezone === config.timezone) return;
      const before = building;
      config = fresh;
      building = begin();
      await before?.stop();
    },
    stop: async () => void (await Promise.all([minute.stop(), building?.stop()])),
  };
}
