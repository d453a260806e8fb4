import { hash } from "node:crypto";
import { xmlText } from "../../base/html.ts";
import type { Author, Composition, Enclosure, Picture, Slug, Story } from "../../model.ts";
import { absolute, pathOf, pictureUrl, tagPath } from "../../base/site.ts";
import { languageOf } from "../words.ts";
import { cleanUrl } from "./clean-url.ts";
import type { Entry, EntryMedia } from "./entry.ts";
import { storyContent } from "./story-content.ts";
import { linkTarget, storyLinks, storyUrl, type View } from "./story-links.ts";

/** A story as an entry of any feed; `text` is what `storyText` gives. */
export function storyEntry(c: Composition, story: Story, view: View, text: string): Entry {
  const links = storyLinks(c, story, view);
  const shown = story.withdrawn === null;
  const url = storyUrl(c, story);
  const canonical = story.canonical === null ? null : cleanUrl(story.canonical);
  return {
    ...links,
    related: shown ? links.related : [],
    file: story.file,
    line: story.lines["title"] ?? 1,
    id: story.id,
    url,
    link: url ?? canonical ?? absolute(c.newsroom.config, "/"),
    title: xmlText(story.title),
    lang: story.lang,
    published: story.date,
    updated: story.updated,
    apart: momentOf(story),
    authors: story.authors.map(cleanAuthor),
    tags: story.tags.map(({ key, label }) => ({
      label: xmlText(label),
      url: absolute(c.newsroom.config, tagPath(key)),
    })),
    summary: xmlText(story.withdrawn ?? story.dek),
    content: storyContent(c, story, links, text),
    image: shown && story.image !== null ? pictureMedia(c, story.image) : null,
    pictures: shown ? picturesOf(c, story) : [],
    enclosure: shown && story.enclosure !== null ? enclosureMedia(c, story.enclosure) : null,
    canonical,
    correction: story.correction === null ? null : xmlText(story.correction),
    withdrawn: story.withdrawn === null ? null : xmlText(story.withdrawn),
  };
}

/** Hash of everything a story's entry depends on, found without rendering it. */
export function storyEntryKey(c: Composition, story: Story, view: View): string {
  const { url, feeds, title } = c.newsroom.config;
  const named = (c.graph.resolutions.get(story.slug) ?? []).map((resolution) =>
    resolution.to === "story" ? [resolution, linkTitle(c, resolution.slug)] : resolution,
  );
  const links = storyLinks(c, story, view);
  const parts = [story.key, story.id, url, title, feeds.content, links, named, ownWords(c.newsroom.templates)];
  return hash("sha256", JSON.stringify(parts), "base64url");
}

const words = new WeakMap<Composition["newsroom"]["templates"], string>();

/** Hash of the newsroom's own words files. */
function ownWords(templates: Composition["newsroom"]["templates"]): string {
  let found = words.get(templates);
  if (found !== undefined) return found;
  const files = [...templates.values()].filter(({ name }) => languageOf(name) !== null);
  found = hash("sha256", files.map(({ source }) => source).join("\0"), "base64url");
  words.set(templates, found);
  return found;
}

function linkTitle(c: Composition, slug: Slug): unknown {
  return [linkTarget(c, slug), c.bySlug.get(slug)?.title];
}

/** Names without what XML forbids, addresses of pages absolute or left out. */
export function cleanAuthor({ name, email, url }: Author): Author {
  const address = url === undefined ? null : cleanUrl(url);
  return { name: xmlText(name), ...(email !== undefined && { email }), ...(address !== null && { url: address }) };
}

/** What a correction and a withdrawal without `updated` add to it together. */
const longestMark = 3_000;

/**
 * A bare day is one moment for all its stories, and the W3C's validator wants the `updated` of each to differ. A part of a second
 * made from the id tells them apart, whatever other stories the day has.
 */
function momentOf({ id, dateOnly, date, updated }: Story): number {
  const moved = updated - date > longestMark;
  if (!dateOnly || moved) return 0;
  return hash("sha256", id, "buffer").readUInt32BE() % 1000;
}

/** With `content: summary` the text is not there, and its pictures are not either. */
function picturesOf(c: Composition, { image, body }: Story): readonly EntryMedia[] {
  const inText = c.newsroom.config.feeds.content === "full" ? body.references.map(({ picture }) => picture) : [];
  const media = [image, ...inText].flatMap((picture) => (picture == null ? [] : (pictureMedia(c, picture) ?? [])));
  return media.filter(({ url }, i) => media.findIndex((each) => each.url === url) === i);
}

function pictureMedia(c: Composition, picture: Picture): EntryMedia | null {
  const url = cleanUrl(pictureUrl(c.newsroom.config, picture));
  if (url === null) return null;
  return {
    url,
    type: picture.type ?? null,
    bytes: picture.bytes ?? 0,
    alt: xmlText(picture.alt),
    width: picture.width ?? null,
    height: picture.height ?? null,
  };
}

function enclosureMedia(c: Composition, { asset, url, type, bytes }: Enclosure): EntryMedia | null {
  const address = asset === undefined ? cleanUrl(url ?? "") : absolute(c.newsroom.config, pathOf(asset));
  return address === null ? null : { url: address, type, bytes, alt: "", width: null, height: null };
}
