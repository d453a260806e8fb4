import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { createRequire } from "node:module";
import { chromium, type Browser, type Page as Tab } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Reference, Story } from "../../src/model.ts";
import { diffSite, writeSite } from "../../src/write/site.ts";
import { aboutPage, composeSite, siteFiles, story } from "../compile/pages/newsroom.ts";
import { realPart } from "../real-part.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const everything = `
<h2 id="first">A first part</h2><p>Some <code>code</code>, a <a href="https://elsewhere.example/">link</a>, <mark>a mark</mark><sup>1</sup>.</p>
<ul><li>One</li><li>Two<ol><li>Nested</li></ol></li></ul><blockquote><p>“Said.”</p></blockquote>
<pre><code>const answer = 42; // ${"long ".repeat(60)}</code></pre>
<table><thead><tr><th>Year</th><th>Users</th></tr></thead><tbody><tr><td>2020</td><td>100,000,000</td></tr></tbody></table><hr><p>End.</p>`;
const callout: Reference = { kind: "callout", target: "Part one", text: "PART ONE", line: 5 };

const stories: readonly Story[] = [
  story("part-one", { title: "Part one", on: "2026-10-01", thread: "run", tags: ["Cloud"], correction: "It was so." }),
  story("part-two", { title: "Part two", on: "2026-10-08", thread: "run", html: everything, references: [callout] }),
  story("part-three", { on: "2026-10-15", thread: "run", tags: ["Cloud", "Été"], related: ["part-one"] }),
  story("gone", { on: "2026-10-16", withdrawn: "It was invented." }),
  story("wide", {
    title: "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  }),
  story("arabic", {
    title: "عنوان القصة",
    dek: "ملخص القصة.",
    lang: "ar",
    html: "<p>نص القصة هنا.</p>",
    related: ["part-two"],
  }),
  story("nihongo", {
    title: "記事の見出し",
    dek: "記事の要約。",
    lang: "ja",
    html: "<p>本文です。</p>",
    aliases: ["/old/"],
  }),
  ...Array.from({ length: 24 }, (_, i) => story(`s${i}`, { on: "2026-09-01", tags: ["Cloud"] })),
];

const visited = [
  "/",
  "/page/2/",
  "/stories/part-one/",
  "/stories/part-two/",
  "/stories/gone/",
  "/stories/arabic/",
  "/stories/nihongo/",
  "/stories/wide/",
  "/tags/cloud/",
  "/threads/run/",
  "/issues/",
  "/issues/weekly/",
  "/issues/weekly/2026-W42/",
  "/about/",
  "/feeds/",
  "/graph/",
  "/404.html",
];

/** A script that gives what axe finds, one line a fault. */
function violations(options: object): string {
  const run = `axe.run(document, ${JSON.stringify(options)})`;
  return `${run}.then((found) => found.violations.map(({ id, nodes }) => id + ": " + nodes[0].html))`;
}

const types: Readonly<Record<string, string>> = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript" };
const dir = mkdtempSync(join(tmpdir(), "courant-pages-"));
const root = join(dir, "out/site");

beforeAll(async () => {
  const issues = { "weekly/2026-W42": ["part-three", "part-two"], "weekly/2026-W41": ["part-one"] };
  const c = composeSite(stories, { icon: null, logo: null, issues }, { pages: [aboutPage] });
  await writeSite(await diffSite(siteFiles(c), dir));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe("the built site", () => {
  test("leads nowhere that is not there", () => {
    const files = new Set(readdirSync(root, { recursive: true, encoding: "utf8" }));
    const dead = [...files].filter((file) => file.endsWith(".html")).flatMap((file) => deadLinks(file, files));
    expect(dead).toEqual([]);
  });

  test("asks for nothing outside, and runs no script but its own", () => {
    const html = [...readdirSync(root, { recursive: true, encoding: "utf8" })]
      .filter((file) => file.endsWith(".html"))
      .map((file) => readFileSync(join(root, file), "utf8"));
    const scripts = html.flatMap((text) => text.match(/<script(?! type="application\/(?:ld\+)?json")[^>]*>/g) ?? []);
    const loaded = html.flatMap(
      (text) => text.match(/<(?:img|link rel="stylesheet"|script)[^>]*(?:src|href)="(?:https?:)?\/\/[^"]*"/g) ?? [],
    );
    expect([[...new Set(scripts)].filter((script) => !script.includes(`src="/graph/map.js`)), loaded]).toEqual([
      [],
      [],
    ]);
  });
});

