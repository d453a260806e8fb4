import type { Config } from "../config/config.ts";
import type { Posted } from "../service/post-notes.ts";
import type { Store } from "../store/store.ts";
import { count } from "./count.ts";
import type { Session } from "./session.ts";

/** Sends the confirmations and other notes that wait. A first Ctrl-C or SIGTERM stops after the one on the wire. */
export async function sendNotes(session: Session, store: Store, config: Config): Promise<Posted> {
  const { postNotes } = await import("../service/post-notes.ts");
  const { withoutSecrets } = await import("../service/log.ts");
  const stop = new AbortController();
  const drain = (): void => stop.abort();
  const log = (event: string, { reader, said }: Readonly<Record<string, unknown>> = {}): void => {
    if (event === "note not sent")
      session.tell(`A note to reader ${String(reader)} has not left: ${withoutSecrets(String(said))}`);
  };
  process.once("SIGINT", drain).once("SIGTERM", drain);
  try {
    return await postNotes({ world: session, store, config, log, signal: stop.signal });
  } finally {
    process.off("SIGINT", drain).off("SIGTERM", drain);
  }
}

/** `2 notes sent, 1 to be tried again by tick or start.`; empty where there was nothing to do. */
export function renderPosted({ sent, failed, waiting }: Posted): string {
  const parts = [
    sent > 0 ? `${count(sent, "note", "notes")} sent` : "",
    failed > 0 ? `${count(failed, "note", "notes")} refused` : "",
    waiting > 0 ? `${count(waiting, "note", "notes")} to be tried again by tick or start` : "",
  ].filter((part) => part !== "");
  return parts.length === 0 ? "" : `${parts.join(", ")}.`;
}
