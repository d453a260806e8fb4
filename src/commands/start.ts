import { fail } from "../errors.ts";
import type { Config } from "../config/config.ts";
import type { Store } from "../store/store.ts";
import type { Outcome, Session } from "./session.ts";

export interface StartFlags {
  readonly port?: string;
  readonly host?: string;
}

/** Every answer to a form comes this long after it: longer than the slowest of the cases takes, so that none can be told apart. */
const answerAfter = 250;
/** Milliseconds that letters on the wire and requests are given to end. */
const patience = 25_000;

/** The service: schedule and HTTP, until SIGTERM or Ctrl-C. */
export async function runStart(session: Session, flags: StartFlags): Promise<Outcome> {
  const port = portOf(flags.port ?? "8080");
  const { keepHeapSmall } = await import("../service/small-heap.ts");
  keepHeapSmall();
  const { openLog } = await import("../service/log.ts");
  const { startService } = await import("../service/service.ts");
  const { webhooksOf } = await import("../service/webhooks.ts");
  const { log, flush } = await openLog(session.quiet);
  const ending = asked();
  const options = {
    port,
    host: flags.host ?? null,
    log,
    pinned: session.pinned,
    answerAfter,
    routes: (store: Store, config: () => Config) => [webhooksOf(session, config, store, log)],
  };
  const service = await startService(session, options);
  log("listening", { port: service.port });
  const signal = await ending;
  log("stopping", { signal });
  const drained = await within(service.stop(), patience);
  log("stopped", { drained });
  flush();
  return { exit: 0, document: { ok: true, drained }, text: "", problems: [], end: true };
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port < 65_536) return port;
  return fail("USAGE", `--port "${text}" is not a port; write a number from 0 to 65535, such as 8080.`, 2);
}

function asked(): Promise<string> {
  return new Promise((done) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => done(signal));
  });
}

async function within(work: Promise<void>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((done) => (timer = setTimeout(() => done(false), milliseconds)));
  const drained = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return drained;
}
