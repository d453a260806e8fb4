import type { DomNode, FormatCallback, HtmlToTextOptions } from "html-to-text";
import { tableAsText } from "./table-as-text.ts";

/**
 * Story HTML as plain text in lines of at most 72 characters: the same words, headings as they are written, links with their
 * address behind them, tables in columns where those fit. html-to-text is imported at first need.
 */
export async function plainText(html: string): Promise<string> {
  const { convert } = await import("html-to-text");
  return convert(html, options).trim();
}

/** A link's words and its address; of a linked picture the address; nothing of a link that shows nothing. */
const anchor: FormatCallback = (elem, walk, builder, format) => {
  const href = String(elem.attribs?.["href"] ?? "");
  if (some(elem, (node) => node.type === "text" && /[\p{L}\p{N}\p{P}\p{S}]/u.test(node.data ?? "")))
    builder.options.formatters?.["anchor"]?.(elem, walk, builder, format);
  else if (some(elem, ({ name }) => name === "img")) builder.addInline(`<${href}>`, { noWordTransform: true });
};

/** `the board [2]`, not `the board2`. */
const footnote: FormatCallback = (elem, walk, builder) => {
  builder.addInline(" [", { noWordTransform: true });
  walk(elem.children, builder);
  builder.addInline("]", { noWordTransform: true });
};

function some(elem: DomNode, test: (node: DomNode) => boolean): boolean {
  return (elem.children ?? []).some((node) => test(node) || some(node, test));
}

const headings = ["h1", "h2", "h3", "h4", "h5", "h6"];
/** What browsers set apart, and html-to-text would run together. */
const blocks = ["address", "caption", "dd", "details", "dl", "dt", "figcaption", "figure", "summary"];

const options: HtmlToTextOptions = {
  wordwrap: 72,
  preserveNewlines: false,
  formatters: { letterLink: anchor, footnote, letterTable: tableAsText },
  selectors: [
    ...headings.map((selector) => ({ selector, options: { uppercase: false } })),
    ...blocks.map((selector) => ({ selector, format: "block" })),
    {
      selector: "a",
      format: "letterLink",
      options: { hideLinkHrefIfSameAsText: true, linkBrackets: ["<", ">"] },
    },
    { selector: "sup.footnote-ref", format: "footnote" },
    { selector: "img", format: "skip" },
    { selector: "table", format: "letterTable" },
    { selector: "blockquote", options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
    { selector: "hr", options: { length: 36 } },
  ],
};
