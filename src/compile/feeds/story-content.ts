import { escapeHtml } from "../../html.ts";
import type { Composition, Picture, Story } from "../../model.ts";
import { renderBody } from "../body.ts";
import { directionOf, say, wordsFor, type Words } from "../words.ts";
import type { EntryThread } from "./entry.ts";
import { feedMedium, labelled, pictureHtml } from "./feed-medium.ts";
import type { StoryLinks } from "./story-links.ts";

/**
 * A story's HTML in feeds: a correction first, then its place in the thread, the picture, the text (or, with
 * `content: summary`, the dek alone) and the related stories as a plain list, since most readers show no related links.
 * A withdrawn story is its reason and nothing else.
 */
export function storyContent(c: Composition, story: Story, links: StoryLinks): string {
  const words = wordsFor(story.lang, c.newsroom.templates, c.newsroom.config.language);
  if (story.withdrawn !== null) {
    return directed(c, story, `<p>${labelled(words, words.withdrawn, escapeHtml(story.withdrawn))}</p>`);
  }
  const correction =
    story.correction === null ? "" : `<p>${labelled(words, words.correction, escapeHtml(story.correction))}</p>`;
  const pieces = [correction, threadLine(words, links), ...middle(c, story, words), relatedList(words, links)];
  return directed(c, story, pieces.filter((piece) => piece !== "").join("\n"));
}

/** Readers know no direction but the one that stands in the HTML: without it Arabic is set from the left. */
function directed(c: Composition, { lang }: Story, html: string): string {
  const direction = directionOf(lang);
  if (html === "" || (direction === "ltr" && directionOf(c.newsroom.config.language) === "ltr")) return html;
  return `<div dir="${direction}" lang="${escapeHtml(lang)}">\n${html}\n</div>`;
}

function middle(c: Composition, story: Story, words: Words): readonly string[] {
  if (c.newsroom.config.feeds.content === "summary") return story.dek === "" ? [] : [`<p>${escapeHtml(story.dek)}</p>`];
  const body = renderBody(story.body, c.graph.resolutions.get(story.slug) ?? [], feedMedium(c, story, words));
  return [leadPicture(c, story), body.trim()];
}

/** "Part 3 of 7: The Deal", and "Previously: …" on the next line. */
function threadLine(words: Words, { thread, continues }: StoryLinks): string {
  const before = continues === null ? "" : labelled(words, words.previously, link(continues.url, continues.title));
  const lines = [thread === null ? "" : threadPlace(words, thread), before].filter((line) => line !== "");
  return lines.length === 0 ? "" : `<p>${lines.join("<br>")}</p>`;
}

function threadPlace(words: Words, { title, url, part, of }: EntryThread): string {
  if (part === undefined || of === undefined || of < 2) return link(url, title);
  return labelled(words, say(words.part, { n: part, of }), link(url, title));
}

/** The story's picture, unless the text shows it already. */
function leadPicture(c: Composition, { image, body }: Story): string {
  if (image === null || body.references.some(({ picture }) => picture !== undefined && same(picture, image))) return "";
  const caption = image.caption === undefined ? "" : `<figcaption>${escapeHtml(image.caption)}</figcaption>`;
  return `<figure>${pictureHtml(c, image)}${caption}</figure>`;
}

function same(a: Picture, b: Picture): boolean {
  return a.asset === b.asset && a.url === b.url;
}

/** Liferea drops blocks whose class holds "related", hence a list without any. */
function relatedList(words: Words, { related }: StoryLinks): string {
  if (related.length === 0) return "";
  const items = related.map(({ url, title }) => `<li>${link(url, title)}</li>`).join("\n");
  return `<hr>\n<p><strong>${escapeHtml(words.related)}</strong></p>\n<ul>\n${items}\n</ul>`;
}

function link(url: string, title: string): string {
  return `<a href="${escapeHtml(url)}">${escapeHtml(title)}</a>`;
}
