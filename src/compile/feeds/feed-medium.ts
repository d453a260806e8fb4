import { escapeHtml } from "../../base/html.ts";
import type { Composition, Picture, Resolution, Slug, Story } from "../../model.ts";
import { absolute, pictureUrl } from "../../base/site.ts";
import type { Medium } from "../body.ts";
import { say, type Words } from "../words.ts";
import { storyUrl } from "./story-links.ts";

/** How a story's body looks in feeds: every address absolute (readers ignore xml:base), no class, no style of ours. */
export function feedMedium(c: Composition, story: Story, words: Words): Medium {
  return {
    href: (resolution) => resolutionUrl(c, story, resolution),
    picture: (picture, title) => pictureHtml(c, picture, title),
    callout: (reference, resolution, url) => {
      const title = resolution.to === "story" ? titleOf(c, resolution.slug) : reference.text;
      const link = `<a href="${escapeHtml(url)}">${escapeHtml(title ?? reference.text)}</a>`;
      return `<p>${labelled(words, words.related, link)}</p>`;
    },
    title: (resolution) => (resolution.to === "story" ? titleOf(c, resolution.slug) : null),
  };
}

/** `<strong>Related:</strong> …` in the words' own punctuation; `html` is finished. */
export function labelled(words: Words, label: string, html: string): string {
  const [before = "", after = ""] = say(words.labelled, { label: escapeHtml(label), text: "\0" }).split("\0");
  return `<strong>${before.trimEnd()}</strong>${before.endsWith(" ") ? " " : ""}${html}${after}`;
}

/** A picture with its words and size, so that readers can keep its place. */
export function pictureHtml(c: Composition, picture: Picture, title?: string): string {
  const size =
    picture.width === undefined || picture.height === undefined
      ? ""
      : ` width="${picture.width}" height="${picture.height}"`;
  const named = title === undefined ? "" : ` title="${escapeHtml(title)}"`;
  const url = pictureUrl(c.newsroom.config, picture);
  return `<img src="${escapeHtml(url)}" alt="${escapeHtml(picture.alt)}"${named}${size}>`;
}

function resolutionUrl(c: Composition, story: Story, resolution: Resolution): string | null {
  if (resolution.to === "nowhere") return null;
  if (resolution.to === "outside") return resolution.url;
  if (resolution.to === "page") return absolute(c.newsroom.config, resolution.path);
  const target = resolution.to === "here" ? story : c.bySlug.get(resolution.slug);
  const url = target === undefined ? null : storyUrl(c, target);
  return url === null ? null : withFragment(url, resolution.fragment);
}

function withFragment(url: string, fragment: string): string {
  return fragment === "" ? url : `${url}#${fragment.replace(/^#/, "")}`;
}

function titleOf(c: Composition, slug: Slug): string | null {
  return c.bySlug.get(slug)?.title ?? null;
}
