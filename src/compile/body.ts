import { escapeHtml } from "../base/html.ts";
import type { Body, Picture, Reference, Resolution } from "../model.ts";

/** How references look in one medium: a page, a feed, a letter. Every function returns finished HTML or a URL. */
export interface Medium {
  /** URL of a resolution; null prints the words without a link. Only asked for links, anchors, wiki links and callouts. */
  readonly href: (resolution: Resolution) => string | null;
  readonly picture: (picture: Picture, title: string | undefined) => string;
  /** A callout whose target is known; `url` is where it leads. */
  readonly callout: (reference: Reference, resolution: Resolution, url: string) => string;
  /** Headline of a story, for `[[slug]]` without a label. */
  readonly title: (resolution: Resolution) => string | null;
}

/** A body's HTML in one medium. `resolutions` is index-aligned with `body.references`. */
export function renderBody(body: Body, resolutions: readonly Resolution[], medium: Medium): string {
  const urls = body.references.map((reference, i) =>
    reference.kind === "picture" ? null : medium.href(resolutions[i] ?? { to: "nowhere" }),
  );
  return body.parts
    .map((part) => {
      if (typeof part === "string") return part;
      const reference = body.references[part.ref]!;
      const url = urls[part.ref]!;
      if (part.part === "close") return url === null ? "" : "</a>";
      if (part.part === "open") return url === null ? "" : `<a href="${escapeHtml(url)}"${titleAttribute(reference)}>`;
      return renderWhole(reference, resolutions[part.ref] ?? { to: "nowhere" }, url, medium);
    })
    .join("");
}

function renderWhole(reference: Reference, resolution: Resolution, url: string | null, medium: Medium): string {
  if (reference.kind === "picture") return medium.picture(reference.picture!, reference.title);
  // A callout without a target that may be named prints nothing: its words are the other story's headline.
  if (reference.kind === "callout") return url === null ? "" : medium.callout(reference, resolution, url);
  const named = reference.text === reference.target;
  // Without a label the words are a headline or slug that nobody may see yet.
  if (named && resolution.to === "nowhere" && resolution.unnamed) return "";
  const words = escapeHtml(named ? (medium.title(resolution) ?? reference.text) : reference.text);
  return url === null ? words : `<a href="${escapeHtml(url)}">${words}</a>`;
}

function titleAttribute(reference: Reference): string {
  return reference.title === undefined ? "" : ` title="${escapeHtml(reference.title)}"`;
}
