import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

/** A list of work that two threads share: the caller takes from the beginning, the other from the end, each place once. */
export interface Shared<T> {
  /** Takes a place for the caller; false where the other thread has it. */
  readonly take: (place: number) => boolean;
  /** What the other thread did, when no place is left; undefined where it failed, and then all of it is the caller's after all. */
  readonly rest: () => Promise<T | undefined>;
}

/** What the program of the other thread finds as `workerData`. */
export interface Share<D> {
  /** Its address. */
  readonly program: string;
  readonly data: D;
  /** One byte a place, set by who takes it. */
  readonly taken: Uint8Array;
}

/**
 * A thread has a compile cache of its own, which must be on before its first module is read: 0.15 s of CPU for 0.25 until a thread
 * of ours begins.
 */
const boot = `require("node:module").enableCompileCache?.();
import(require("node:worker_threads").workerData.program);`;

/**
 * Starts a program, a module's address without its ending, on a copy of `data`; it does its share and posts one message.
 * Whoever does not wait for `rest` is not held up by it. Where no thread can be had, every place is the caller's.
 */
export function shareWork<T>(program: URL, count: number, data: object): Shared<T> {
  const ending = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const taken = new Uint8Array(new SharedArrayBuffer(count));
  const worker = startThread({ program: `${program.href}.${ending}`, data, taken });
  if (worker === null) return { take: () => true, rest: () => Promise.resolve(undefined) };
  const done = new Promise<T | undefined>((resolve) => {
    worker.once("message", resolve);
    for (const end of ["error", "exit"]) worker.once(end, () => resolve(undefined));
  });
  return {
    take: (place) => takeOnce(taken, place),
    rest: () => {
      worker.ref();
      return done;
    },
  };
}

/** Files that the thread opens stay open: the caller closes them. Null on a single core, where two threads take longer than one, and where the system gives no more of them. */
function startThread(workerData: Share<object>): Worker | null {
  if (availableParallelism() < 2) return null;
  try {
    const worker = new Worker(boot, { eval: true, workerData, trackUnmanagedFds: false });
    worker.unref();
    return worker;
  } catch {
    return null;
  }
}

/** Takes a place once among both threads. */
export function takeOnce(taken: Uint8Array, place: number): boolean {
  return Atomics.exchange(taken, place, 1) === 0;
}
