import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convert } from "html-to-text";
import { expect, onTestFinished, test } from "vitest";
import { compileLetter, compileLetters, type LetterCache } from "../../../src/compile/letter/letter.ts";
import { escapeHtml } from "../../../src/base/html.ts";
import { fillSlots } from "../../../src/base/slot.ts";
import type { EditorNote, IssueId, Slug, TopicKey } from "../../../src/model.ts";
import { composition, issueOf, story, weekly } from "./composition.ts";

const tiktok = "tiktok-oracle" as TopicKey;
const tag = (label: string) => ({ key: label.toLowerCase() as TopicKey, label });
const picture = { asset: "stories/chosen/oracle.png", alt: "Towers by a lake", width: 1200, height: 600 };

const stories = [
  story("chosen", "TikTok chooses Oracle", { image: picture, thread: tiktok, correction: "The deadline is a Sunday." }),
  story("algorithm", "Who owns the algorithm?", { thread: tiktok, tags: [tag("Policy")] }),
  story("walmart", "Walmart wants a slice", { tags: [tag("Policy")], image: picture }),
  story("wechat", "A judge keeps WeChat in the stores", { tags: [tag("Courts")] }),
  story("ban", "The ban that was not", { tags: [tag("Courts")] }),
  story("hong-kong", "TikTok quits Hong Kong stores", { thread: tiktok, day: "2020-07-07" }),
  story("india", "India bans 59 apps", { day: "2020-06-29" }),
];
const newsroom = {
  stories,
  related: { chosen: ["algorithm", "india", "hong-kong"], walmart: ["india"] },
  threads: [{ key: "tiktok-oracle", title: "TikTok and Oracle", parts: ["hong-kong", "chosen", "algorithm"] }],
};
const c = composition(newsroom);
const issue = issueOf(c, weekly, ["chosen", "algorithm", "walmart", "wechat", "ban"]);
const letter = await compileLetter(c, issue);

/** The words a reader sees, without punctuation, addresses and order of blanks. */
function words(text: string): readonly string[] {
  const filled = fillSlots(text, {
    unsubscribe: "https://x",
    preferences: "https://x",
    name: "",
    reason: "Because.",
    action: "",
  });
  return filled.replace(/https?:\/\/\S+/g, " ").match(/[\p{L}\p{N}]+/gu) ?? [];
}

function visible(html: string): string {
  return convert(html.replaceAll(/<\/t[dh]>/g, " $&"), {
    wordwrap: false,
    selectors: [
      { selector: "a", options: { ignoreHref: true } },
      { selector: "img", format: "skip" },
      { selector: "title", format: "skip" },
      ...["h1", "h2", "h3"].map((selector) => ({ selector, options: { uppercase: false } })),
    ],
  });
}

test("the letter of a small issue, as HTML and as text", async () => {
  await expect(letter.html).toMatchFileSnapshot("golden/weekly.html");
  await expect(letter.text).toMatchFileSnapshot("golden/weekly.txt");
});

test("both forms say the same words in the same order", () => {
  expect(words(letter.text)).toEqual(words(visible(letter.html)));
});

test("both forms of a letter with whole stories say the same words", async () => {
  const html = `<h2 id="a">A subhead</h2><p>One <em>fine</em> day, <a href="https://x.example/">a link</a>.</p><ul><li>one</li><li>two</li></ul><blockquote><p>Quoted.</p></blockquote><table><thead><tr><th>Year</th></tr></thead><tbody><tr><td>2020</td></tr></tbody></table><pre><code>let x = 1;\n  y();</code></pre>`;
  const full = composition({ stories: [story("a", "First", { html }), story("b", "Second", { html })] });
  const whole = await compileLetter(full, issueOf(full, { ...weekly, content: "full" }));
  expect(words(whole.text)).toEqual(words(visible(whole.html)));
});

