import { type ChildProcess, fork } from "node:child_process";
import { getCompileCacheDir } from "node:module";
import { fileURLToPath } from "node:url";
import type { Config } from "../config/config.ts";
import { CourantError } from "../errors.ts";
import type { Job, News, Order, Pressed, Setup } from "./orders.ts";

/**
 * A process of its own for all that takes longer than an answer over HTTP may: pressing (2.4 s for 1,000 stories), compiling letters,
 * freezing an audience, sending. It begins with the first job and ends when there is none, which gives the memory of a press back
 * (500 MB for 1,000 stories; a thread keeps them). Should it die, its jobs fail and the next one begins anew; should the service die, it
 * finishes the letters on the wire and ends.
 */
export interface Pressroom {
  /** Rejects with what the job failed by. */
  readonly run: (job: Job, config: Config, hear?: Partial<Hear>) => Promise<boolean>;
  /** Finishes letters on the wire; the rest waits for the next start. */
  readonly close: () => Promise<void>;
}

export interface Hear {
  readonly pressed: (pressed: Pressed) => void;
  readonly progress: () => void;
}

interface Running {
  readonly hear: Partial<Hear>;
  readonly done: (answer: boolean) => void;
  readonly fail: (error: Error) => void;
}

interface Room {
  readonly child: ChildProcess;
  readonly jobs: Map<number, Running>;
  readonly ended: Promise<void>;
}

/** Milliseconds without a job after which the process ends; to begin takes half a second of a core. */
const idleFor = 20_000;

const program = new URL(`./pressroom-process${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url);

/** `listen` is told what concerns no job alone: logs, counts, courant.yaml. */
export function openPressroom(setup: Setup, listen: (news: News) => void): Pressroom {
  let room: Room | undefined;
  let last = 0;
  let idle: NodeJS.Timeout | undefined;
  const end = (): void => {
    if (room !== undefined) order(room, { order: "stop" });
    room = undefined;
  };
  return {
    run: async (job, config, hear = {}) => {
      clearTimeout(idle);
      if (room === undefined || room.child.exitCode !== null || room.child.signalCode !== null)
        room = openRoom(setup, listen);
      const { jobs } = room;
      const id = ++last;
      const { promise, resolve: done, reject: fail } = Promise.withResolvers<boolean>();
      jobs.set(id, { hear, done, fail });
      order(room, { order: "do", id, job, config, setup });
      try {
        return await promise;
      } finally {
        if (room?.jobs === jobs && jobs.size === 0) idle = setTimeout(end, idleFor);
      }
    },
    close: async () => {
      clearTimeout(idle);
      const closing = room;
      end();
      await closing?.ended;
    },
  };
}

function order({ child }: Room, text: Order): void {
  // A child that dies at this moment fails its jobs by itself.
  child.send(text, () => {});
}

function openRoom({ environment }: Setup, listen: (news: News) => void): Room {
  const child = fork(fileURLToPath(program), [], {
    // Modules compiled before: half of the start.
    env: { ...environment, NODE_COMPILE_CACHE: getCompileCacheDir() },
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const jobs = new Map<number, Running>();
  let cause = "";
  child.on("message", (news: News) => take(jobs, news, listen));
  child.on("error", (error) => (cause = error.message));
  const ended = new Promise<void>((done) => {
    child.on("close", (code, signal) => {
      const error = new Error(cause || `the pressroom ended with ${signal ?? code}`);
      for (const job of jobs.values()) job.fail(error);
      jobs.clear();
      done();
    });
  });
  return { child, jobs, ended };
}

function take(jobs: Map<number, Running>, news: News, listen: (news: News) => void): void {
  if (!("id" in news)) return listen(news);
  const job = jobs.get(news.id);
  switch (news.news) {
    case "pressed":
      return job?.hear.pressed?.(news.pressed);
    case "progress":
      return job?.hear.progress?.();
    case "done":
      jobs.delete(news.id);
      return job?.done(news.answer);
    case "failed":
      jobs.delete(news.id);
      return job?.fail(news.problems.length > 0 ? new CourantError(news.problems) : new Error(news.message));
  }
}
