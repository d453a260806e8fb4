/** Escaping for HTML text and double-quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => entities[c]!);
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/**
 * The text without what XML 1.0 §2.2 forbids: C0 controls but tab, LF and CR, U+FFFE, U+FFFF and lone surrogates.
 * What a reader's parser would reject must go before it is written, since no escape for it exists.
 */
export function xmlText(text: string): string {
  // Nearly every text is clean, and a loop says so in a tenth of the time of the expression (1,000 stories: 15 ms for 190).
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (
      code < 0x20 ? code !== 0x09 && code !== 0x0a && code !== 0x0d : code >= 0xd800 && (code < 0xe000 || code > 0xfffd)
    ) {
      return text.toWellFormed().replace(/[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/g, "");
    }
  }
  return text;
}
