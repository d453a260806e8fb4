import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compileLetter } from "../../src/compile/letter/letter.ts";
import type { TopicKey } from "../../src/model.ts";
import { fillSlots } from "../../src/base/slot.ts";
import { composition, issueOf, story, weekly } from "../compile/letter/composition.ts";
import { realPart } from "../real-part.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const picture = { asset: "stories/a/a.png", alt: "Towers by a lake", caption: "Towers.", width: 1200, height: 630 };
const html = `<h2>Subhead</h2><p>A <a href="https://x.example/">link</a> and <code>code</code>.</p><blockquote><p>Words.</p></blockquote><pre><code>${"x = 1; ".repeat(40)}</code></pre><table><tr><th>Year</th><td>2020</td></tr></table>`;

const running = "running" as TopicKey;
const tag = (label: string) => ({ key: label as TopicKey, label });

function newsroom(language: string) {
  return composition({
    stories: [
      story("a", "A headline of quite some length that takes more than one line", {
        image: picture,
        thread: running,
        lang: language,
        html,
      }),
      story("b", "Supercalifragilisticexpialidociousandthensomemoreletters", {
        image: picture,
        tags: [tag("x")],
        correction: "It was a Monday.",
        html,
      }),
      story("c", "Third", { tags: [tag("x")], html }),
      story("d", "Fourth", { tags: [tag("y")], html }),
      story("e", "Fifth", { tags: [tag("y")], html }),
      story("old", "The beginning", { thread: running }),
    ],
    related: { a: ["old"], b: ["old"] },
    threads: [{ key: "running", title: "A running story", parts: ["old", "a"] }],
    config: { language },
  });
}

async function letterHtml(content: "dek" | "full", language = "en"): Promise<string> {
  const c = newsroom(language);
  const letter = await compileLetter(c, issueOf(c, { ...weekly, content }, ["a", "b", "c", "d", "e"]));
  return fillSlots(letter.html, {
    unsubscribe: "https://x.example/u",
    preferences: "https://x.example/p",
    name: "Ada",
    reason: "You asked.",
    action: "",
  });
}

describe.skipIf(!realPart("chromium"))("a letter in a real browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
  });
  afterAll(() => browser.close());

  async function show(html: string, width: number, colorScheme: "light" | "dark"): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    await page.route("**/*", (route) => route.abort());
    await page.setContent(html);
    return page;
  }

  test.each([
    [640, "light", "dek"],
    [640, "dark", "dek"],
    [375, "light", "full"],
    [375, "dark", "full"],
  ] as const)(
    "at %i pixels, %s, with %s: words stand out enough and nothing is wider than the window",
    async (width, scheme, content) => {
      const page = await show(await letterHtml(content), width, scheme);
      await page.addScriptTag({ content: axe });
      const violations = await page.evaluate(
        `axe.run({ runOnly: ["wcag2a", "wcag2aa"] }).then((r) => r.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.html + n.failureSummary).join("\\n")))`,
      );
      expect(violations).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
      await page.close();
    },
  );

  test("with pictures off, their words stand in their place", async () => {
    const page = await show(await letterHtml("dek"), 640, "light");
    expect(await page.getByAltText("Towers by a lake").count()).toBe(2);
    await page.close();
  });

  test("nothing is fetched but the pictures of the newsroom", async () => {
    const page = await browser.newPage();
    const fetched: string[] = [];
    await page.route("**/*", (route) => {
      fetched.push(route.request().url());
      return route.abort();
    });
    await page.setContent(await letterHtml("full"));
    expect([...new Set(fetched)]).toEqual(["https://news.example/stories/a/a.png"]);
    await page.close();
  });

  test.each(["dek", "full"] as const)(
    "a letter in Arabic, %s, begins at the right; an English story in it at the left",
    async (content) => {
      const page = await show(await letterHtml(content, "ar"), 640, "light");
      const sides = "['h2', 'h3'].map((tag) => getComputedStyle(document.querySelector(tag + '.plain')).textAlign)";
      expect(await page.evaluate(sides)).toEqual(["right", "left"]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(640);
      await page.close();
    },
  );
});
