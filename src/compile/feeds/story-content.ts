import { escapeHtml, xmlText } from "../../base/html.ts";
import type { Composition, Picture, Story } from "../../model.ts";
import { renderBody } from "../body.ts";
import { directionOf, say, wordsFor, type Words } from "../words.ts";
import type { EntryContent, EntryThread } from "./entry.ts";
import { feedMedium, labelled, pictureHtml } from "./feed-medium.ts";
import type { StoryLinks } from "./story-links.ts";

/**
 * A story's HTML in feeds: a correction first, then its place in the thread, the picture and text of `storyText`, and the related
 * stories as a plain list, since most readers show no related links. A withdrawn story is its reason and nothing else.
 */
export function storyContent(c: Composition, story: Story, links: StoryLinks, text: string): EntryContent {
  const words = wordsOf(c, story);
  const isOut = story.withdrawn === null;
  const correction = story.correction === null ? "" : labelledText(words, words.correction, story.correction);
  const before = isOut ? [correction, threadLine(words, links)].filter(isThere) : [];
  const after = isOut ? [relatedList(words, links)].filter(isThere) : [];
  const frame = [...before, text, ...after].some(isThere) ? frameOf(c, story) : [];
  const opening = [...frame.slice(0, 1), ...before].map((piece) => `${piece}\n`);
  const closing = [...after, ...frame.slice(1)].map((piece) => `\n${piece}`);
  return { opening: xmlText(opening.join("")), text, closing: xmlText(closing.join("")) };
}

/** The part of a story's HTML that is the same in every feed and archive: picture and text; with `content: summary` the dek. */
export function storyText(c: Composition, story: Story): string {
  const words = wordsOf(c, story);
  if (story.withdrawn !== null) return xmlText(labelledText(words, words.withdrawn, story.withdrawn));
  if (c.newsroom.config.feeds.content === "summary") {
    return story.dek === "" ? "" : xmlText(`<p>${escapeHtml(story.dek)}</p>`);
  }
  const body = renderBody(story.body, c.graph.resolutions.get(story.slug) ?? [], feedMedium(c, story, words)).trim();
  const picture = leadPicture(c, story);
  return xmlText([picture, body].filter(isThere).join("\n"));
}

function wordsOf(c: Composition, { lang }: Story): Words {
  return wordsFor(lang, c.newsroom.templates, c.newsroom.config.language);
}

function isThere(html: string): boolean {
  return html !== "";
}

function labelledText(words: Words, label: string, text: string): string {
  return `<p>${labelled(words, label, escapeHtml(text))}</p>`;
}

/** Readers know no direction but the one that stands in the HTML: without it Arabic is set from the left. */
function frameOf(c: Composition, { lang }: Story): readonly string[] {
  const direction = directionOf(lang);
  if (direction === "ltr" && directionOf(c.newsroom.config.language) === "ltr") return [];
  return [`<div dir="${direction}" lang="${escapeHtml(lang)}">`, "</div>"];
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
