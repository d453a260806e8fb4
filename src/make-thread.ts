/** What runs in the thread that `make-site.ts` starts: makes the files of a composition from the last one on. */
import { hash } from "node:crypto";
import { enableCompileCache } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import type { Share } from "./make-site.ts";
import type { SitePath } from "./model.ts";
import type { MadeFile } from "./write/make-ahead.ts";

enableCompileCache();
const { compileSite } = await import("./press.ts");
const { takeOnce } = await import("./write/make-ahead.ts");

const { composition, paths, taken } = workerData as Share;
const files = new Map(compileSite(composition).files.map((file) => [file.path, file]));
const made = new Map<SitePath, MadeFile>();
for (let place = paths.length - 1; place >= 0 && takeOnce(taken, place); place--) {
  const file = files.get(paths[place]!);
  if (file === undefined || !("make" in file)) continue;
  const bytes = new TextEncoder().encode(file.make());
  made.set(file.path, { bytes, hash: hash("sha256", bytes) });
}
parentPort?.postMessage(
  made,
  [...made.values()].map(({ bytes }) => bytes.buffer),
);
