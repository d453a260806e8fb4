/**
 * `npm run screenshots:letter`: the sample newsroom's weekly letter as readers see it, in docs/letter-*.png: wide, on a phone, in the dark,
 * with pictures off, and as text. Needs chromium. A test holds the letter to these pictures.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Browser, chromium } from "playwright-core";
import PostalMime from "postal-mime";

const root = resolve(import.meta.dirname, "..");

interface View {
  readonly name: string;
  readonly width: number;
  readonly dark?: boolean;
  readonly pictures?: boolean;
  readonly text?: boolean;
}

const views: readonly View[] = [
  { name: "letter-wide", width: 760 },
  { name: "letter-phone", width: 390 },
  { name: "letter-dark", width: 760, dark: true },
  { name: "letter-no-pictures", width: 760, pictures: false },
  { name: "letter-text", width: 760, text: true },
];
/** Enough for the lead, what belongs to it and the first of the others. */
const height = 1400;

interface SampleLetter {
  readonly html: string;
  readonly text: string;
  /** Where the site with the letter's pictures stands. */
  readonly site: string;
}

/** The letter of a fixed day, so that equal templates and stories give equal pictures. */
async function sampleLetter(folder: string): Promise<SampleLetter> {
  const courant = (...args: string[]): void => {
    const all = [join(root, "bin/courant.mjs"), ...args, "--dir", folder, "--now", "2026-01-23T13:30:00Z"];
    const { status, stderr } = spawnSync(process.execPath, all, {
      encoding: "utf8",
      env: { ...process.env, SMTP_URL: "" },
    });
    if (status !== 0) throw new Error(stderr);
  };
  for (const name of ["courant.yaml", "courant.lock", "stories", "pages", "static"])
    cpSync(join(root, name), join(folder, name), { recursive: true });
  courant("build");
  courant("send", "weekly", "--test", "reader@demo.example");
  const mail = join(folder, "out/mail");
  const file = readdirSync(mail).find((name) => name.endsWith(".eml"))!;
  const { html = "", text = "" } = await PostalMime.parse(readFileSync(join(mail, file)));
  return { html, text, site: join(folder, "out/site") };
}

async function shoot(browser: Browser, letter: SampleLetter, view: View): Promise<Buffer> {
  const page = await browser.newPage({
    viewport: { width: view.width, height },
    colorScheme: view.dark === true ? "dark" : "light",
  });
  await page.route("**/*", (route) =>
    view.pictures === false
      ? route.abort()
      : route.fulfill({ path: join(letter.site, new URL(route.request().url()).pathname) }),
  );
  const plain = `<pre style="margin:24px;font:14px/1.45 'DejaVu Sans Mono',monospace">${letter.text.replace(/[&<]/g, (c) => `&#${c.codePointAt(0)};`)}</pre>`;
  await page.setContent(view.text === true ? plain : letter.html, { waitUntil: "load" });
  const picture = await page.screenshot();
  await page.close();
  return picture;
}

/** PNGs of the sample's letter, by name. */
export async function letterShots(): Promise<ReadonlyMap<string, Buffer>> {
  const folder = mkdtempSync(join(tmpdir(), "courant-letter-"));
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--font-render-hinting=none"],
  });
  try {
    const letter = await sampleLetter(folder);
    const shots = new Map<string, Buffer>();
    for (const view of views) shots.set(view.name, await shoot(browser, letter, view));
    return shots;
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  mkdirSync(join(root, "docs"), { recursive: true });
  for (const [name, picture] of await letterShots()) writeFileSync(join(root, "docs", `${name}.png`), picture);
}
