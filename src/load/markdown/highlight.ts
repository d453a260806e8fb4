import type { HighlighterCore, ThemedToken } from "shiki/core";
import { escapeHtml } from "../../base/html.ts";

// Mail and feed readers know no stylesheet, so colours stand inline. Every colour of this theme has a contrast of at
// least 4.5 to this ground (WCAG 1.4.3) but the three replaced below; a test holds it to that.
export const ground = "#f6f8fa";
export const ink = "#1f2328";
export const replacedColours: Readonly<Record<string, string>> = {
  "#eaeef2": ink,
  "#f6f8fa": ink,
  "#6e7781": "#59636e",
};
const theme = "github-light-default";
const plain = new Set(["", "text", "txt", "plain", "plaintext", "none", "nohighlight", "output", "raw", "ascii"]);
// Beyond this a grammar costs seconds and no reader sees the difference.
const maxLength = 100_000;
const maxLine = 5_000;

export type Highlight = (code: string, language: string) => string | undefined;

let engine: Promise<HighlighterCore> | undefined;

/**
 * A highlighter for the languages of one body. The engine and each grammar are imported at first use: 80 ms that a
 * newsroom without code never pays. `unknown` lists what no grammar exists for.
 */
export async function prepareHighlight(
  languages: ReadonlySet<string>,
): Promise<{ readonly highlight: Highlight; readonly unknown: ReadonlySet<string> }> {
  const wanted = [...languages].filter((language) => !plain.has(language));
  if (wanted.length === 0) return { highlight: plainCode, unknown: new Set() };
  const { bundledLanguages } = await import("shiki/langs");
  const isKnown = (name: string): name is keyof typeof bundledLanguages => Object.hasOwn(bundledLanguages, name);
  const known = wanted.filter(isKnown);
  const highlighter = await (engine ??= startEngine());
  await highlighter.loadLanguage(...known.map((name) => bundledLanguages[name]));
  const names = new Set<string>(known);
  return {
    highlight: (code, language) =>
      names.has(language) && code.length <= maxLength ? colour(highlighter, code, language) : plainCode(code, language),
    unknown: new Set(wanted.filter((name) => !isKnown(name))),
  };
}

async function startEngine(): Promise<HighlighterCore> {
  const { createHighlighterCore } = await import("shiki/core");
  const { createJavaScriptRegexEngine } = await import("shiki/engine/javascript");
  return createHighlighterCore({
    themes: [import("shiki/themes/github-light-default.mjs")],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
}

function plainCode(code: string, language: string): string {
  return wrap(escapeHtml(code.replace(/\n$/, "")), language);
}

function wrap(html: string, language: string): string {
  const name = /^[\w+#.-]+$/.test(language) ? ` class="language-${escapeHtml(language)}"` : "";
  return `<pre style="background-color:${ground};color:${ink}" tabindex="0"><code${name}>${html}\n</code></pre>`;
}

function colour(highlighter: HighlighterCore, code: string, language: string): string {
  // A time limit would make the first slow line come out plain, and the output differ from run to run.
  const lines = highlighter.codeToTokensBase(code.replace(/\n$/, ""), {
    lang: language,
    theme,
    tokenizeTimeLimit: 0,
    tokenizeMaxLineLength: maxLine,
    colorReplacements: replacedColours,
  });
  return wrap(lines.map(renderLine).join("\n"), language);
}

/** Neighbours of one style share a span: a third of the bytes, and mail over 102 kB is cut off by Gmail. */
function renderLine(tokens: readonly ThemedToken[]): string {
  const runs: { style: string; text: string }[] = [];
  for (const token of tokens) {
    const style = styleOf(token);
    const last = runs.at(-1);
    if (last !== undefined && (last.style === style || token.content.trim() === "")) last.text += token.content;
    else runs.push({ style, text: token.content });
  }
  return runs
    .map(({ style, text }) => (style === "" ? escapeHtml(text) : `<span style="${style}">${escapeHtml(text)}</span>`))
    .join("");
}

function styleOf({ color, fontStyle }: ThemedToken): string {
  // A bit set of TextMate: 1 italic, 2 bold; -1 is "not set".
  const bits = Math.max(0, fontStyle ?? 0);
  const italic = (bits & 1) > 0;
  const bold = (bits & 2) > 0;
  const colour = color?.toLowerCase() ?? ink;
  return [colour === ink ? "" : `color:${colour}`, italic ? "font-style:italic" : "", bold ? "font-weight:bold" : ""]
    .filter((rule) => rule !== "")
    .join(";");
}
