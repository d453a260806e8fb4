/** What runs in the thread that `read-ahead.ts` starts: reads stories from the last one on. */
import { parentPort, workerData } from "node:worker_threads";
import { takeOnce, type Share } from "../second-thread.ts";
import type { ReadAhead, Reading } from "./read-ahead.ts";
import { readStory } from "./read-story.ts";

const { data, taken } = workerData as Share<Reading>;
const done: ReadAhead[] = [];
for (let place = taken.length - 1; place >= 0 && takeOnce(taken, place); place--) {
  const read = await readStory(data.dir, data.files[place]!, data.config);
  if (read === null) continue;
  const { kept, ...known } = read;
  done.push({ ...known, json: JSON.stringify(kept) });
}
parentPort?.postMessage(done, []);
