/**
 * `npm run screenshots`: one story of the sample newsroom as page, in a feed reader and as letter, side by side in docs/story.png.
 * Needs chromium, newsboat and tmux.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright-core";
import PostalMime from "postal-mime";

const root = resolve(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "courant-screenshots-"));
const room = join(folder, "newsroom");
const story = "tiktok-joint-venture-closes";
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const types: Record<string, string> = {
  ".html": "text/html",
  ".css": "text/css",
  ".png": "image/png",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
};

function courant(...args: string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [join(root, "bin/courant.mjs"), ...args, "--dir", room], {
    encoding: "utf8",
    env: { ...process.env, SMTP_URL: "" },
  });
  if (status !== 0) throw new Error(stderr);
}

function escape(text: string): string {
  return text.replace(/[&<>]/g, (c) => `&#${c.codePointAt(0)};`);
}

/** The site, and the letter's pictures, as https://news.example would serve them. */
function serve(): Promise<{ readonly origin: string; readonly close: () => void }> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
    const file = join(room, "out/site", path.endsWith("/") ? `${path}index.html` : path);
    try {
      response.setHeader("content-type", types[extname(file)] ?? "text/plain").end(readFileSync(file));
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((done) => {
    server.listen(0, "127.0.0.1", () => {
      done({ origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => void server.close() });
    });
  });
}

/** What newsboat shows of the story, as text: it reads the feed's file, and tmux lends it a terminal. */
async function newsboat(): Promise<string> {
  const home = join(folder, "newsboat");
  mkdirSync(home);
  writeFileSync(join(home, "urls"), `file://${room}/out/site/atom.xml\n`);
  writeFileSync(join(home, "config"), "text-width 76\n");
  const session = `courant-${process.pid}`;
  const tmux = (...args: string[]): string => spawnSync("tmux", ["-L", session, ...args], { encoding: "utf8" }).stdout;
  tmux(
    "-f",
    "/dev/null",
    "new-session",
    "-d",
    "-x",
    "80",
    "-y",
    "56",
    `newsboat -q -r -u ${home}/urls -c ${home}/cache.db -C ${home}/config`,
  );
  for (const key of ["", "Enter", "Enter"]) {
    await sleep(2500);
    if (key !== "") tmux("send-keys", key);
  }
  await sleep(1500);
  const text = tmux("capture-pane", "-p");
  tmux("kill-server");
  return text;
}

async function letter(): Promise<string> {
  const mail = join(room, "out/mail");
  const file = readdirSync(mail, { recursive: true, encoding: "utf8" }).find((name) => name.endsWith(".eml"))!;
  return (await PostalMime.parse(readFileSync(join(mail, file)))).html ?? "";
}

for (const name of ["courant.yaml", "courant.lock", "stories", "pages", "static"])
  cpSync(join(root, name), join(room, name), { recursive: true });
courant("subscribers", "add", "reader@demo.example", "--digest", "weekly", "--yes");
courant("publish", "--now", "2026-01-23T13:30:00Z", "--quiet");
const site = await serve();
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: flags });
try {
  const context = await browser.newContext({ viewport: { width: 760, height: 1180 }, deviceScaleFactor: 1 });
  await context.route(/^https:\/\/news\.example\//, (route) =>
    route.fulfill({ path: join(room, "out/site", new URL(route.request().url()).pathname) }),
  );
  const page = await context.newPage();
  const shot = async (): Promise<string> => (await page.screenshot()).toString("base64");
  await page.goto(`${site.origin}/stories/${story}/`);
  const asPage = await shot();
  await page.setContent(await letter(), { waitUntil: "load" });
  const asLetter = await shot();
  const asReader = escape(await newsboat());
  await page.setViewportSize({ width: 1800, height: 960 });
  const picture = (data: string): string => `<img src="data:image/png;base64,${data}">`;
  await page.setContent(`<style>
    body { margin: 0; padding: 28px; display: grid; grid-template-columns: repeat(3, 1fr); gap: 24px; background: #e9e7e1; font: 22px system-ui, sans-serif; color: #333 }
    figure { margin: 0 } figcaption { padding: 0 0 10px } img, pre { display: block; width: 100%; height: 850px; object-fit: cover; object-position: top; border-radius: 6px; box-shadow: 0 2px 14px #0003 }
    pre { box-sizing: border-box; margin: 0; padding: 14px; overflow: hidden; background: #16181d; color: #d6d9de; font: 11.6px/1.28 "DejaVu Sans Mono", monospace }
  </style><figure><figcaption>The page</figcaption>${picture(asPage)}</figure><figure><figcaption>In a feed reader (newsboat)</figcaption><pre>${asReader}</pre></figure><figure><figcaption>In the letter</figcaption>${picture(asLetter)}</figure>`);
  mkdirSync(join(root, "docs"), { recursive: true });
  await page.screenshot({ path: join(root, "docs/story.png") });
} finally {
  await browser.close();
  site.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log("docs/story.png");
