import { expect, test } from "vitest";
import { contrast } from "../../../src/compile/letter/contrast.ts";
import { unsupportedFeatures } from "../../../src/compile/letter/client-support.ts";
import { compileLetter } from "../../../src/compile/letter/letter.ts";
import { preflight } from "../../../src/compile/letter/preflight.ts";
import type { Composition, SiteFile } from "../../../src/model.ts";
import { composition, issueOf, story, weekly } from "./composition.ts";

const picture = { asset: "stories/a/a.png", alt: "Towers by a lake", width: 1200, height: 630 };
const paths = [
  "index.html",
  "stories/a/index.html",
  "stories/b/index.html",
  "stories/a/a.png",
  "issues/weekly/2026-W47/index.html",
];
const site = paths.map((path): SiteFile => ({ path, stage: "page", key: path, make: () => "" }));

type Parts = Parameters<typeof composition>[0];

async function findings(parts: Partial<Parts> = {}, content: "dek" | "full" = "dek"): Promise<readonly string[]> {
  const c: Composition = composition({
    stories: [story("a", "First", { image: picture }), story("b", "Second")],
    ...parts,
  });
  const issue = issueOf(c, { ...weekly, content });
  const problems = await preflight({ ...c, site }, issue, await compileLetter(c, issue));
  return problems.map(({ level, code, message }) => `${level} ${code} ${message}`);
}

test("the built-in templates pass without a word", async () => {
  expect(await findings()).toEqual([]);
  expect(await findings({}, "full")).toEqual([]);
});

test("a letter of more than 100 kB is stopped, with its largest stories", async () => {
  const dek = "Many words. ".repeat(4500);
  const [size] = await findings({ stories: [story("a", "First", { dek }), story("b", "Second", { dek })] });
  expect(size).toMatch(/^error LETTER_SIZE weekly\/2026-W47: 1\d\d\.\d kB .* Largest: a \d+\.\d kB, b /);
});

test("a letter of more than 90 kB is a warning", async () => {
  const [size] = await findings({
    stories: [story("a", "First", { dek: "Many words. ".repeat(7000) }), story("b", "Second")],
  });
  expect(size).toMatch(/^warning LETTER_SIZE /);
});

test("stories shortened for the letter's size are named", async () => {
  const html = `<p>${"Many words. ".repeat(5000)}</p>`;
  expect(await findings({ stories: [story("a", "First", { html }), story("b", "Second", { html })] }, "full")).toEqual([
    "warning LETTER_SHORTENED weekly/2026-W47: whole stories would make more than 90.0 kB; printed as summaries: b.",
  ]);
});

test.each([
  ['<a href="/relative/">x</a>', "error LETTER_LINK weekly/2026-W47: the link /relative/ is not absolute."],
  [
    '<a href="https://news.example/stories/gone/?x#y">x</a>',
    "warning LETTER_LINK weekly/2026-W47: the link https://news.example/stories/gone/?x#y leads to nothing in this newsroom's site.",
  ],
  [
    '<img src="data:image/png;base64,AA" alt="x">',
    "error LETTER_LINK weekly/2026-W47: the picture data:image/png;base64,AA is not absolute.",
  ],
  [
    '<img src="http://x.example/a.png" alt="x">',
    "warning LETTER_LINK weekly/2026-W47: the picture http://x.example/a.png is not https; many programs will not show it.",
    expect.stringContaining("warning LETTER_FETCH weekly/2026-W47: something is fetched from x.example when"),
  ],
  [
    '<img src="https://x.example/a.png" alt="">',
    "warning LETTER_ALT weekly/2026-W47: the picture https://x.example/a.png has no alternative text; add `alt`.",
    expect.stringContaining("LETTER_FETCH"),
  ],
])("in a story, %s is found", async (html, ...told) => {
  expect(await findings({ stories: [story("a", "First", { html }), story("b", "Second")] }, "full")).toEqual(told);
});

test.each([
  '<a href="https://x.example/">x</a>',
  '<a href="http://x.example/">x</a>',
  '<a href="mailto:ada@x.example">x</a>',
  '<a href="https://news.example/stories/b/#part">x</a>',
])("in a story, %s is fine", async (html) => {
  expect(await findings({ stories: [story("a", "First", { html }), story("b", "Second")] }, "full")).toEqual([]);
});

