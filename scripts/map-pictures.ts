/**
 * `npm run screenshots:map`: the story map at 12, 300 and 2,000 stories into docs/map-*.png, to be looked at. The twelve are the
 * sample newsroom's oldest; the others are generated ones in threads. Needs chromium.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { generateStories } from "../bench/stories.ts";

const root = resolve(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "courant-map-"));
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--allow-file-access-from-files"];

function build(room: string): string {
  const { status, stderr } = spawnSync(process.execPath, [join(root, "bin/courant.mjs"), "build", "--dir", room], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return join(room, "out/site/graph/index.html");
}

function sampleRoom(count: number): string {
  const room = join(folder, `room-${count}`);
  const stories = readdirSync(join(root, "stories"))
    .filter((name) => name.endsWith(".md"))
    .toSorted()
    .slice(0, count);
  mkdirSync(join(room, "stories"), { recursive: true });
  for (const name of stories) cpSync(join(root, "stories", name), join(room, "stories", name));
  for (const name of ["static", "pages"]) cpSync(join(root, name), join(room, name), { recursive: true });
  writeFileSync(
    join(room, "courant.yaml"),
    "title: The Courant\nurl: https://news.example\nrelated: { missing: warning }\nthreads: { tiktok-oracle: { title: TikTok and Oracle } }\n",
  );
  return room;
}

/** A running story every so often: a third of the stories belong to one and link to the part before. */
function generatedRoom(count: number): string {
  const room = join(folder, `room-${count}`);
  mkdirSync(join(room, "stories"), { recursive: true });
  const threads = Math.ceil(count / 40);
  generateStories(count, 120).forEach(({ name, text }, i) => {
    const inThread = i % 3 === 0 ? text.replace("draft: false", `thread: running-story-${(i / 3) % threads}`) : text;
    writeFileSync(join(room, "stories", name), inThread);
  });
  writeFileSync(join(room, "courant.yaml"), "title: A Generated Newsroom\nurl: https://news.example\n");
  return room;
}

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: flags });
try {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  for (const room of [sampleRoom(12), generatedRoom(300), generatedRoom(2000)]) {
    // Pages link their style from the root of the site; from a file it is put in by hand.
    await page.goto(pathToFileURL(build(room)).href);
    const style = readdirSync(join(room, "out/site")).find((name) => /^style.*\.css$/.test(name))!;
    await page.addStyleTag({ path: join(room, "out/site", style) });
    await page.screenshot({ path: join(root, "docs", `map-${room.slice(room.lastIndexOf("-") + 1)}.png`) });
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
