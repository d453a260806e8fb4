import { Buffer } from "node:buffer";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { dice } from "./dice.ts";

/** One pixel, so that pictures have a size. */
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

/** Words that have broken letters somewhere before: markup of every engine on the way, marks, scripts, widths, lengths. */
const words = [
  ..."the court found that cloud rates rose again on Monday and nobody had asked why".split(" "),
  ..."Straße café naïve 東京で新しい مرحبا بالعالم שלום 🎉 e\u0301 \u202Eabc\u202C A&B <b> &amp; \"quoted\" 'single' — … 100%".split(
    " ",
  ),
  "{{ letter.reason }}",
  "{% raw %}",
  "</td></tr>",
  "<mj-text>",
  "]]>",
  "\uFDD0reason\uFDD1",
  "${name}",
  "=?UTF-8?B?eA==?=",
  "https://example.org/a?b=1&c=2",
  "x".repeat(90),
  ".",
  "From here",
  "\u00A0",
];

/** Writes a newsroom of random stories; equal seeds, equal newsrooms. */
export function writeRandomNewsroom(dir: string, seed: number): void {
  const random = dice(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const one = <T>(items: readonly T[]): T => items[below(items.length)]!;
  const chance = (share: number): boolean => random() < share;
  const text = (most: number): string => Array.from({ length: 1 + below(most) }, () => one(words)).join(" ");
  const stories = 1 + below(24);
  const slug = (): string => `story-${below(stories)}`;

  const block = (): string =>
    one([
      () => text(60),
      () => `## ${text(8)}`,
      () => `A [link](https://example.org/${below(9)}?a=1&b=2) and ${text(20)}`,
      () => `[${text(4)}](mailto:desk@news.example) or [tel](tel:+123) ${text(5)}`,
      () => `See [[${slug()}]] and [words](${slug()}.md). ${text(10)}`,
      () => `![${text(6)}](/img/a.png)`,
      () => `![${text(6)}](https://cdn.example/${below(9)}.png "${text(2).replace(/["\\]/g, "")}")`,
      () => `> ${text(20)}`,
      () => `- ${text(8)}\n- [ ] ${text(8)}\n- [x] ${text(4)}`,
      () => `| a | b |\n|---|---|\n| ${text(3).replaceAll("|", "")} | ${text(3).replaceAll("|", "")} |`,
      () => `\`\`\`js\nconst a = "${text(8).replaceAll("`", "")}";\n\`\`\``,
      () => `<div class="x"><em>${text(4)}</em></div>`,
      () => `Note[^1] ${text(6)}\n\n[^1]: ${text(6)}`,
    ])();

  const head = (i: number): Record<string, unknown> => ({
    title: `${i} ${text(chance(0.1) ? 60 : 12)}`,
    date: new Date(Date.UTC(2026, 10, 22) - below(6 * 24) * 3_600_000).toISOString(),
    ...(chance(0.6) ? { dek: text(chance(0.1) ? 200 : 25) } : {}),
    ...(chance(0.7)
      ? { tags: Array.from({ length: 1 + below(3) }, () => one(["law", "Cloud", "الفضاء", "宇宙", "a b"])) }
      : {}),
    ...(chance(0.4)
      ? { image: { src: "/img/a.png", alt: text(6), ...(chance(0.5) ? { caption: text(10) } : {}) } }
      : {}),
    ...(chance(0.3) ? { thread: one(["saga", "Trial of the century"]) } : {}),
    ...(chance(0.1) ? { correction: text(12) } : {}),
    ...(chance(0.05) ? { withdrawn: text(6) } : {}),
    ...(chance(0.1) ? { lead: true } : {}),
    ...(chance(0.1) ? { lang: one(["ar", "ja", "de", "he"]) } : {}),
    ...(chance(0.05) ? { channels: ["mail"] } : {}),
    ...(chance(0.2) ? { authors: [{ name: text(3) }, { name: text(2) }] } : {}),
  });

  const put = (name: string, content: string | Buffer): void => {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), content);
  };
  put("static/img/a.png", png);
  put(
    "courant.yaml",
    [
      `title: ${JSON.stringify(`The ${text(3)}`)}`,
      "url: https://news.example",
      `language: ${one(["en", "de", "fr", "es", "ja", "ar"])}`,
      "from: News <news@news.example>",
      "postalAddress: 1 Example Street",
      "related: { missing: warning }",
      "digests:",
      `  weekly: { title: ${JSON.stringify(`The ${text(3)}`)}, every: week, at: "08:00", content: ${one(["dek", "full"])}, subject: ${JSON.stringify(`On ${text(4)}`)} }`,
      `  instant: { every: story, content: ${one(["dek", "full"])} }`,
      "",
    ].join("\n"),
  );
  for (let i = 0; i < stories; i++) {
    const body = Array.from({ length: 1 + below(chance(0.2) ? 60 : 8) }, block).join("\n\n");
    // JSON is YAML.
    put(`stories/story-${i}.md`, `---\n${JSON.stringify(head(i))}\n---\n\n${body}\n`);
  }
}
