import type { DomNode, FormatCallback } from "html-to-text";
import { wrap } from "./wrap.ts";

/** Columns side by side are read in any program up to here. */
const widest = 72;

/**
 * A formatter of html-to-text for tables: columns side by side where they fit into a line, else each row as a paragraph of its own.
 * What stands in a table but in no cell comes before it, as browsers have it.
 */
export const tableAsText: FormatCallback = (elem, walk, builder) => {
  const rows: DomNode[][] = [];
  const loose: DomNode[] = [];
  sortOut(elem, rows, loose);
  if (loose.length > 0) {
    builder.openBlock({ leadingLineBreaks: 2 });
    walk(loose, builder);
    builder.closeBlock({ trailingLineBreaks: 2 });
  }
  builder.openTable();
  for (const row of rows) {
    builder.openTableRow();
    for (const cell of row) {
      builder.openTableCell({ maxColumnWidth: 10_000 });
      walk(cell.children, builder);
      builder.closeTableCell();
    }
    builder.closeTableRow();
  }
  builder.closeTable({ tableToString, leadingLineBreaks: 2, trailingLineBreaks: 2 });
};

function sortOut(node: DomNode, rows: DomNode[][], loose: DomNode[]): void {
  for (const child of node.children ?? []) {
    const { name } = child;
    if (name === "td" || name === "th") rows.at(-1)?.push(child);
    else if (name === "tr" || name === "thead" || name === "tbody" || name === "tfoot") {
      if (name === "tr") rows.push([]);
      sortOut(child, rows, loose);
    } else if (child.type !== "text" || child.data?.trim() !== "") loose.push(child);
  }
}

function tableToString(rows: readonly (readonly { readonly text: string }[])[]): string {
  const cells = rows.map((row) => row.map(({ text }) => text.replace(/^\n+|\s+$/g, "").split("\n")));
  const columns = Math.max(0, ...cells.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, x) =>
    Math.max(0, ...cells.flatMap((row) => (row[x] ?? []).map((line) => line.length))),
  );
  const width = widths.reduce((sum, each) => sum + each + 3, -3);
  return width <= widest
    ? cells.map((row) => sideBySide(row, widths)).join("\n")
    : cells
        .map((row) => wrap(row.map((lines) => lines.map((line) => line.trim()).join(" ")).join(" | "), widest))
        .join("\n\n");
}

function sideBySide(row: readonly (readonly string[])[], widths: readonly number[]): string {
  const height = Math.max(1, ...row.map((lines) => lines.length));
  return Array.from({ length: height }, (_, y) =>
    row
      .map((lines, x) => (lines[y] ?? "").padEnd(widths[x]! + 3))
      .join("")
      .trimEnd(),
  ).join("\n");
}
