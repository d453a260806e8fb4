import { hash } from "node:crypto";
import { cutAtWord } from "../base/cut-at-word.ts";
import type { Config } from "../config/config.ts";
import type { Slug, Story, Tag } from "../model.ts";
import type { Head } from "./head.ts";
import type { FileBody } from "./read-file.ts";

/** What a story needs besides its own file. */
export interface StoryContext {
  readonly file: string;
  readonly slug: Slug;
  readonly id: string;
  readonly path: string;
  readonly tag: (label: string) => Tag;
  readonly thread: (label: string) => Tag;
  readonly config: Config;
}

export function makeStory(head: Head, body: FileBody, context: StoryContext): Story {
  const { config, slug, path } = context;
  const thread = head.thread.name === null ? null : context.thread(head.thread.name);
  const story = {
    file: context.file,
    slug,
    id: context.id,
    title: head.title,
    dek: head.dek ?? cutAtWord(body.opening, dekLength),
    date: head.date,
    day: head.day,
    dateOnly: head.dateOnly,
    updated: head.updated,
    authors: head.authors.length > 0 ? head.authors : [config.author],
    tags: uniqueTags(head.tags.map(context.tag)),
    image: body.image,
    enclosure: body.enclosure,
    related: head.related,
    banned: head.banned,
    thread: thread?.key ?? null,
    ...(thread === null ? {} : { threadLabel: thread.label }),
    ...(head.thread.closed ? { closesThread: true } : {}),
    continues: head.continues,
    correction: head.correction,
    withdrawn: head.withdrawn,
    draft: head.draft,
    channels: head.channels,
    lead: head.lead,
    canonical: head.canonical,
    lang: head.lang ?? config.language,
    aliases: [...new Set(head.aliases)].filter((alias) => alias !== path),
    path,
    body: body.body,
    lines: head.lines,
  };
  return { ...story, key: keyOf({ ...story, body: body.bodyKey }) };
}

/** SHA-256 of plain data whose keys stand in a fixed order. */
export function keyOf(value: object): string {
  return hash("sha256", JSON.stringify(value), "hex");
}

function uniqueTags(tags: readonly Tag[]): readonly Tag[] {
  return [...new Map(tags.map((tag) => [tag.key, tag])).values()];
}

/** Characters of a dek that is taken from the text: what search engines and feed readers show of a summary. */
export const dekLength = 200;

/** `/stories/:slug/` filled in. */
export function pathFor(permalink: string, slug: Slug, day: string): string {
  const [year = "", month = "", date = ""] = day.split("-");
  return permalink.replace(/:(slug|year|month|day)/g, (_, token: string) => ({ slug, year, month, day: date })[token]!);
}
