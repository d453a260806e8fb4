import { escapeHtml } from "../../base/html.ts";
import { absolute, pictureUrl } from "../../base/site.ts";
import { withoutMarks } from "../../base/slot.ts";
import type { Body, Composition, Picture, Resolution } from "../../model.ts";
import { renderBody, type Medium } from "../body.ts";
import type { Words } from "../words.ts";

/**
 * A body as a letter prints it: absolute links, pictures no wider than the column, notes without ways to and fro, since they stand below.
 * `key` finds the body's resolutions in the graph (a story's slug, a note's file); `page` is where anchors within it lead, since mail has none of its own.
 */
export function letterBody(c: Composition, key: string, body: Body, page: string | null, words: Words): string {
  const html = renderBody(body, c.graph.resolutions.get(key) ?? [], letterMedium(c, page, words));
  return withoutMarks(html.replace(/ ?\u21A9\uFE0E(?=<\/p>)/g, "").replace(needless, "$1"));
}

/** What a letter has no use for: places to jump to, of which two stories may have one of the same name, and focus for the keyboard. */
const needless = /(<[a-z][a-z0-9]*(?: [a-z]+="[^"]*")*?) (?:id|tabindex)="[^"]*"/g;

/** A note of the same story, or the way back from it. */
const note = /^#fn(?:ref)?-/;

function letterMedium(c: Composition, page: string | null, words: Words): Medium {
  const { config } = c.newsroom;
  const story = (resolution: Resolution) => (resolution.to === "story" ? c.bySlug.get(resolution.slug) : undefined);
  return {
    href: (resolution) => {
      if (resolution.to === "outside") return resolution.url;
      if (resolution.to === "page") return absolute(config, resolution.path);
      if (resolution.to === "here")
        return page === null || note.test(resolution.fragment) ? null : page + resolution.fragment;
      const target = story(resolution);
      if (resolution.to !== "story" || target === undefined || !target.channels.includes("web")) return null;
      return absolute(config, target.path) + resolution.fragment;
    },
    picture: (picture, title) => pictureHtml(pictureUrl(config, picture), picture, title),
    callout: (reference, resolution, url) =>
      `<p class="callout"><span class="kicker">${escapeHtml(words.related)}</span><br><a href="${escapeHtml(url)}">${escapeHtml(story(resolution)?.title ?? reference.text)}</a></p>`,
    title: (resolution) => story(resolution)?.title ?? null,
  };
}

/** Pixels between the margins of templates/letter.mjml; Outlook heeds the attribute, not `max-width`. */
const columnWidth = 564;

function pictureHtml(src: string, picture: Picture, title: string | undefined): string {
  const { width = 0, height = 0 } = picture;
  const shown = Math.min(width, columnWidth);
  const size = width === 0 ? "" : ` width="${shown}" height="${Math.round((height * shown) / width)}"`;
  const hint = title === undefined ? "" : ` title="${escapeHtml(title)}"`;
  return `<img src="${escapeHtml(src)}" alt="${escapeHtml(picture.alt)}"${hint}${size} style="max-width:100%;height:auto">`;
}
