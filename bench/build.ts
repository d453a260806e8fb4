/** `npm run bench:build [stories] [rounds]`: Courant's build against hugo's of the same stories, medians of one run. */
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeHugoSite } from "./hugo.ts";
import { median, renderRatio, timeProcess } from "./measure.ts";
import { generateStories, writeStories } from "./stories.ts";

const count = Number(process.argv[2] ?? 1000);
const rounds = Number(process.argv[3] ?? 5);
const courant = new URL("../bin/courant.mjs", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "courant-bench-"));
const [ours, theirs] = [join(folder, "courant"), join(folder, "hugo")];

try {
  const stories = generateStories(count);
  writeStories(join(ours, "stories"), stories);
  writeFileSync(join(ours, "courant.yaml"), "title: Bench\nurl: https://news.example\n");
  writeHugoSite(theirs, stories);
  const times = {
    cold: [] as number[],
    edit: [] as number[],
    oldEdit: [] as number[],
    same: [] as number[],
    hugo: [] as number[],
    help: [] as number[],
    node: [] as number[],
  };
  for (let round = 0; round < rounds; round++) {
    rmSync(join(ours, "out"), { recursive: true, force: true });
    rmSync(join(ours, ".courant"), { recursive: true, force: true });
    rmSync(join(theirs, "public"), { recursive: true, force: true });
    const build = (): number => timeProcess(process.execPath, [courant, "build", "--quiet"], ours);
    times.cold.push(build());
    times.hugo.push(timeProcess("hugo", ["--quiet"], theirs));
    times.same.push(build());
    const edit = (i: number): void =>
      appendFileSync(join(ours, "stories", stories[i]!.name), `\nEdited in round ${round}.\n`);
    edit(count - 1);
    times.edit.push(build());
    // Every story after it may find others similar now.
    edit((round * 37) % count);
    times.oldEdit.push(build());
    times.help.push(timeProcess(process.execPath, [courant, "--help"], ours));
    times.node.push(timeProcess(process.execPath, ["-e", "0"], ours));
  }
  const hugo = median(times.hugo);
  console.log(renderRatio(`cold build, ${count} stories`, median(times.cold), hugo, "hugo", 2));
  console.log(renderRatio("rebuild, newest story edited", median(times.edit), hugo, "hugo", 0.5));
  console.log(renderRatio("rebuild, one of the oldest edited", median(times.oldEdit), hugo, "hugo", 0.5));
  console.log(renderRatio("rebuild, nothing changed", median(times.same), hugo, "hugo", 0.5));
  console.log(renderRatio("courant --help", median(times.help), median(times.node), "node -e 0", 4));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
