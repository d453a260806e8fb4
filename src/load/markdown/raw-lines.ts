import { lineAttribute } from "./env.ts";

// A comment, or a whole opening tag, so that a "<b>" inside an attribute's value is left alone.
const tags = /<!--[\s\S]*?-->|<([a-zA-Z][\w-]*)((?:\s(?:[^"'<>]|"[^"]*"|'[^']*')*)?\/?>)/g;

/**
 * Raw HTML with the line of each opening tag as its first attribute: a sanitiser knows no positions, and of two
 * attributes with one name the first counts, so a writer cannot set it.
 */
export function markLines(html: string, firstLine: number): string {
  let line = firstLine;
  let last = 0;
  return html.replace(tags, (match, tag: string | undefined, rest: string, at: number) => {
    for (; last < at; last++) if (html.charCodeAt(last) === 10) line += 1;
    return tag === undefined ? match : `<${tag} ${lineAttribute}="${line}"${rest}`;
  });
}
