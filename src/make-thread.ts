/** What runs in the thread that `make-site.ts` starts: makes the files of a composition from the last one on. */
import { hash } from "node:crypto";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import type { Making } from "./make-site.ts";
import type { SitePath } from "./model.ts";
import { compileSite } from "./press.ts";
import { takeOnce, type Share } from "./second-thread.ts";
import { type MadeFile, openSpool } from "./write/site.ts";

const { data, taken } = workerData as Share<Making>;
const files = new Map(compileSite(data.composition).files.map((file) => [file.path, file]));
const made = new Map<SitePath, MadeFile>();
const spool = openSpool(join(data.composition.newsroom.dir, ".courant"));
for (let place = taken.length - 1; place >= 0 && takeOnce(taken, place); place--) {
  const file = files.get(data.paths[place]!);
  if (file === undefined || !("make" in file)) continue;
  const bytes = new TextEncoder().encode(file.make());
  const digest = hash("sha256", bytes);
  made.set(file.path, { bytes: spool.keep(bytes), hash: digest });
}
parentPort?.postMessage(
  made,
  [...made.values()].flatMap(({ bytes }) => (bytes instanceof Uint8Array ? [bytes.buffer] : [])),
);
