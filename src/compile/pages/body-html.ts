import { escapeHtml } from "../../base/html.ts";
import type { Body, Resolution } from "../../model.ts";
import { href } from "../../base/site.ts";
import { renderBody, type Medium } from "../body.ts";
import { pictureHtml } from "./picture-view.ts";
import { isOnWeb, type Shell } from "./shell.ts";

/** Where each reference of a body leads on the site: part of what a page depends on. */
export interface LedReference {
  readonly url: string | null;
  readonly title: string | null;
}

/** Index-aligned with `resolutions`. Of a story without a page of its own only the words remain. */
export function leadReferences(shell: Shell, resolutions: readonly Resolution[]): readonly LedReference[] {
  return resolutions.map((resolution) => ({
    url: urlOf(shell, resolution),
    title: resolution.to === "story" ? (shell.c.bySlug.get(resolution.slug)?.title ?? null) : null,
  }));
}

function urlOf({ c }: Shell, resolution: Resolution): string | null {
  const { config } = c.newsroom;
  switch (resolution.to) {
    case "story": {
      const story = c.bySlug.get(resolution.slug);
      if (story === undefined || !isOnWeb(story)) return null;
      return href(config, story.path) + resolution.fragment;
    }
    case "page":
      return href(config, resolution.path);
    case "outside":
      return resolution.url;
    case "here":
      return resolution.fragment;
    default:
      return null;
  }
}

/** A body as a page shows it. `led` is what `leadReferences` gave for the same resolutions. */
export function bodyHtml(
  shell: Shell,
  body: Body,
  resolutions: readonly Resolution[],
  led: readonly LedReference[],
): string {
  const places = new Map(resolutions.map((resolution, i) => [resolution, led[i]!]));
  const medium: Medium = {
    href: (resolution) => places.get(resolution)?.url ?? null,
    title: (resolution) => places.get(resolution)?.title ?? null,
    picture: (picture, title) => pictureHtml(shell, picture, title),
    callout: (reference, resolution, url) => calloutHtml(shell, places.get(resolution)?.title ?? reference.text, url),
  };
  return renderBody(body, resolutions, medium);
}

/** Part of the text's flow, so no landmark: a paragraph between rules, with its label. */
function calloutHtml(shell: Shell, title: string, url: string): string {
  const label = escapeHtml(shell.words.related);
  return `<p class="callout"><span class="label">${label}</span> <a href="${escapeHtml(url)}">${escapeHtml(title)}</a></p>`;
}
