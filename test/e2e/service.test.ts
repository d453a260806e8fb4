import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium, type Browser, type Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { courant } from "../courant.ts";
import { story } from "../newsroom.ts";
import { realPart } from "../real-part.ts";
import { freePort, linksOf, openMailbox, servedNewsroom, startService, until } from "./service-process.ts";

const yesterday = (): string => new Date(Date.now() - 60_000).toISOString();

function publish(dir: string, slug: string, tag: string): void {
  writeFileSync(
    join(dir, "stories", `${slug}.md`),
    story({ title: `Story ${slug}`, date: yesterday(), tags: `[${tag}]` }, `Words of ${slug}.`),
  );
}

async function openTab(): Promise<Page> {
  const browser: Browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  });
  onTestFinished(() => browser.close());
  // No script: every form must work as plain HTML.
  return (await browser.newContext({ javaScriptEnabled: false })).newPage();
}

describe.skipIf(!realPart("chromium"))("a reader in a browser", () => {
  test(
    "subscribes, confirms, gets letters, changes topics, leaves, and hears nothing more",
    { timeout: 120_000 },
    async () => {
      const [port, mailbox] = [await freePort(), await openMailbox()];
      const dir = servedNewsroom(port);
      const service = await startService(dir, port, { SMTP_URL: mailbox.url });
      const tab = await openTab();

      await tab.goto(`http://localhost:${port}/stories/first/`);
      await tab.fill(".subscribe input[name=email]", "ada@readers.example");
      await tab.click(".subscribe button");
      expect(await tab.textContent("h1")).toBe("Please look into your mail");

      const asked = await mailbox.next();
      expect(asked.to).toMatchObject([{ address: "ada@readers.example" }]);
      expect(asked.headers.find(({ key }) => key === "auto-submitted")?.value).toBe("auto-generated");
      await tab.goto(linksOf(asked).find((link) => link.includes("/confirm/"))!);
      await tab.click("main button");
      expect(await tab.textContent("h1")).toBe("You are subscribed");

      publish(dir, "second", "cloud");
      const letter = await mailbox.next();
      expect([letter.subject, letter.text?.includes("Story second")]).toEqual([expect.any(String), true]);

      await tab.goto(linksOf(letter).find((link) => link.includes("/preferences/"))!);
      await tab.click("summary");
      await tab.check("input[name='tag.instant'][value=courts]");
      await tab.click("button[value=save]");
      expect(await tab.textContent(".told")).toBe("Saved.");

      publish(dir, "third", "cloud");
      await until(async () => (await fetch(`${service.url}/stories/third/`)).status === 200, "the third story");
      publish(dir, "fourth", "courts");
      const onTopic = await mailbox.next();
      expect(onTopic.text).toContain("Story fourth");

      const unsubscribe = /<(.*)>/.exec(onTopic.headers.find(({ key }) => key === "list-unsubscribe")!.value)![1]!;
      const body = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
      expect((await fetch(unsubscribe, { method: "POST", body, redirect: "error" })).status).toBe(200);
      publish(dir, "fifth", "courts");
      await until(async () => (await fetch(`${service.url}/stories/fifth/`)).status === 200, "the fifth story");
      await sleep(500);
      expect(mailbox.letters()).toHaveLength(3);
      expect(service.log()).not.toMatch(/readers\.example|unsubscribe\/[\w-]{22}/);
    },
  );
});

describe("the service", () => {
  test("ends by itself with 0 when it is asked to, and starts anew after kill -9", { timeout: 60_000 }, async () => {
    const port = await freePort();
    const dir = servedNewsroom(port);
    const first = await startService(dir, port);
    first.kill("SIGKILL");
    await first.ended;
    const second = await startService(dir, port);
    second.kill("SIGTERM");
    expect(await second.ended).toBe(0);
  });

  test(
    "takes up new stories and a new title without a restart, and keeps serving through a mistake",
    { timeout: 60_000 },
    async () => {
      const port = await freePort();
      const dir = servedNewsroom(port);
      const { url } = await startService(dir, port);
      const front = async (): Promise<string> => (await fetch(`${url}/`)).text();
      publish(dir, "second", "cloud");
      await until(async () => (await front()).includes("Story second"), "the second story");
      const config = readFileSync(join(dir, "courant.yaml"), "utf8");
      writeFileSync(join(dir, "courant.yaml"), config.replace("title: The Courant", "titel: The Gazette"));
      await until(
        async () => (await (await fetch(`${url}/healthz`)).text()).includes("CONFIG"),
        "the mistake to be seen",
      );
      expect(await front()).toContain("The Courant");
      writeFileSync(join(dir, "courant.yaml"), config.replace("title: The Courant", "title: The Gazette"));
      await until(async () => (await front()).includes("The Gazette"), "the new title");
      expect(await (await fetch(`${url}/subscribe`)).text()).toContain("The Gazette");
    },
  );

  test("says that its port is taken, with exit 2", { timeout: 60_000 }, async () => {
    const port = await freePort();
    const dir = servedNewsroom(port);
    await startService(dir, port);
    const { exit, stderr } = courant(["start", "--port", String(port), "--dir", dir]);
    expect([exit, stderr]).toEqual([2, expect.stringContaining("PORT_TAKEN")]);
  });

  test("serves 304, old slugs, withdrawn stories and hubs as the newsroom says", { timeout: 60_000 }, async () => {
    const port = await freePort();
    const dir = servedNewsroom(port, "feeds: { hubs: [https://hub.example/] }\n");
    const head = { title: "Gone", date: "2026-01-02" };
    writeFileSync(join(dir, "stories", "gone.md"), story({ ...head, withdrawn: "It was wrong." }, "Words."));
    writeFileSync(join(dir, "stories", "new.md"), story({ ...head, title: "New", aliases: "[/2019/old/]" }, "Words."));
    const { url } = await startService(dir, port);
    const feed = await fetch(`${url}/feed.xml`);
    expect(feed.headers.get("link")).toBe(
      `<https://hub.example/>; rel="hub", <http://localhost:${port}/feed.xml>; rel="self"`,
    );
    const again = await fetch(`${url}/feed.xml`, { headers: { "If-None-Match": feed.headers.get("etag")! } });
    const old = await fetch(`${url}/2019/old/`, { redirect: "manual" });
    expect([
      again.status,
      old.status,
      old.headers.get("location"),
      (await fetch(`${url}/stories/gone/`)).status,
    ]).toEqual([304, 301, "/stories/new/", 410]);
  });

  test("tells in numbers what it does", { timeout: 60_000 }, async () => {
    const port = await freePort();
    const dir = servedNewsroom(port);
    const { url } = await startService(dir, port);
    await fetch(`${url}/feed.xml`, {
      headers: { "User-Agent": "Feedly/1.0 (+http://feedly.com; 41 subscribers; like FeedFetcher)" },
    });
    await fetch(`${url}/atom.xml`, { headers: { "User-Agent": "newsboat/2.21" } });
    const metrics = await (await fetch(`${url}/metrics`)).text();
    for (const line of [
      'courant_feed_requests_total{format="rss"} 1',
      'courant_feed_readers{source="stated"} 41',
      'courant_feed_readers{source="pollers"} 1',
      'courant_builds_total{result="done"} 1',
      'courant_readers{status="active"} 0',
    ]) {
      expect(metrics).toContain(line);
    }
  });
});
