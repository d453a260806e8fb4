import { describe, expect, test } from "vitest";
import type { Picture, Story } from "../../../src/model.ts";
import { composeSite, pageFiles, pageOf, story } from "./newsroom.ts";

/** What a reader's eye would find: text without tags, one space between words. */
function words(html: string): string {
  const [, main = ""] = /<main[^>]*>([\s\S]*)<\/main>/.exec(html) ?? [];
  return main
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

function attributes(html: string, pattern: RegExp): string[] {
  return [...html.matchAll(pattern)].map((match) => match[1]!);
}

const launch = story("launch", { title: "Launch day", on: "2026-11-01", tags: ["Space"], thread: "moon" });
const landing = story("landing", { title: "Landing day", on: "2026-11-05", tags: ["Space"], thread: "moon" });
const page = (...stories: Story[]): string => pageOf(composeSite(stories), `stories/${stories[0]!.slug}/index.html`);

describe("a story's page", () => {
  test("says title, dek, author and day", () => {
    const text = words(page(story("a", { title: "Title", dek: "Dek.", on: "2026-11-01" })));
    expect(text).toContain("Title Dek. By Ada Byron November 1, 2026");
  });

  test("marks a bare day as a day and an instant as an instant", () => {
    expect(page(story("a", { on: "2026-11-01" }))).toContain(`<time datetime="2026-11-01">`);
    expect(page(story("a", { on: "2026-11-01T09:30:00Z" }))).toContain(`<time datetime="2026-11-01T09:30:00Z">`);
  });

  test("tells of an update on another day in the newsroom's zone, and not of one on the same", () => {
    const at = { on: "2026-11-01T12:00:00Z" };
    const sameDay = words(page(story("a", { ...at, updated: Date.parse("2026-11-02T03:00:00Z") })));
    const nextDay = words(page(story("a", { ...at, updated: Date.parse("2026-11-02T13:00:00Z") })));
    expect([sameDay.includes("Updated"), nextDay.includes("Updated November 2, 2026")]).toEqual([false, true]);
  });

  test("puts a correction before the text", () => {
    const text = words(page(story("a", { correction: "It was Tuesday.", html: "<p>The text.</p>" })));
    expect(text.indexOf("Correction It was Tuesday.")).toBeLessThan(text.indexOf("The text."));
    expect(text).toContain("Correction It was Tuesday.");
  });

  test("gives its place in the thread and the parts around it", () => {
    const third = story("third", { on: "2026-11-09", thread: "moon" });
    const text = words(page(landing, launch, third));
    expect(text).toContain("Part 2 of 3");
    expect(text).toContain("Previous Launch day Next Title of third");
  });

  test("lists what an editor related, and who mentions it", () => {
    const a = story("a", { title: "The first", related: ["b"] });
    const b = story("b", { title: "The second", dek: "Its dek." });
    expect(words(page(a, b))).toContain("Related The second Its dek.");
    expect(words(page(b, a))).toContain("Mentioned in The first");
  });

  test("prints a callout as a link that bears the other's real title", () => {
    const reference = { kind: "callout", target: "LAUNCH DAY", text: "LAUNCH DAY", line: 9 } as const;
    const html = page(story("a", { references: [reference] }), launch);
    expect(html).toContain(
      `<p class="callout"><span class="label">Related</span> <a href="/stories/launch/">Launch day</a></p>`,
    );
  });

  test("shows its picture with size, words and caption", () => {
    const image: Picture = { asset: "stories/a/p q.png", alt: "A dog", caption: "Rex", width: 640, height: 400 };
    expect(page(story("a", { image }))).toContain(
      `<img src="/stories/a/p%20q.png" alt="A dog" width="640" height="400" fetchpriority="high">\n    <figcaption>Rex</figcaption>`,
    );
  });

  test("offers the feeds it belongs to: the newsroom's, its thread's, its tags'", () => {
    expect(attributes(page(landing, launch), /rel="alternate"[^>]* href="([^"]+)"/g)).toEqual([
      "/feed.xml",
      "/atom.xml",
      "/feed.json",
      "/threads/moon/feed.xml",
      "/tags/space/feed.xml",
    ]);
  });

  test("names the parts around it in its head", () => {
    expect(attributes(page(landing, launch), /<link rel="prev" href="([^"]+)"/g)).toEqual(["/stories/launch/"]);
  });

  test("is canonical where its first home is", () => {
    expect(page(story("a"))).toContain(`<link rel="canonical" href="https://news.example/stories/a/">`);
    expect(page(story("a", { canonical: "https://elsewhere.example/a" }))).toContain(
      `<link rel="canonical" href="https://elsewhere.example/a">`,
    );
  });

  test("begins every link with the path that the newsroom's url holds", () => {
    const c = composeSite([landing, launch], { url: "https://news.example/blog" });
    const html = pageOf(c, "stories/landing/index.html");
    const links = attributes(html, / (?:href|src)="(\/[^"]*)"/g);
    expect(links.filter((link) => !link.startsWith("/blog/"))).toEqual([]);
  });

  test("keeps a story's own language and direction where they are not the site's", () => {
    const html = page(story("a", { lang: "ar", title: "عنوان" }));
    expect(html).toContain(`<header lang="ar" dir="rtl">`);
    expect(html).toContain(`<div class="body" lang="ar" dir="rtl">`);
  });
});