/** Links within the site that no file answers; external ones and fragments aside. */
function deadLinks(file: string, files: ReadonlySet<string>): string[] {
  const html = readFileSync(join(root, file), "utf8");
  return [...html.matchAll(/ (?:href|src)="(\/[^"#?]*|https:\/\/news\.example[^"#?]*)/g)]
    .map((match) => decodeURIComponent(match[1]!.replace("https://news.example", "")).slice(1))
    .filter((path) => !files.has(path === "" || path.endsWith("/") ? `${path}index.html` : path))
    .map((path) => `${file} → /${path}`);
}

describe.skipIf(!realPart("chromium"))("in a browser", () => {
  let browser: Browser;
  let server: Server;
  let base: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const path = decodeURIComponent(new URL(request.url ?? "/", "http://x").pathname);
      try {
        const bytes = readFileSync(join(root, path.endsWith("/") ? `${path}index.html` : path));
        response.writeHead(200, { "content-type": types[extname(path) || ".html"] ?? "text/plain" }).end(bytes);
      } catch {
        response.writeHead(404).end();
      }
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
    });
  });
  afterAll(async () => {
    await browser.close();
    server.close();
  });

  async function open(path: string, width: number): Promise<Tab> {
    const tab = await browser.newPage({ viewport: { width, height: 900 } });
    await tab.goto(base + path);
    return tab;
  }

  test.each(visited)("%s has no accessibility fault that axe knows, by day or by night", async (path) => {
    const tab = await open(path, 1200);
    await tab.evaluate(axe);
    const byDay = await tab.evaluate(violations({}));
    await tab.emulateMedia({ colorScheme: "dark" });
    const byNight = await tab.evaluate(violations({ runOnly: ["color-contrast", "link-in-text-block"] }));
    await tab.close();
    expect([byDay, byNight]).toEqual([[], []]);
  });

  test("every kind of page fits a telephone without scrolling sideways", async () => {
    const tab = await open("/", 320);
    const wide: string[] = [];
    for (const path of visited) {
      await tab.goto(base + path);
      const width = await tab.evaluate("document.documentElement.scrollWidth");
      if (width !== 320) wide.push(`${path} ${String(width)}`);
    }
    await tab.close();
    expect(wide).toEqual([]);
  });

  test("the map searches, hides a region and shows a story among its neighbours, in picture and lists alike", async () => {
    const tab = await open("/graph/", 1200);
    const shown = async (): Promise<readonly number[]> => [
      await tab.locator("svg.map .dots a:not(.off)").count(),
      await tab.locator(".legend li:not([hidden])").count(),
    ];
    expect(await tab.locator("#shown").textContent()).toBe("30 of 30 stories");
    await tab.fill("#search", "PART o");
    expect(await shown()).toEqual([1, 1]);
    await tab.fill("#search", "");
    await tab.getByRole("checkbox", { name: "Cloud" }).uncheck();
    expect(await shown()).toEqual([6, 6]);
    await tab.getByRole("button", { name: "Everything" }).click();
    await tab.locator(`svg.map a[href="/stories/part-one/"] circle`).click();
    expect(await tab.locator("#about > a").textContent()).toBe("Part one");
    await tab.keyboard.press("Escape");
    expect([await tab.locator("#about").isVisible(), await shown()]).toEqual([false, [30, 30]]);
    await tab.close();
  });

  test("the map's time goes back to when there were fewer stories", async () => {
    const tab = await open("/graph/", 1200);
    await tab.locator("#time").focus();
    await tab.keyboard.press("Home");
    expect(await tab.locator("#shown").textContent()).toBe("24 of 30 stories");
    await tab.close();
  });

  test("without script the map and its lists are there, and its tools are not", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const tab = await context.newPage();
    await tab.goto(`${base}/graph/`);
    expect([
      await tab.locator("svg.map .dots a").count(),
      await tab.locator("#tools").isVisible(),
      await tab.locator(".legend summary").first().isVisible(),
    ]).toEqual([30, false, true]);
    await context.close();
  });

  test("a keyboard reaches the text first, past the masthead", async () => {
    const tab = await open("/stories/part-two/", 1200);
    await tab.keyboard.press("Tab");
    await tab.keyboard.press("Enter");
    const at = await tab.evaluate("location.hash");
    await tab.close();
    expect(at).toBe("#main");
  });
});