test("notes of a whole story stand below it, without ways to and fro, and nothing bears a name twice in a letter", async () => {
  const body = {
    parts: [
      '<h2 id="why">Why</h2><p>Said<sup class="footnote-ref" id="fnref-a-1">',
      { ref: 0, part: "open" },
      "1",
      { ref: 0, part: "close" },
      '</sup>.</p><ol class="footnotes-list"><li id="fn-a-1" class="footnote"><p>By whom. ',
      { ref: 1, part: "open" },
      "\u21A9\uFE0E",
      { ref: 1, part: "close" },
      "</p></li></ol>",
    ],
    references: [
      { kind: "anchor", target: "#fn-a-1", text: "1", line: 1 },
      { kind: "anchor", target: "#fnref-a-1", text: "\u21A9\uFE0E", line: 1 },
    ],
    text: "Said.",
    headings: [],
  } as const;
  const noted = composition({
    stories: [story("a", "First", { body })],
    resolutions: {
      a: [
        { to: "here", fragment: "#fn-a-1" },
        { to: "here", fragment: "#fnref-a-1" },
      ],
    },
  });
  const { html, text } = await compileLetter(noted, issueOf(noted, { ...weekly, content: "full" }));
  expect(html).toContain('<h2>Why</h2><p>Said<sup class="footnote-ref">1</sup>.</p>');
  expect(html).toContain('<li class="footnote"><p>By whom.</p></li>');
  expect(text).toContain("Said [1].\n\n 1. By whom.");
});

test("a story printed whole has the letter's whole width; a summary stands beside its picture", async () => {
  const stories = [story("a", "First"), story("b", "Second", { image: picture, html: "<p>Whole.</p>" })];
  const both = composition({ stories });
  const whole = await compileLetter(both, issueOf(both, { ...weekly, content: "full" }));
  const brief = await compileLetter(both, issueOf(both));
  expect([whole.html, brief.html].map((html) => html.includes('class="rule thumb"'))).toEqual([false, true]);
  expect(whole.html).toMatch(/<img [^>]*width="564" height="282"/);
});

test.each([
  ["/img/logo.png", 'src="https://news.example/img/logo.png"'],
  ["img/logo.png", 'src="https://news.example/img/logo.png"'],
  ["https://cdn.example/logo.png", 'src="https://cdn.example/logo.png"'],
  ["/img/logo.svg", undefined],
  ["/img/gone.png", undefined],
])("the logo %s stands above the newsroom's name where mail programs show its kind", async (logo, src) => {
  const made = composition({ stories: [story("a", "First")], config: { logo } });
  const file = { path: "img/logo.png", source: "", hash: "", bytes: 1 };
  const branded = { ...made, newsroom: { ...made.newsroom, assets: [file] } };
  const { html } = await compileLetter(branded, issueOf(branded));
  expect(/<img (\S+) alt="" role="presentation"/.exec(html)?.[1]).toBe(src);
});

test("what the text calls out or the letter corrects is not listed as related once more", async () => {
  const body = {
    parts: [{ ref: 0, part: "whole" }],
    references: [{ kind: "callout", target: "CALLED", text: "CALLED", line: 1 }],
    text: "",
    headings: [],
  } as const;
  const parts = [
    story("a", "First", { body }),
    story("called", "Called"),
    story("told", "Told", { correction: "No." }),
    story("c", "Other"),
  ];
  const noted = composition({
    stories: parts,
    related: { a: ["called", "told", "c"] },
    resolutions: { a: [{ to: "story", slug: "called" as Slug, fragment: "" }] },
  });
  const issue = (content: "dek" | "full") => issueOf(noted, { ...weekly, content }, ["a"]);
  const [whole] = await compileLetters(noted, issue("full"), [
    { stories: ["a" as Slug], corrections: ["told" as Slug] },
  ]);
  const brief = await compileLetter(noted, issue("dek"));
  const named = (text: string) => ["Called", "Told", "Other"].map((title) => text.split(title).length - 1);
  expect([named(whole!.text), named(brief.text)]).toEqual([
    [1, 1, 1],
    [1, 1, 1],
  ]);
  expect(whole!.text.slice(whole!.text.indexOf("Related\n- "))).toMatch(/^Related\n- Other\n {2}<\S+>\n\n-/);
});

test("the newsroom's own name is not repeated below each of its stories", async () => {
  const own = composition({
    stories: [story("a", "First", { authors: [{ name: "The Courant" }] }), story("b", "Second")],
  });
  const { text } = await compileLetter(own, issueOf(own));
  expect(text).toContain("First\nNovember 20, 2026");
  expect(text).toContain("By Ada Lovelace · November 20, 2026");
});

test("the subject is the lead's headline", () => {
  expect(letter.subject).toBe("TikTok chooses Oracle");
});