describe("hostile words", () => {
  const nasty = `</script><script>alert(1)</script>"'&<!--\u2028`;
  const evil = story("a", { title: nasty, dek: nasty, tags: [nasty], correction: nasty, authors: [{ name: nasty }] });

  test("never become markup, in the page or in its JSON-LD", () => {
    const html = page(evil);
    expect(attributes(html, /<(script[^>]*)>/g)).toEqual([`script type="application/ld+json"`]);
    expect(html.includes("<!--")).toBe(false);
  });

  test("come back exact from the JSON-LD", () => {
    const [json = ""] = attributes(page(evil), /<script type="application\/ld\+json">(.*)<\/script>/g);
    const value = JSON.parse(json) as Record<string, unknown>;
    expect([value["headline"], value["correction"]]).toEqual([nasty, nasty]);
  });
});

describe("what must not be seen", () => {
  test("a withdrawn story's page says so and why, and holds nothing of it", () => {
    const html = page(story("a", { withdrawn: "It was invented.", html: "<p>Secret text.</p>", dek: "Secret dek." }));
    expect(words(html)).toContain("This story has been withdrawn. It was invented.");
    expect([html.includes("Secret"), html.includes(`content="noindex"`)]).toEqual([false, true]);
  });

  test("a story that is not for the web has no page and is on no list", () => {
    const hidden = story("hidden", { title: "For readers only", tags: ["Space"], channels: ["mail"] });
    const c = composeSite([launch, hidden], { issues: { "daily/2026-11-02": ["hidden", "launch"] } });
    const all = [...pageFiles(c).values()].map((file) => ("make" in file ? file.make() : "")).join("\n");
    expect([pageFiles(c).has("stories/hidden/index.html"), all.includes("For readers only")]).toEqual([false, false]);
  });

  test("[[…]] without a label prints nothing of a story that may not be named yet", () => {
    const link = { kind: "wiki", target: "Next Year", text: "Next Year", line: 3 } as const;
    const c = composeSite([story("a", { references: [link] })]);
    const graph = { ...c.graph, resolutions: new Map([["a", [{ to: "nowhere", unnamed: true } as const]]]) };
    expect(pageOf({ ...c, graph }, "stories/a/index.html")).not.toContain("Next Year");
  });

  test("a link to a story without a page leaves its words", () => {
    const link = { kind: "wiki", target: "hidden", text: "these words", line: 3 } as const;
    const c = composeSite([story("a", { references: [link] }), story("hidden", { channels: ["mail"] })]);
    const html = pageOf(c, "stories/a/index.html");
    expect([html.includes("these words"), html.includes("/stories/hidden/")]).toEqual([true, false]);
  });
});
