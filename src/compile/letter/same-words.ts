import type { Letter } from "../../model.ts";

/** Words of each form of a letter that the other one lacks, each once. Addresses, pictures and punctuation do not count. */
export async function missingWords(
  letter: Pick<Letter, "html" | "text">,
): Promise<{ readonly inText: readonly string[]; readonly inHtml: readonly string[] }> {
  const [html, text] = [words(await visibleText(letter.html)), words(letter.text)];
  return { inText: lacking(text, html), inHtml: lacking(html, text) };
}

async function visibleText(html: string): Promise<string> {
  const { convert } = await import("html-to-text");
  return convert(html.replace(/<\/(?:t[dh]|caption|dt|dd|figcaption|summary)>|<sup class="footnote-ref">/g, " $& "), {
    wordwrap: false,
    selectors: [
      { selector: "a", options: { ignoreHref: true } },
      { selector: "img", format: "skip" },
      ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, options: { uppercase: false } })),
    ],
  });
}

function words(text: string): readonly string[] {
  // Slots, and addresses as the text form writes them behind a link's words.
  const own = text.replace(/\uFDD0[a-z]+\uFDD1|https?:[^\s>]+|<(?:[a-z]+:|[/#]|[^<>\s]+@)[^<>\s]*>/g, " ");
  return own.match(/[\p{L}\p{N}]+/gu) ?? [];
}

function lacking(words: readonly string[], others: readonly string[]): readonly string[] {
  const count = new Map<string, number>();
  for (const word of words) count.set(word, (count.get(word) ?? 0) + 1);
  const missing = new Set<string>();
  for (const word of others) {
    const left = count.get(word) ?? 0;
    if (left === 0) missing.add(word);
    count.set(word, left - 1);
  }
  return [...missing];
}
