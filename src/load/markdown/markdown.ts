import type { MarkdownIt, Token } from "markdown-it";
import { readBody, type ReadBody } from "./body.ts";
import type { ParseEnv } from "./env.ts";
import { prepareHighlight } from "./highlight.ts";
import { createParser } from "./parser.ts";
import { languageOf } from "./renderers.ts";
import type { BodyContext } from "./walk.ts";

export interface MarkdownContext extends BodyContext {
  /** Makes footnote ids unique among stories that share a page or a letter: the story's slug. */
  readonly docId: string;
}

let parser: MarkdownIt | undefined;

/** A body in Markdown as HTML that is safe in every medium, with references left open for the medium to fill. */
export async function parseMarkdown(source: string, context: MarkdownContext): Promise<ReadBody> {
  parser ??= createParser();
  const env: ParseEnv = { docId: context.docId, firstLine: context.firstLine, chunks: [], highlight: () => undefined };
  const tokens = parser.parse(source, env);
  const { highlight, unknown } = await prepareHighlight(new Set(fences(tokens).map(languageOf)));
  reportUnknown(tokens, unknown, context);
  const html = parser.renderer.render(tokens, parser.options, { ...env, highlight });
  return readBody(hasRawHtml(tokens) ? await clean(html, context) : html, env.chunks, context);
}

function fences(tokens: readonly Token[]): readonly Token[] {
  return tokens.filter((token) => token.type === "fence");
}

function reportUnknown(tokens: readonly Token[], unknown: ReadonlySet<string>, context: MarkdownContext): void {
  const said = new Set<string>();
  for (const token of fences(tokens)) {
    const language = languageOf(token);
    if (!unknown.has(language) || said.has(language)) continue;
    said.add(language);
    const line = context.firstLine + (token.map?.[0] ?? 0);
    const fix = "the code is printed plain; write text to say so";
    context.report(
      "warning",
      "CODE_LANGUAGE_UNKNOWN",
      line,
      `No highlighter knows the language "${language}"; ${fix}.`,
    );
  }
}

function hasRawHtml(tokens: readonly Token[]): boolean {
  return tokens.some((t) => t.type === "html_block" || (t.children?.some((c) => c.type === "html_inline") ?? false));
}

/** Once per kind and story: a table pasted from a word processor would else fill the screen. */
async function clean(html: string, context: MarkdownContext): Promise<string> {
  const { cleanHtml } = await import("./raw-html.ts");
  const said = new Set<string>();
  return cleanHtml(html, (what, line) => {
    if (said.has(what)) return;
    said.add(what);
    context.report(
      "warning",
      "HTML_DROPPED",
      line,
      `${what} was left out, since not every page, feed and mail program may show it. Meant as words? Put it in backticks.`,
    );
  });
}
