import { xmlText } from "../base/html.ts";
import type { GraphDocument } from "./formats.ts";

/** A Mermaid flowchart. Nodes are numbered, since Mermaid reads slugs such as `end` as words of its language. */
export function renderMermaid({ nodes, edges }: GraphDocument): string {
  const ids = new Map(nodes.map((node, i) => [node.slug, `s${i}`]));
  return [
    "flowchart RL",
    ...nodes.map((node) => `  ${ids.get(node.slug)}[${quote(node.title)}]`),
    ...nodes.map((node) => `  click ${ids.get(node.slug)} href "${node.url.replaceAll('"', "%22")}"`),
    ...edges.map((edge) => {
      const arrow = edge.kind === "similar" ? "-.->" : "-->";
      return `  ${ids.get(edge.from)} ${arrow}|${quote(edge.because)}| ${ids.get(edge.to)}`;
    }),
    "",
  ].join("\n");
}

/**
 * A quoted string: what Mermaid would read as its own, Markdown or HTML becomes its `#code;`.
 * The colon too: Mermaid takes the last ";" from any line that looks like `style a fill:#fff;`, quoted or not.
 */
function quote(text: string): string {
  const plain = xmlText(text).replace(/\s+/g, " ");
  return `"${plain.replace(/[#"&<>`\\*_[\](){}|:;]/g, (c) => `#${c.charCodeAt(0)};`)}"`;
}
