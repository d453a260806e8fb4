/** An address as it stands in running text: the full stop behind it is the sentence's. */
const address =
  /(https?:\/\/[\w.-]+(?::\d+)?(?:[/?#](?:[\w./?#=&%+~:,;@!$'()*-]*[\w/=&%+~@$*-])?)?)(?=[\s<>"”’)\]]|[.,;:!?…]+(?:\s|$)|$)/;

/**
 * A line of plain text as Markdown that reads as exactly these words: nothing in it turns into emphasis, a link, a list or a
 * heading. Addresses of the web become links.
 */
export function escapeMarkdown(line: string): string {
  return line
    .trim()
    .split(address)
    .map((piece, i) => (i % 2 === 1 ? `<${piece}>` : escapeWords(piece)))
    .join("")
    .replace(/^(#{1,6})(?=\s|$)/, "\\$1")
    .replace(/^([-+=>])/, "\\$1")
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, "$1\\$2");
}

function escapeWords(text: string): string {
  return text
    .replace(/[\\`*[\]<~|]/g, "\\$&")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
    .replace(/&(?=#?[a-z0-9]+;)/gi, "\\&");
}
