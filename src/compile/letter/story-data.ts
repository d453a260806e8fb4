import type { Config } from "../../config/config.ts";
import { withoutMarks } from "../../base/slot.ts";
import { absolute, pictureUrl, threadPath } from "../../base/site.ts";
import type { Composition, Picture, Slug, Story, Thread } from "../../model.ts";
import { directionOf, say, sayDay, sayList, type Words } from "../words.ts";
import { hole, passage } from "./galley.ts";
import { wrap } from "./wrap.ts";

/** Related stories that a galley holds for each story; a letter shows the first few that it does not name otherwise. */
const relatedHeld = 8;

interface Marks {
  readonly begin: string;
  readonly end: string;
}

/** A link to another story, shown only by letters that do not hold that story anyway. */
export interface LinkData extends Marks {
  readonly title: string;
  readonly url: string;
  readonly day: string;
}

/** A story as the letter templates see it: plain text unless a name says otherwise; URLs absolute. */
export interface StoryData extends Marks {
  readonly slug: string;
  readonly lang: string;
  readonly dir: "ltr" | "rtl";
  /** The side on which its lines begin, whatever the letter's. */
  readonly start: "left" | "right";
  readonly title: string;
  readonly titleWrapped: string;
  readonly dek: string;
  readonly dekWrapped: string;
  /** Null where the story has no page on the web. */
  readonly url: string | null;
  readonly by: string;
  readonly day: string;
  /** Who wrote it and when; the newsroom's own name is not repeated. */
  readonly signature: string;
  readonly image: ImageData | null;
  readonly correction: string | null;
  readonly correctionWrapped: string | null;
  readonly part: string | null;
  readonly threadTitle: string | null;
  readonly threadUrl: string | null;
  readonly previous: LinkData | null;
  /** Earlier parts of the thread, oldest first; a list with marks of its own, since it may come out empty. */
  readonly earlier: readonly LinkData[];
  readonly earlierBegin: string;
  readonly earlierEnd: string;
  readonly related: readonly LinkData[];
  readonly relatedBegin: string;
  readonly relatedEnd: string;
  /** Whether any letter may print the story whole: a digest of summaries need not hold the passage `full`. */
  readonly mayBeFull: boolean;
  /** Print `body` (HTML; `| raw`) or `bodyText` rather than the dek alone. */
  readonly full: Marks;
  readonly brief: Marks;
  readonly body: string;
  readonly bodyText: string;
}

interface ImageData {
  readonly src: string;
  readonly alt: string;
  readonly caption: string;
  readonly captionWrapped: string;
  readonly width: number | null;
  readonly height: number | null;
}

/** In which shape the story stands: as the lead or as one of the others. */
type Shape = Pick<StoryData, "mayBeFull"> & { readonly role: "lead" | "item" };

export function storyData(c: Composition, story: Story, { role, mayBeFull }: Shape, words: Words): StoryData {
  const { config } = c.newsroom;
  const related = relatedOf(c, story);
  const listed = passage(`related ${story.slug}`);
  const earlierListed = passage(`earlier ${story.slug}`);
  const title = withoutMarks(story.title);
  const correction = story.correction === null ? null : withoutMarks(story.correction);
  return {
    ...passage(`${role} ${story.slug}`),
    slug: story.slug,
    lang: story.lang,
    dir: directionOf(story.lang),
    start: directionOf(story.lang) === "rtl" ? "right" : "left",
    title,
    titleWrapped: wrap(title),
    dek: withoutMarks(story.dek),
    dekWrapped: wrap(withoutMarks(story.dek)),
    url: webUrl(config, story),
    by: bylineOf(story, words),
    day: sayDay(words, story.day),
    signature: signatureOf(config, story, words),
    image: story.image === null ? null : imageData(config, story.image),
    correction,
    correctionWrapped:
      correction === null ? null : wrap(say(words.labelled, { label: words.correction, text: correction })),
    ...threadData(c, story, words),
    earlierBegin: earlierListed.begin,
    earlierEnd: earlierListed.end,
    related: related.map((slug) => linkData(c, slug, `related ${story.slug} ${slug}`, words)),
    relatedBegin: listed.begin,
    relatedEnd: listed.end,
    mayBeFull,
    full: passage(`full ${story.slug}`),
    brief: passage(`brief ${story.slug}`),
    body: hole(`html ${story.slug}`),
    bodyText: hole(`text ${story.slug}`),
  };
}

