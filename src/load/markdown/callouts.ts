import type { MarkdownIt, Token } from "markdown-it";
import type { Reference } from "../../model.ts";
import { lineOf } from "./lines.ts";
import { isActive } from "./links.ts";

/**
 * Paragraphs that are only `RELATED: TITLE OF ANOTHER STORY`, in any case, with or without bold or a link, as news sites
 * print them. Each line that begins so is a callout of its own; a line that does not goes on with the title before it.
 */
export function callouts(md: MarkdownIt): void {
  md.core.ruler.push("callouts", (state) => {
    state.tokens.forEach((inline, i) => {
      const open = state.tokens[i - 1];
      if (inline.type !== "inline" || open?.type !== "paragraph_open") return;
      const found = readCallouts(inline.children ?? []);
      if (found === undefined) return;
      open.hidden = true;
      state.tokens[i + 1]!.hidden = true;
      const token = new state.Token("callouts", "", 0);
      token.meta = { references: found };
      inline.children = [token];
    });
  });
}

/** The callouts of a token, as the renderer finds them. */
export function calloutsOf(token: Token): readonly Reference[] {
  return (token.meta?.["references"] ?? []) as readonly Reference[];
}

interface Line {
  text: string;
  readonly line: number;
  hrefs: string[];
  target: string | undefined;
}

const marker = /^\s*related\s*[:：]\s*/i;
// Emphasis carries no meaning here; anything not listed (code, pictures, footnotes) makes the paragraph an ordinary one.
const transparent = new Set(["strong_open", "strong_close", "em_open", "em_close", "link_close"]);

function readCallouts(children: readonly Token[]): readonly Reference[] | undefined {
  // The cheap question first: nearly every paragraph ends here.
  const start = children.find((t) => t.type === "text" && t.content.trim() !== "")?.content;
  if (start === undefined || !/^\s*related/i.test(start)) return undefined;
  const lines = splitLines(children);
  if (lines === undefined || !marker.test(lines[0]?.text ?? "")) return undefined;
  const groups: Line[] = [];
  for (const line of lines) {
    const before = groups.at(-1);
    if (before === undefined || marker.test(line.text)) groups.push(line);
    else {
      before.text += ` ${line.text}`;
      before.hrefs.push(...line.hrefs);
    }
  }
  const references = groups.map(toReference);
  return references.includes(undefined) ? undefined : references.filter((r) => r !== undefined);
}

function splitLines(children: readonly Token[]): Line[] | undefined {
  const lines: Line[] = [];
  let line: Line | undefined;
  let number = 1;
  for (const token of children) {
    number = lineOf(token, number);
    if (token.type === "softbreak" || token.type === "hardbreak") {
      number += 1;
      line = undefined;
      continue;
    }
    if (line === undefined) lines.push((line = { text: "", line: number, hrefs: [], target: undefined }));
    if (token.type === "link_open") line.hrefs.push(String(token.attrGet("href") ?? ""));
    else if (token.type === "wiki") line.target = String(token.meta?.["target"]);
    else if (!transparent.has(token.type) && token.type !== "text" && !isBold(token)) return undefined;
    line.text += token.type === "text" || token.type === "wiki" ? token.content : "";
  }
  return lines;
}

function isBold(token: Token): boolean {
  return token.type === "html_inline" && /^<\/?(?:b|strong|i|em)>$/i.test(token.content);
}

function toReference({ text, line, hrefs, target }: Line): Reference | undefined {
  const title = text.replace(marker, "").replace(/\s+/g, " ").trim();
  if (title === "" || hrefs.length > 1 || isActive(title)) return undefined;
  const href = hrefs[0];
  return { kind: "callout", target: target ?? title, text: title, line, ...(href === undefined ? {} : { href }) };
}
