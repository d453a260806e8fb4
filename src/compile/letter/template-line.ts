import type { Template } from "../../model.ts";
import { fillTemplate } from "../template.ts";

type Templates = ReadonlyMap<string, Template>;

/**
 * Where line `line` of a filled template came from: the file (a partial's own, where it is in one) and line of the template.
 * The template is filled once more with a mark before the first word of each of its lines; marks survive loops, conditions
 * and partials, so the last one at or before the line names its origin. Only errors pay for this.
 */
export function templateLine(
  templates: Templates,
  name: string,
  data: object,
  line: number,
): { readonly file: string; readonly line: number } {
  const own = templates.get(name)?.file ?? `templates/${name}`;
  const marked = new Map([...templates].map(([key, template]) => [key, { ...template, source: markLines(template) }]));
  const lines = fillTemplate(marked, name, data).split("\n").slice(0, line);
  const [, file, at] = /^.*\uFDD6(.+?):(\d+)\uFDD7/s.exec(lines.join("\n")) ?? [];
  return { file: file ?? own, line: at === undefined ? line : Number(at) };
}

/**
 * A mark before each line's first word; none on blank lines, inside a tag, or before one, since Liquid trims the blanks around
 * its tags and a mark would keep them, which shifts the lines.
 */
function markLines({ source, file }: Template): string {
  let at = 0;
  return source
    .split("\n")
    .map((line, i) => {
      const before = source.slice(0, at);
      at += line.length + 1;
      const inTag =
        before.lastIndexOf("{%") > before.lastIndexOf("%}") || before.lastIndexOf("{{") > before.lastIndexOf("}}");
      return inTag || /^\s*(?:\{%|\{\{-|$)/.test(line)
        ? line
        : line.replace(/\S/, (first) => `\uFDD6${file}:${i + 1}\uFDD7${first}`);
    })
    .join("\n");
}