/** Stories that may be named beside this one, strongest first; withdrawn stories and those without a page are left out. */
export function relatedOf(c: Composition, story: Story): readonly Slug[] {
  return (c.graph.related.get(story.slug) ?? [])
    .map(({ to }) => to)
    .filter((slug) => isLinkable(c.bySlug.get(slug)))
    .slice(0, relatedHeld);
}

/** Parts of the story's thread that came before it, oldest first. */
export function earlierParts(c: Composition, story: Story): readonly Slug[] {
  const thread = threadOf(c, story);
  const parts = thread?.parts.slice(0, thread.parts.indexOf(story.slug)) ?? [];
  return parts.filter((slug) => isLinkable(c.bySlug.get(slug)));
}

/** The story that this one follows: what it says it continues, else the part before it in its thread. */
export function previousPart(c: Composition, story: Story): Slug | undefined {
  const before = c.graph.continues.get(story.slug) ?? earlierParts(c, story).at(-1);
  return before !== undefined && isLinkable(c.bySlug.get(before)) ? before : undefined;
}

/** "By Ada Lovelace and Grace Hopper". */
function bylineOf(story: Story, words: Words): string {
  return withoutMarks(
    say(words.by, {
      names: sayList(
        words,
        story.authors.map(({ name }) => name),
      ),
    }),
  );
}

/** "By Ada Lovelace · November 20, 2026"; of the newsroom's own stories the day alone. */
function signatureOf({ title }: Pick<Config, "title">, story: Story, words: Words): string {
  const day = sayDay(words, story.day);
  return story.authors.every(({ name }) => name === title) ? day : `${bylineOf(story, words)} · ${day}`;
}

/** The story's page, or null where its channels leave out the web. */
export function webUrl(config: Pick<Config, "url">, story: Story): string | null {
  return story.channels.includes("web") ? absolute(config, story.path) : null;
}

function isLinkable(story: Story | undefined): boolean {
  return story !== undefined && story.withdrawn === null && story.channels.includes("web");
}

function threadOf(c: Composition, story: Story): Thread | undefined {
  return story.thread === null ? undefined : c.graph.threads.find(({ key }) => key === story.thread);
}

function threadData(
  c: Composition,
  story: Story,
  words: Words,
): Pick<StoryData, "part" | "threadTitle" | "threadUrl" | "previous" | "earlier"> {
  const thread = threadOf(c, story);
  const before = previousPart(c, story);
  const previous = before === undefined ? null : linkData(c, before, `previous ${story.slug} ${before}`, words);
  if (thread === undefined) return { part: null, threadTitle: null, threadUrl: null, previous, earlier: [] };
  const n = thread.parts.indexOf(story.slug) + 1;
  return {
    part: n === 0 || thread.parts.length < 2 ? null : say(words.part, { n, of: thread.parts.length }),
    threadTitle: withoutMarks(thread.title),
    threadUrl: absolute(c.newsroom.config, threadPath(thread.key)),
    previous,
    earlier: earlierParts(c, story).map((slug) => linkData(c, slug, `earlier ${story.slug} ${slug}`, words)),
  };
}

function linkData(c: Composition, slug: Slug, key: string, words: Words): LinkData {
  const story = c.bySlug.get(slug)!;
  return {
    ...passage(key),
    title: withoutMarks(story.title),
    url: absolute(c.newsroom.config, story.path),
    day: sayDay(words, story.day),
  };
}

function imageData(config: Pick<Config, "url">, picture: Picture): ImageData {
  return {
    src: pictureUrl(config, picture),
    alt: withoutMarks(picture.alt),
    caption: withoutMarks(picture.caption ?? ""),
    captionWrapped: wrap(withoutMarks(picture.caption ?? "")),
    width: picture.width ?? null,
    height: picture.height ?? null,
  };
}
