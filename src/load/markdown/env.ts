import type { Env } from "markdown-it";
import type { Reference } from "../../model.ts";

/** A piece that renderers set aside: safe HTML, or a reference with the part of it that stands here. */
export type Piece = string | { readonly reference: Reference; readonly part: "open" | "close" | "whole" };

export interface Chunk {
  readonly pieces: readonly Piece[];
  /** Its words for `body.text`; null where it breaks no line and adds nothing. */
  readonly text: string | null;
}

/** What one parse shares between its rules. */
export interface ParseEnv extends Env {
  /** Footnote ids carry it, so that several stories may stand on one page or in one letter. */
  readonly docId: string;
  /** Line in the file of the body's first line. */
  readonly firstLine: number;
  readonly chunks: Chunk[];
  /** Highlighted HTML of a code block, or undefined for plain. */
  readonly highlight: (code: string, language: string) => string | undefined;
}

/** Attribute that carries a line through to the reading of links; it never leaves this folder. */
export const lineAttribute = "data-l";

/**
 * Sets a chunk aside and gives the mark that stands for it. C0 controls cannot occur in a body (decodeText drops them),
 * and a sanitiser passes them as text.
 */
export function setAside(env: ParseEnv, chunk: Chunk): string {
  env.chunks.push(chunk);
  return `\u0002${env.chunks.length - 1}\u0003`;
}
