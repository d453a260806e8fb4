import { escapeHtml, xmlText } from "../base/html.ts";
import type { GraphDocument } from "./formats.ts";

/** GraphML 1.0 (graphml.graphdrawing.org), for Gephi, yEd, igraph and NetworkX. */
export function renderGraphml({ nodes, edges }: GraphDocument): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
    '  xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">',
    ...["label", "url", "date", "tags", "thread"].map((name) => key("node", name, "string")),
    ...["kind", "because"].map((name) => key("edge", name, "string")),
    key("edge", "weight", "double"),
    '  <graph id="courant" edgedefault="directed">',
    ...nodes.map(({ slug, title, url, date, tags, thread }) =>
      element(`node id="${slug}"`, "node", { label: title, url, date, tags: tags.join(", "), thread: thread ?? "" }),
    ),
    ...edges.map(({ from, to, kind, weight, because }) =>
      element(`edge source="${from}" target="${to}"`, "edge", { kind, because, weight: String(weight) }),
    ),
    "  </graph>",
    "</graphml>",
    "",
  ].join("\n");
}

function key(domain: "node" | "edge", name: string, type: "string" | "double"): string {
  return `  <key id="${domain}-${name}" for="${domain}" attr.name="${name}" attr.type="${type}"/>`;
}

/** Empty values are left out: GraphML knows no null. */
function element(opening: string, domain: "node" | "edge", data: Readonly<Record<string, string>>): string {
  const values = Object.entries(data)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `<data key="${domain}-${name}">${escapeHtml(xmlText(value))}</data>`);
  return `    <${opening}>${values.join("")}</${domain}>`;
}