test("a digest's subject takes its values in braces", async () => {
  const digest = { ...weekly, subject: "{title}, {period}: {headline}" };
  expect((await compileLetter(c, issueOf(c, digest, ["india"]))).subject).toBe(
    "The Courant, Week 47, 2026: India bans 59 apps",
  );
});

test("an editor's note gives the subject and the opening words", async () => {
  const body = { parts: ["<p>Good morning.</p>"], references: [], text: "Good morning.", headings: [] };
  const note: EditorNote = { file: "letters/weekly/2026-W47.md", issue: issue.id, subject: "Read this", body };
  const noted = await compileLetter(c, { ...issue, note });
  expect(noted.subject).toBe("Read this");
  expect(noted.html).toContain("<p>Good morning.</p>");
  expect(noted.text).toContain("\nGood morning.\n");
});

test("a withdrawn story is left out", async () => {
  const withdrawn = composition({ stories: [story("a", "Kept"), story("b", "Gone", { withdrawn: "It was wrong." })] });
  expect((await compileLetter(withdrawn, issueOf(withdrawn))).html).not.toContain("Gone");
});

test("related stories are named unless the letter holds them anyway", () => {
  expect(letter.text).toContain("- India bans 59 apps");
  expect(letter.text).not.toContain("- Who owns the algorithm?");
});

test("a related story is named once in a letter, however many of its stories lead there", () => {
  expect(letter.text.match(/India bans 59 apps/g)).toHaveLength(1);
});

test("the earlier parts of a running story are told once, and not again as related", () => {
  expect(letter.text.match(/TikTok quits Hong Kong stores/g)).toHaveLength(1);
  expect(letter.text).toContain("The story so far");
});

