import type { Desk } from "../server/desk.ts";

export type Log = Desk["log"];

/**
 * Structured lines on stderr, one JSON object each: what happened, with reader numbers and counts. Free texts (errors of servers) pass
 * through `withoutSecrets` first, since they may quote an address or a URL.
 */
export async function openLog(quiet: boolean): Promise<{ readonly log: Log; readonly flush: () => void }> {
  const { default: pino } = await import("pino");
  const destination = pino.destination({ dest: 2, sync: true });
  const logger = pino(
    { base: null, level: quiet ? "error" : "info", timestamp: pino.stdTimeFunctions.isoTime },
    destination,
  );
  const log: Log = (event, facts = {}) => {
    const safe = Object.fromEntries(
      Object.entries(facts).map(([key, value]) => [key, typeof value === "string" ? withoutSecrets(value) : value]),
    );
    if ("error" in facts) logger.error(safe, event);
    else logger.info(safe, event);
  };
  return { log, flush: () => destination.flushSync() };
}

/** Addresses, names and passwords in URLs, and the last parts of readers' links are struck out. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi, "$1")
    .replace(/[^\s<>"'(),;:@/]+@[^\s<>"'(),;:@]+\.[^\s<>"'(),;:@]+/g, "…@…")
    .replace(/\/(unsubscribe|preferences|confirm)\/[\w.%-]+/g, "/$1/…")
    .slice(0, 2000);
}

/** Work whose failure is told and goes no further. */
export function guard(work: () => Promise<void>, log: Log): () => Promise<void> {
  return async () => {
    try {
      await work();
    } catch (error) {
      log("failed", { error: error instanceof Error ? error.message : String(error) });
    }
  };
}

/** Calling it begins the work, or has it done once more after the run under way: nothing that came meanwhile is missed. */
export function oneAtATime(work: () => Promise<void>, log: Log): (() => void) & { readonly idle: () => Promise<void> } {
  const guarded = guard(work, log);
  let running: Promise<void> | undefined;
  let again = false;
  const run = async (): Promise<void> => {
    do {
      again = false;
      await guarded();
    } while (again);
    running = undefined;
  };
  const wake = (): void => {
    if (running === undefined) running = run();
    else again = true;
  };
  return Object.assign(wake, { idle: async () => running });
}
