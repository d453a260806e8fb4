import { xmlText } from "../base/html.ts";
import type { GraphDocument } from "./formats.ts";

/** Graphviz DOT: `courant graph --format dot | dot -Tsvg`. Computed edges are dashed. */
export function renderDot({ nodes, edges }: GraphDocument): string {
  return [
    "digraph courant {",
    '  graph [rankdir="RL"];',
    '  node [shape="box", style="rounded", fontname="sans-serif"];',
    '  edge [fontname="sans-serif", fontsize="10"];',
    ...nodes.map((node) => `  ${quote(node.slug)} [label=${quote(node.title)}, URL=${quote(node.url)}];`),
    ...edges.map((edge) => {
      const dashed = edge.kind === "similar" ? ', style="dashed"' : "";
      // dot wants whole weights, and lays heavy edges out short and straight.
      const weight = Math.ceil(edge.weight * 2);
      const labels = `label=${quote(edge.kind)}, tooltip=${quote(edge.because)}`;
      return `  ${quote(edge.from)} -> ${quote(edge.to)} [${labels}, weight="${weight}"${dashed}];`;
    }),
    "}",
    "",
  ].join("\n");
}

/** A quoted string whose backslashes and entities Graphviz shows instead of reading (`\N` is the node's name, `&lt;` a "<"). */
function quote(text: string): string {
  const plain = xmlText(text).replace(/\s+/g, " ");
  return `"${plain.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("&", "&amp;")}"`;
}
