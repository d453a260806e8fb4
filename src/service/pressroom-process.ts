/** What the pressroom's process runs: jobs, on a connection of its own to the database. */
import { openSession } from "../commands/session.ts";
import type { Config } from "../config/config.ts";
import { readEnvironment } from "../config/environment.ts";
import { CourantError } from "../errors.ts";
import type { Store } from "../store/store.ts";
import { storeOf, type World } from "../world.ts";
import { runJob } from "./jobs.ts";
import type { News, Order, Setup } from "./orders.ts";

/** Milliseconds for letters on the wire once the service is dead: the next one takes over within two seconds. */
const afterDeath = 1500;

const stopping = new AbortController();
const running = new Set<Promise<void>>();
let opened: Promise<Store> | undefined;

function tell(news: News): void {
  if (process.connected) process.send!(news);
}

/** Opened at the first job that can: a database that is out of order fails jobs, not the process. */
function storeFor(world: World, config: Config): Promise<Store> {
  opened ??= storeOf(world, config, readEnvironment(config, world.environment), true).catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

async function work({ id, job, config, setup }: Extract<Order, { order: "do" }>): Promise<void> {
  try {
    const world = worldOf(setup);
    const store = await storeFor(world, config);
    const task = { id, world: { ...world, store }, store, config, signal: stopping.signal, tell };
    tell({ news: "done", id, answer: await runJob(job, task) });
  } catch (error) {
    const problems = error instanceof CourantError ? error.problems : [];
    tell({ news: "failed", id, problems, message: error instanceof Error ? error.message : String(error) });
  }
}

function worldOf({ dir, now, environment }: Setup): World {
  return { ...openSession({ dir, ...(now === null ? {} : { now }) }), environment };
}

function begin(order: Parameters<typeof work>[0]): void {
  const done = work(order);
  running.add(done);
  void done.finally(() => running.delete(done));
}

/** Letters on the wire are finished, whoever asks: the service, its death, or a terminal's Ctrl-C to both of them. */
async function stop(): Promise<void> {
  if (stopping.signal.aborted) return;
  stopping.abort();
  await Promise.all(running);
  await (await opened)?.close();
  if (process.connected) process.disconnect();
}

/** A service that was killed is soon started again, and must not wait for a mail server that does not answer. */
function abandon(): void {
  void stop();
  setTimeout(() => process.exit(), afterDeath).unref();
}

process.on("message", (order: Order) => {
  if (order.order === "stop") void stop();
  else begin(order);
});
process.on("SIGTERM", () => void stop());
process.on("SIGINT", () => void stop());
process.on("disconnect", abandon);
