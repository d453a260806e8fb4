/** The one door to MJML: everything that it forgives, guesses or executes is settled here before it is imported. */
import { existsSync } from "node:fs";
import { SaxesParser } from "saxes";
import { fail, type ProblemCode } from "../errors.ts";

/** A fault at a line (1-based) of the MJML source. */
export interface MjmlFault {
  readonly code: ProblemCode;
  readonly line: number;
  readonly message: string;
}

export type MjmlResult = { readonly html: string } | { readonly faults: readonly MjmlFault[] };

/** Part of every cache key: another MJML, other HTML. Moves with package.json. */
export const mjmlVersion = "5.4.1";

/**
 * Compiles MJML to HTML: strict, without remote fonts, includes, minifiers or comments; indentation taken out.
 * Equal source, equal HTML. Importing MJML costs 0.6–0.9 s, so a cache stands before this.
 * Throws MJML_CONFIG where the working folder holds a configuration that importing MJML would execute.
 */
export async function compileMjml(source: string): Promise<MjmlResult> {
  const faults = mjmlFaults(source);
  if (faults.length > 0) return { faults };
  refuseConfig();
  const { default: mjml2html } = await import("mjml");
  try {
    const { html } = await mjml2html(source, { validationLevel: "strict", fonts: {}, keepComments: false });
    return { html: withoutIndentation(html) };
  } catch (error) {
    return { faults: validationFaults(error) };
  }
}

/** What MJML would swallow without a word: markup that is not well-formed, includes, components whose ids are random. */
export function mjmlFaults(source: string): readonly MjmlFault[] {
  const faults: MjmlFault[] = [];
  for (const [tag, code, message] of refusedTags) {
    for (const match of source.matchAll(new RegExp(`<${tag}\\b`, "g")))
      faults.push({ code, line: lineAt(source, match.index), message });
  }
  const parser = new SaxesParser({ position: true });
  parser.on("error", ({ message }) => {
    faults.push({
      code: "TEMPLATE_MJML",
      line: parser.line,
      message: `${message.replace(/^[\d:]+ /, "")}; close every MJML tag.`,
    });
  });
  parser.write(withoutHtml(source)).close();
  // The first thing that is not well-formed explains the rest.
  const first = faults.findIndex((fault) => fault.message.endsWith("close every MJML tag."));
  return first === -1 ? faults : faults.slice(0, first + 1);
}

const refusedTags = [
  ["mj-include", "TEMPLATE_INCLUDE", 'Courant follows no <mj-include>; write {% render "name.mjml" %}.'],
  [
    "mj-navbar",
    "TEMPLATE_MJML",
    "<mj-navbar> makes another id each time, so no two letters would be alike; use links in <mj-text>.",
  ],
  [
    "mj-carousel",
    "TEMPLATE_MJML",
    "<mj-carousel> makes another id each time, so no two letters would be alike; use <mj-image>.",
  ],
] as const;

/** MJML reads HTML, not XML, inside these: `<br>` and `&nbsp;` are fine there. Lines are kept. */
function withoutHtml(source: string): string {
  const inner =
    /(<(mj-(?:text|raw|table|button|title|preview|style|accordion-title|accordion-text|social-element))\b[^>]*>)((?:(?!<mj-)[^])*?)(?=<\/\2>)/g;
  return source.replace(inner, (_, tag: string, __, html: string) => tag + html.replace(/[^\n]+/g, ""));
}

function lineAt(source: string, index: number): number {
  return source.slice(0, index).split("\n").length;
}

/** MJML loads `.mjmlconfig` from the working folder and requires the packages it names: a newsroom holds data, never code. */
function refuseConfig(): void {
  const found = [".mjmlconfig", ".mjmlconfig.js"].find((file) => existsSync(file));
  if (found !== undefined)
    fail(
      "MJML_CONFIG",
      `${found} in this folder would be executed by MJML; remove it or run courant from another folder with --dir.`,
    );
}

function validationFaults(error: unknown): readonly MjmlFault[] {
  const errors =
    error instanceof Error && "errors" in error && Array.isArray(error.errors) ? (error.errors as unknown[]) : [];
  const faults = errors.flatMap((each) => {
    if (typeof each !== "object" || each === null || !("message" in each)) return [];
    const line = "line" in each && typeof each.line === "number" ? each.line : 1;
    const tag = "tagName" in each ? `<${String(each.tagName)}>: ` : "";
    return [{ code: "TEMPLATE_MJML" as const, line, message: `${tag}${String(each.message)}.` }];
  });
  const message = error instanceof Error ? error.message : String(error);
  return faults.length > 0 ? faults : [{ code: "TEMPLATE_MJML", line: 1, message }];
}

/** MJML indents by its own nesting, a fifth of a letter; text inside <pre> keeps its blanks. */
function withoutIndentation(html: string): string {
  return html
    .split(/(<pre\b[^]*?<\/pre>)/)
    .map((piece, i) => (i % 2 === 1 ? piece : piece.replace(/\s*\n\s*/g, "\n")))
    .join("");
}
