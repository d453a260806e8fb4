import type { MarkdownIt, Renderer, Token } from "markdown-it";
import { escapeHtml } from "../../base/html.ts";
import { calloutsOf } from "./callouts.ts";
import { setAside, type ParseEnv, type Piece } from "./env.ts";
import { lineOf } from "./lines.ts";
import { markLines } from "./raw-lines.ts";

/** How tokens become HTML where markdown-it's own way will not do: marks for what depends on the medium, ids per story. */
export function renderers(md: MarkdownIt): void {
  Object.assign(md.renderer.rules, {
    s_open: () => "<del>",
    s_close: () => "</del>",
    html_block: renderRaw,
    html_inline: renderRaw,
    fence: renderCode,
    code_block: renderCode,
    callouts: renderCallouts,
    wiki: renderWiki,
    image: renderImage,
    footnote_ref: renderFootnoteRef,
    footnote_open: renderFootnote,
    footnote_anchor: renderFootnoteAnchor,
  } satisfies Renderer["rules"]);
}

type Rule = NonNullable<Renderer["rules"][string]>;

const renderRaw: Rule = (tokens, i) => markLines(tokens[i]!.content, lineOf(tokens[i]!, 1));

/** The language of a fence: the first word of its info string (`rust,ignore` and `rust should_panic` are Rust). */
export function languageOf(token: Token): string {
  return /^[^\s,{]*/.exec(token.info.trim())![0].toLowerCase();
}

const renderCode: Rule = (tokens, i, _options, env) => {
  const { content } = tokens[i]!;
  const language = tokens[i]!.type === "fence" ? languageOf(tokens[i]!) : "";
  const html =
    (env as ParseEnv).highlight(content, language) ?? `<pre tabindex="0"><code>${escapeHtml(content)}</code></pre>`;
  return `${setAside(env as ParseEnv, { pieces: [html], text: `\n${content.trimEnd()}\n` })}\n`;
};

const renderCallouts: Rule = (tokens, i, _options, env) => {
  const pieces = calloutsOf(tokens[i]!).map((reference) => ({ reference, part: "whole" }) as const);
  return setAside(env as ParseEnv, { pieces, text: "\n" });
};

const renderWiki: Rule = (tokens, i, _options, env) => {
  const token = tokens[i]!;
  const reference = {
    kind: "wiki",
    target: String(token.meta?.["target"]),
    text: token.content,
    line: lineOf(token, 1),
  } as const;
  return setAside(env as ParseEnv, { pieces: [{ reference, part: "whole" }], text: token.content });
};

const renderImage: Rule = (tokens, i, options, env, self) => {
  const token = tokens[i]!;
  token.attrSet("alt", self.renderInlineAsText(token.children ?? [], options, env));
  const caption = token.meta?.["caption"];
  const image = `<img${self.renderAttrs(token)}>`;
  return typeof caption === "string" ? `${image}<figcaption>${escapeHtml(caption)}</figcaption>` : image;
};

function footnoteOf(
  token: Token,
  env: ParseEnv,
): { readonly id: string; readonly back: string; readonly label: string } {
  const { id, subId } = token.meta as { readonly id: number; readonly subId?: number };
  const name = `${env.docId}-${id + 1}`;
  return { id: `fn-${name}`, back: `fnref-${name}${subId ? `-${subId + 1}` : ""}`, label: String(id + 1) };
}

const renderFootnoteRef: Rule = (tokens, i, _options, env) => {
  const { id, back, label } = footnoteOf(tokens[i]!, env as ParseEnv);
  const open = `<sup class="footnote-ref" id="${back}">`;
  const pieces = [open, ...anchor(`#${id}`, label, lineOf(tokens[i]!, 1)), "</sup>"];
  return setAside(env as ParseEnv, { pieces, text: null });
};

const renderFootnote: Rule = (tokens, i, _options, env) =>
  `<li id="${footnoteOf(tokens[i]!, env as ParseEnv).id}" class="footnote">`;

const renderFootnoteAnchor: Rule = (tokens, i, _options, env) => {
  const { back } = footnoteOf(tokens[i]!, env as ParseEnv);
  // U+FE0E keeps phones from showing the arrow as a picture.
  return ` ${setAside(env as ParseEnv, { pieces: anchor(`#${back}`, "\u21a9\ufe0e", (env as ParseEnv).firstLine), text: null })}`;
};

function anchor(target: string, text: string, line: number): readonly Piece[] {
  const reference = { kind: "anchor", target, text, line } as const;
  return [{ reference, part: "open" }, text, { reference, part: "close" }];
}
