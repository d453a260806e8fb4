/**
 * `npm run bench:related [stories] [rounds]`: the related stories of all, and after one new story, in a fresh process
 * each, against hugo's build of the same stories; then how time grows with the archive. Medians of one run.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeHugoSite } from "./hugo.ts";
import { median, renderRatio, timeProcess } from "./measure.ts";
import { generateStories } from "./stories.ts";

interface Took {
  readonly edges: number;
  readonly saved: number;
  readonly megabytes: number;
}

const count = Number(process.argv[2] ?? 10_000);
const rounds = Number(process.argv[3] ?? 3);
const folder = mkdtempSync(join(tmpdir(), "courant-related-"));
const memory = join(folder, "memory");
const program = new URL("related-process.ts", import.meta.url).pathname;

try {
  const site = join(folder, "hugo");
  writeHugoSite(site, generateStories(count));
  const [whole, one, hugo]: [Took[], Took[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    rmSync(memory, { force: true });
    whole.push(compute(count));
    one.push(compute(count));
    rmSync(join(site, "public"), { recursive: true, force: true });
    hugo.push(timeProcess("hugo", ["--quiet"], site));
  }
  const theirs = median(hugo);
  console.log(
    renderRatio(`whole graph, ${count} stories`, median(whole.map((took) => took.edges)), theirs, "hugo", 0.5),
  );
  console.log(renderRatio("after one new story", median(one.map((took) => took.edges)), theirs, "hugo", 0.05));
  console.log(renderRatio("the same, memory written too", median(one.map((took) => took.saved)), theirs, "hugo", 0.1));
  console.log(`memory on top of the stories        ${median(whole.map((took) => took.megabytes)).toFixed(0)} MB`);
  for (const size of [1000, 3000, 10_000, 30_000]) {
    rmSync(memory, { force: true });
    console.log(`${String(size).padStart(6)} stories   ${((1000 * compute(size).edges) / size).toFixed(0)} µs a story`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function compute(stories: number): Took {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, String(stories), memory], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Took;
}
