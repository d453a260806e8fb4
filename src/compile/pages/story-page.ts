import { escapeHtml } from "../../base/html.ts";
import { localDay } from "../../base/local-day.ts";
import type { SiteFile, Story } from "../../model.ts";
import { decoded, fileOf, href, pathOf, tagPath } from "../../base/site.ts";
import type { FeedInfo } from "../feeds/feed-info.ts";
import { say, sayList } from "../words.ts";
import { drawArcs, neighboursOf } from "./arcs.ts";
import { bodyHtml, leadReferences } from "./body-html.ts";
import { cardKeys, cardsHtml, dayText, languageOf, makeCards, rowHtml, type CardView } from "./card.ts";
import { feedName, makeHead, type PageView } from "./head.ts";
import { machineDate, storyJsonLd } from "./json-ld.ts";
import { pictureView } from "./picture-view.ts";
import { pageFile, type LinkView, type Shell } from "./shell.ts";
import { threadBox, type ThreadBox } from "./thread-box.ts";

/** The page of a story, or, of a withdrawn one, the page that says so and why. */
export function storyPage(shell: Shell, story: Story): SiteFile {
  if (story.withdrawn !== null) return withdrawnPage(shell, story);
  const resolutions = shell.c.graph.resolutions.get(story.slug) ?? [];
  const led = leadReferences(shell, resolutions);
  const related = relatedCards(shell, story);
  const neighbours = neighboursOf(shell, story);
  const from = mentions(shell, story);
  const around = surroundings(shell, story);
  return pageFile(
    shell,
    fileOf(story.path),
    "story.liquid",
    {
      key: story.key,
      around,
      led,
      cards: [related, from, neighbours?.to ?? [], neighbours?.from ?? []].map(cardKeys),
    },
    () => ({
      page: storyHead(shell, story, around),
      story: storyView(shell, story, around),
      body: bodyHtml(shell, story.body, resolutions, led),
      related: cardsHtml(shell, related, { level: 3 }),
      mentions: from.map((card) => rowHtml(shell, card)),
      arcs: neighbours === null ? "" : drawArcs(neighbours),
    }),
  );
}

function withdrawnPage(shell: Shell, story: Story): SiteFile {
  const facts = { title: story.title, description: story.withdrawn ?? "", noindex: true };
  return pageFile(shell, fileOf(story.path), "withdrawn.liquid", {
    page: makeHead(shell, story.path, facts),
    story: {
      title: story.title,
      iso: machineDate(story.date, story),
      day: dayText(shell, story.day),
      reason: story.withdrawn,
      thread: threadBox(shell, story),
      language: languageOf(shell, story.lang),
    },
  });
}

/** What else of the site its page tells of: with `story.key`, all that head and view depend on. */
interface Surroundings {
  readonly thread: ThreadBox | null;
  /** Of a story that no thread holds: the one it follows up. */
  readonly previously: CardView | null;
  /** The feeds that carry this story beside the newsroom's: its thread's, then its tags'. */
  readonly feeds: readonly FeedInfo[];
}

function surroundings(shell: Shell, story: Story): Surroundings {
  const thread = threadBox(shell, story);
  return { thread, previously: thread === null ? previously(shell, story) : null, feeds: storyFeeds(shell, story) };
}

function storyHead(shell: Shell, story: Story, { thread, feeds }: Surroundings): PageView {
  return makeHead(shell, story.path, {
    title: story.title,
    description: story.dek,
    canonical: story.canonical,
    image: story.image,
    article: { published: machineDate(story.date, story), modified: machineDate(story.updated, story) },
    previous: thread?.previous?.href ?? null,
    next: thread?.next?.href ?? null,
    beside: feeds,
    jsonLd: storyJsonLd(shell, story),
  });
}

/** The feeds that carry this story beside the newsroom's: its thread's, then its tags'. */
function storyFeeds(shell: Shell, story: Story): readonly FeedInfo[] {
  const tags = new Set<string>(story.tags.map(({ key }) => key));
  return [
    ...shell.feeds.filter((feed) => feed.kind === "thread" && feed.key === story.thread),
    ...shell.feeds.filter((feed) => feed.kind === "tag" && tags.has(feed.key)),
  ];
}

function storyView(shell: Shell, story: Story, { thread, previously, feeds }: Surroundings): object {
  const { config } = shell.c.newsroom;
  return {
    title: story.title,
    dek: story.dek,
    byline: byline(shell, story),
    iso: machineDate(story.date, story),
    day: dayText(shell, story.day),
    updated: updatedView(shell, story),
    image: story.image === null ? null : pictureView(shell, story.image),
    enclosure: enclosureView(shell, story),
    correction: story.correction,
    tags: story.tags.map(({ key, label }): LinkView => ({ href: href(config, tagPath(key)), label })),
    thread,
    previously,
    map: `${href(config, "/graph/")}#${story.slug}`,
    feeds: feeds.map((feed): LinkView => ({
      href: href(config, feed.rss),
      label: feedName(shell, feed),
    })),
    language: languageOf(shell, story.lang),
  };
}

/** Finished HTML: "By Ada, Grace and Lin", each with their page. */
function byline(shell: Shell, story: Story): string {
  const names = story.authors.map(({ name, url }) =>
    url === undefined ? escapeHtml(name) : `<a href="${escapeHtml(url)}" rel="author">${escapeHtml(name)}</a>`,
  );
  return say(escapeHtml(shell.words.by), { names: sayList(shell.words, names) });
}

/** Said only where the day differs: an hour's difference tells a reader nothing. */
function updatedView(shell: Shell, story: Story): { readonly iso: string; readonly day: string } | null {
  if (story.updated === story.date) return null;
  const day = localDay(story.updated, shell.c.newsroom.config.timezone);
  return day === story.day ? null : { iso: machineDate(story.updated, story), day: dayText(shell, day) };
}

function enclosureView(shell: Shell, story: Story): (LinkView & { readonly kind: string }) | null {
  if (story.enclosure === null) return null;
  const { asset, url = "", type } = story.enclosure;
  const address = asset === undefined ? url : href(shell.c.newsroom.config, pathOf(asset));
  return { href: address, label: decoded(address.split("/").at(-1) ?? address), kind: type.split("/")[0]! };
}

/** Of a story that no thread holds: the one it follows up. */
function previously(shell: Shell, story: Story): CardView | null {
  const before = shell.c.graph.continues.get(story.slug);
  return before === undefined ? null : (makeCards(shell, [before])[0] ?? null);
}

function mentions(shell: Shell, story: Story): readonly CardView[] {
  const from = (shell.c.graph.backlinks.get(story.slug) ?? []).map((edge) => edge.from);
  return makeCards(shell, from);
}

/** The parts before and after in the thread have a place of their own, unless an editor named them. */
function relatedCards(shell: Shell, story: Story): readonly CardView[] {
  const edges = shell.c.graph.related.get(story.slug) ?? [];
  return makeCards(
    shell,
    edges.filter(({ kind }) => kind !== "continues").map(({ to }) => to),
  );
}
