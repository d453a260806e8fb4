import type { Entry } from "./entry.ts";
import type { FeedDocument } from "./feed-document.ts";
import { element, escapeText } from "./xml.ts";

/** RFC 5005: that a document is complete or an archive, and where the rest is. `link` is the element's name in the format. */
export function historyElements(document: FeedDocument, format: "rss" | "atom", link: string): readonly string[] {
  const { complete, current, older } = document;
  return [
    complete ? element("fh:complete", {}) : "",
    current === null ? "" : element("fh:archive", {}),
    current === null ? "" : element(link, { rel: "current", href: current[format] }),
    older === null ? "" : element(link, { rel: "prev-archive", href: older[format] }),
  ];
}

/** The story it follows up: Thunderbird shows the two as a conversation (RFC 4685). */
export function replyElement({ continues }: Entry): string {
  if (continues === null) return "";
  return element("thr:in-reply-to", { ref: continues.id, href: continues.url, type: "text/html" });
}

/** The story's pictures with their sizes and words (Media RSS 1.5). */
export function pictureElements({ pictures }: Entry): readonly string[] {
  return pictures.map(({ url, type, width, height, bytes, alt }) => {
    const words = alt === "" ? "" : element("media:description", { type: "plain" }, escapeText(alt));
    const fileSize = bytes > 0 ? bytes : null;
    return element("media:content", { url, medium: "image", type, width, height, fileSize }, words);
  });
}