test("every link and picture is absolute and https, and nothing is fetched but the newsroom's pictures", () => {
  const urls = [...letter.html.matchAll(/(?:href|src)="([^"\uFDD0]+)"/g)].map((match) => match[1]!);
  expect(urls.filter((url) => !url.startsWith("https://news.example/"))).toEqual([]);
  expect(letter.html).not.toMatch(/fonts\.googleapis|@import|url\(/);
});

test("every picture has words, width and height", () => {
  const pictures = letter.html.match(/<img[^>]*>/g) ?? [];
  expect(pictures).toHaveLength(2);
  for (const each of pictures) expect(each).toMatch(/ alt="Towers by a lake" width="\d+" height="\d+"/);
});

test.each([
  "<script>alert(1)</script>",
  "{{ words }}{% if %}",
  "a\r\nBcc: v@x.example",
  "]]> &amp; <!--",
  "$& $1 $`",
  "مرحبا 👩‍👩‍👧 日本",
  "\uFDD0unsubscribe\uFDD1",
])("a hostile title comes through as text: %j", async (title) => {
  const hostile = composition({
    stories: [
      story("a", title, { dek: title, image: { ...picture, alt: title } }),
      story("b", title, { correction: title }),
    ],
    related: { a: ["b"], b: ["a"] },
    config: { title },
  });
  const made = await compileLetter(hostile, issueOf(hostile));
  const plain = title.replace(/[\uFDD0-\uFDEF]/g, "");
  expect(made.html.replace(/\s+/g, " ").split(escapeHtml(plain.replace(/\s+/g, " "))).length).toBeGreaterThan(5);
  expect(made.html.match(/\uFDD0/g)).toHaveLength(5);
  expect(made.html).not.toContain("<script>");
  expect(words(made.text)).toEqual(words(visible(made.html)));
});

test("two compilations give the same bytes", async () => {
  expect(await compileLetter(composition(newsroom), issue)).toEqual(letter);
});

test("variants set together are the letters that each would be alone", async () => {
  const sets = [["algorithm", "ban"], ["ban"], ["chosen", "walmart"]] as Slug[][];
  const together = await compileLetters(
    c,
    issue,
    sets.map((slugs) => ({ stories: slugs, corrections: [] })),
  );
  for (const [i, slugs] of sets.entries()) {
    expect([together[i]]).toEqual(await compileLetters(c, issue, [{ stories: slugs, corrections: [] }]));
  }
});

test("a correction of an earlier story is told to the readers of that variant only", async () => {
  const corrected = composition({
    stories: [...stories, story("old", "An old story", { correction: "It was a Monday." })],
  });
  const [without, told] = await compileLetters(corrected, issue, [
    { stories: issue.stories, corrections: [] },
    { stories: issue.stories, corrections: ["old" as Slug] },
  ]);
  expect(without!.text).not.toContain("It was a Monday.");
  expect(told!.text).toContain("Correction: It was a Monday.");
});

test("what another digest still owed a reader comes last, and changes nobody else's letter", async () => {
  const owing = composition({ stories: [...stories, story("owed", "Owed from Monday")] });
  const variants = [
    { stories: issue.stories, corrections: [] },
    { stories: [...issue.stories, "owed" as Slug], corrections: [] },
  ];
  const [without, more] = await compileLetters(owing, issue, variants);
  expect(without!.html).toBe((await compileLetter(owing, issue)).html);
  const at = (slug: string): number => more!.html.indexOf(`/stories/${slug}/`);
  expect(at("owed")).toBeGreaterThan(at(issue.stories.at(-1)!));
});

test("links, callouts and pictures of a whole story are absolute, and a link to nowhere is its words", async () => {
  const line = { line: 1 };
  const body = {
    parts: [
      "<p>",
      { ref: 0, part: "open" },
      "a link",
      { ref: 0, part: "close" },
      " ",
      { ref: 1, part: "open" },
      "hidden",
      { ref: 1, part: "close" },
      " ",
      { ref: 2, part: "open" },
      "up",
      { ref: 2, part: "close" },
      "</p>",
      { ref: 3, part: "whole" },
      { ref: 4, part: "whole" },
    ],
    references: [
      { ...line, kind: "link", target: "b", text: "a link" },
      { ...line, kind: "link", target: "draft", text: "hidden" },
      { ...line, kind: "anchor", target: "#part", text: "up" },
      { ...line, kind: "callout", target: "THE SECOND", text: "THE SECOND" },
      { ...line, kind: "picture", target: "pic.png", text: "Towers", picture: { ...picture, alt: "Towers" } },
    ],
    text: "a link hidden up",
    headings: [],
  } as const;
  const linked = composition({
    stories: [story("a", "The first", { body }), story("b", "The second")],
    resolutions: {
      a: [
        { to: "story", slug: "b" as Slug, fragment: "#x" },
        { to: "nowhere" },
        { to: "here", fragment: "#part" },
        { to: "story", slug: "b" as Slug, fragment: "" },
        { to: "nowhere" },
      ],
    },
  });
  const { html, text } = await compileLetter(linked, issueOf(linked, { ...weekly, content: "full" }));
  expect(html).toContain(
    '<p><a href="https://news.example/stories/b/#x">a link</a> hidden <a href="https://news.example/stories/a/#part">up</a></p>',
  );
  expect(html).toContain(
    '<p class="callout"><span class="kicker">Related</span><br><a href="https://news.example/stories/b/">The second</a></p>',
  );
  expect(html).toContain(
    '<img src="https://news.example/stories/chosen/oracle.png" alt="Towers" width="564" height="282"',
  );
  expect(text).toContain("Related\nThe second <https://news.example/stories/b/>");
});

test("whole stories that make a letter too large become summaries, the last ones first", async () => {
  const html = `<p>${"Many words. ".repeat(2500)}</p>`;
  const long = composition({ stories: ["a", "b", "c", "d"].map((slug) => story(slug, `Story ${slug}`, { html })) });
  const made = await compileLetter(long, issueOf(long, { ...weekly, content: "full" }));
  expect(made.shortened).toEqual(["c", "d"]);
  expect(Buffer.byteLength(made.html)).toBeLessThanOrEqual(90_000);
  expect(made.text).toContain("What d is about, in one sentence.");
});

test("a cache spares the second compilation, and changes no byte", async () => {
  const kept = new Map<string, string>();
  const cache: LetterCache = {
    get: async (key) => kept.get(key),
    set: async (key, html) => void kept.set(key, html),
  };
  const [first, second] = [await compileLetter(c, issue, cache), await compileLetter(c, issue, cache)];
  expect(kept.size).toBe(1);
  expect(second).toEqual(first);
  expect(first).toEqual(letter);
});

test("an instant letter tells of corrections, and holds what another digest still owed", async () => {
  const corrected = composition({
    stories: [...stories, story("old", "An old story", { correction: "It was a Monday." })],
  });
  const instant = { ...issue, id: "instant/ban" as IssueId, stories: ["ban" as Slug] };
  const [told, more] = await compileLetters(
    corrected,
    { ...instant, digest: { ...weekly, every: "story", name: "instant" } as const },
    [
      { stories: ["ban" as Slug], corrections: ["old" as Slug] },
      { stories: ["ban" as Slug, "walmart" as Slug], corrections: [] },
    ],
  );
  expect(told!.html).toContain("It was a Monday.");
  expect(told!.text).toContain("Correction: It was a Monday.");
  expect(more!.html).toContain("/stories/walmart/");
});

test("an instant issue is one story under its own day", async () => {
  const instant = {
    ...weekly,
    every: "story" as const,
    name: "instant",
    title: "As it happens",
    content: "full" as const,
  };
  const made = await compileLetter(c, { id: "instant/india" as IssueId, digest: instant, stories: ["india" as Slug] });
  expect(made.subject).toBe("India bans 59 apps");
  expect(made.text).toContain("As it happens · June 29, 2020");
  expect(made.html).toContain("<p>india in full.</p>");
});

test("a language written from the right turns the letter round", async () => {
  const arabic = composition({ stories: [story("a", "أوراكل", { lang: "ar" })], config: { language: "ar" } });
  const { html } = await compileLetter(arabic, issueOf(arabic));
  expect(html).toMatch(/<html lang="ar" dir="rtl"/);
  expect(html).toMatch(/text-align:\s*right/);
  expect(html).not.toMatch(/direction:\s*ltr/);
});

test("what MJML refuses is told with the line of the template", async () => {
  const own =
    "<mjml>\n<mj-body>\n{% for story in leads %}\n  <mj-raw>{{ story.begin }}</mj-raw>\n  <mj-section\n    colour='red'></mj-section>\n<mj-raw>{{ story.end }}</mj-raw>\n{% endfor %}\n</mj-body>\n</mjml>";
  const wrong = composition({ stories, templates: { "digest.mjml": own } });
  await expect(compileLetter(wrong, issueOf(wrong))).rejects.toThrow(
    /templates\/digest\.mjml:5: TEMPLATE_MJML <mj-section>: .*colour/,
  );
});

test("a fault in a partial is told with the partial's line", async () => {
  const wrong = composition({
    stories,
    templates: { "letter-item.mjml": "\n<mj-text>\n<mj-tabel></mj-tabel></mj-text>\n\n<mj-tabel></mj-tabel>" },
  });
  await expect(compileLetter(wrong, issueOf(wrong))).rejects.toThrow(/templates\/letter-item\.mjml:5: TEMPLATE_MJML/);
});

test("a tag left open, which MJML forgives, is an error", async () => {
  const wrong = composition({
    stories,
    templates: {
      "story.mjml": "",
      "digest.mjml": "<mjml><mj-body>\n<mj-section>\n<mj-column></mj-column>\n</mj-body></mjml>",
    },
  });
  await expect(compileLetter(wrong, issueOf(wrong))).rejects.toThrow(
    /digest\.mjml:4: TEMPLATE_MJML .*close every MJML tag/,
  );
});

test("an include is refused, wherever it leads", async () => {
  const wrong = composition({
    stories,
    templates: { "digest.mjml": "<mjml><mj-body>\n<mj-include path='/etc/passwd' />\n</mj-body></mjml>" },
  });
  await expect(compileLetter(wrong, issueOf(wrong))).rejects.toThrow("templates/digest.mjml:2: TEMPLATE_INCLUDE");
});

test("a passage that begins and does not end is told", async () => {
  const wrong = composition({
    stories,
    templates: {
      "digest.mjml":
        "<mjml><mj-body>{% for story in leads %}<mj-raw>{{ story.begin }}</mj-raw>{% endfor %}</mj-body></mjml>",
    },
  });
  await expect(compileLetter(wrong, issueOf(wrong))).rejects.toThrow(/TEMPLATE_INVALID .*begins and does not end/);
});

test("an .mjmlconfig in the working folder is refused and never executed", async () => {
  const before = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), "courant-"));
  onTestFinished(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });
  const trace = join(folder, "executed");
  writeFileSync(join(folder, ".mjmlconfig.js"), `require("node:fs").writeFileSync(${JSON.stringify(trace)}, "")`);
  process.chdir(folder);
  await expect(compileLetter(c, issue)).rejects.toThrow("MJML_CONFIG");
  expect(existsSync(trace)).toBe(false);
});
