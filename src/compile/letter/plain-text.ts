/**
 * Story HTML as plain text in lines of at most 72 characters: the same words, headings as they are written, links with their
 * address behind them, pictures by their alt text. html-to-text is imported at first need.
 */
export async function plainText(html: string): Promise<string> {
  const { convert } = await import("html-to-text");
  return convert(html, {
    wordwrap: 72,
    preserveNewlines: false,
    selectors: [
      ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, options: { uppercase: false } })),
      { selector: "a", options: { hideLinkHrefIfSameAsText: true, linkBrackets: ["<", ">"] as [string, string] } },
      { selector: "img", format: "skip" },
      { selector: "table", format: "dataTable", options: { uppercaseHeaderCells: false } },
      { selector: "blockquote", options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } },
    ],
  }).trim();
}
