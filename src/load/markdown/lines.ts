import type { MarkdownIt, StateInline, Token } from "markdown-it";
import { lineAttribute, type ParseEnv } from "./env.ts";

interface Mark {
  /** Count of tokens when the parser stood at `pos`. */
  readonly tokens: number;
  readonly pos: number;
}

/**
 * Gives every link, picture, wiki link and piece of raw HTML its line in the file. Inline tokens have no positions;
 * a rule that never matches notes where the parser stands before each real rule runs.
 */
export function lines(md: MarkdownIt): void {
  const marks = new WeakMap<Token[], Mark[]>();
  md.inline.ruler.before("text", "line_marks", (state: StateInline, silent: boolean) => {
    if (silent) return false;
    const list = marks.get(state.tokens) ?? [];
    if (list.length === 0) marks.set(state.tokens, list);
    list.push({ tokens: state.tokens.length, pos: state.pos });
    return false;
  });
  md.core.ruler.after("inline", "lines", (state) => {
    const { firstLine } = state.env as ParseEnv;
    let line = firstLine;
    for (const token of state.tokens) {
      if (token.map !== null) line = firstLine + token.map[0];
      if (token.type === "html_block") token.meta = { line };
      if (token.children !== null) setLines(token, line, marks.get(token.children) ?? []);
    }
  });
}

const wanted = new Set(["link_open", "image", "html_inline", "wiki", "footnote_ref", "softbreak", "hardbreak", "text"]);

function setLines(block: Token, first: number, marks: readonly Mark[]): void {
  let next = 0;
  let line = first;
  let counted = 0;
  block.children!.forEach((token, i) => {
    while (next < marks.length && marks[next]!.tokens <= i) {
      const { pos } = marks[next++]!;
      for (; counted < pos; counted++) if (block.content.charCodeAt(counted) === 10) line += 1;
    }
    if (!wanted.has(token.type)) return;
    token.meta = { ...token.meta, line };
    if (token.type === "link_open" || token.type === "image") token.attrSet(lineAttribute, line);
  });
}

/** The line that `lines` gave a token, or the one given for tokens that later rules made. */
export function lineOf(token: Token, otherwise: number): number {
  const line = token.meta?.["line"];
  return typeof line === "number" ? line : otherwise;
}