test("what a template fetches from other hosts is told, by host; links are no fetches", async () => {
  const own =
    '<mjml><mj-head><mj-font name="R" href="https://fonts.example/r.css" /><mj-style>@import "https://imported.example/a.css"; b { background: url(//pictures.example/b.png) }</mj-style></mj-head><mj-body>{% for story in leads %}<mj-section background-url="https://back.example/c.png"><mj-column><mj-text font-family="R"><a href="https://linked.example/">{{ letter.reason }}{{ letter.unsubscribe }}</a></mj-text></mj-column></mj-section>{% endfor %}</mj-body></mjml>';
  const told = await findings({ templates: { "digest.mjml": own } });
  const hosts = told.flatMap((line) => /LETTER_FETCH .* from (\S+) when/.exec(line)?.[1] ?? []);
  expect(hosts).toEqual(["back.example", "fonts.example", "imported.example", "pictures.example"]);
});

test("a place in the subject that nothing fills is told; one that a headline happens to hold is not", async () => {
  const c = composition({ stories: [story("a", "The {braces} affair", { image: picture })] });
  const told = async (subject: string) => {
    const issue = issueOf(c, { ...weekly, subject });
    const problems = await preflight({ ...c, site }, issue, await compileLetter(c, issue));
    return problems.map(({ code, message }) => `${code} ${message}`);
  };
  expect(await told("{digest}: {headline}")).toEqual([]);
  expect(await told("{week}: {headline}")).toEqual([
    "LETTER_SUBJECT weekly/2026-W47: nothing fills {week} in the subject; it knows {headline}, {title}, {digest} and {period}.",
  ]);
});

test("what the service answers on the site's own address is no dead end; what it does not answer is", async () => {
  const html = ["subscribe", "subscribe?digest=weekly", "preferences/abc", "preferences"]
    .map((path) => `<a href="https://news.example/${path}">x</a>`)
    .join(" ");
  const parts = { stories: [story("a", "First", { html }), story("b", "Second")] };
  expect(await findings({ ...parts, config: { service: "https://news.example" } }, "full")).toEqual([
    "warning LETTER_LINK weekly/2026-W47: the link https://news.example/preferences leads to nothing in this newsroom's site.",
  ]);
});

test("a template of the newsroom without a way out is stopped, and told what its text form lacks", async () => {
  const own =
    "<mjml><mj-body>{% for story in leads %}<mj-section><mj-column><mj-text color='#999999'>{{ story.title }} {{ letter.reason }}</mj-text></mj-column></mj-section>{% endfor %}</mj-body></mjml>";
  expect(await findings({ templates: { "digest.mjml": own } })).toEqual([
    "error LETTER_UNSUBSCRIBE weekly/2026-W47: no unsubscribe link; print {{ letter.unsubscribe }} in templates/digest.mjml.",
    expect.stringMatching(
      /^warning LETTER_TEXT weekly\/2026-W47: the HTML lacks words of the other: In this issue Second /,
    ),
    'warning LETTER_CONTRAST weekly/2026-W47: "First ﷐reason﷑" in #999999 on #ffffff has a contrast of 2.8; 4.5 is the least (WCAG 1.4.3).',
  ]);
});

test("addresses without https are told", async () => {
  expect(await findings({ config: { url: "http://news.example", service: "http://mail.example" } })).toEqual([
    "warning LETTER_UNSUBSCRIBE weekly/2026-W47: `service` is not https; one-click unsubscribing asks for it (RFC 8058).",
    "warning LETTER_LINK weekly/2026-W47: `url` is not https; readers' programs will warn of every link.",
  ]);
});

test.each([
  ["#000000", "#ffffff", 21],
  ["#fff", "#ffffff", 1],
  ["#777777", "#ffffff", 4.48],
])("the contrast of %s and %s is %d", (a, b, ratio) => {
  expect(contrast(a, b)).toBeCloseTo(ratio, 2);
});

test("the built-in template asks nothing of mail programs that they cannot bear; what goes beyond it is told", async () => {
  const c = composition({
    stories: [story("a", "A", { image: { asset: "a.png", alt: "A", width: 8, height: 8 } }), story("b", "B")],
  });
  const { html } = await compileLetter(c, issueOf(c));
  expect(await unsupportedFeatures(html)).toEqual([]);
  const [video] = (await unsupportedFeatures(`${html}<video src="https://news.example/a.mp4"></video>`)) ?? [];
  expect(video).toMatchObject({
    feature: "<video> element",
    clients: expect.arrayContaining(["gmail.ios", "outlook.windows"]),
  });
});
