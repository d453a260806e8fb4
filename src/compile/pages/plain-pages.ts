import type { Page, SiteFile } from "../../model.ts";
import { fileOf, href } from "../../base/site.ts";
import type { FeedInfo } from "../feeds/feed-info.ts";
import { bodyHtml, leadReferences } from "./body-html.ts";
import { cardsHtml, languageOf, makeCard } from "./card.ts";
import { feedName, makeHead } from "./head.ts";
import { feedAddresses } from "./list-pages.ts";
import { pageFile, type LinkView, type Shell } from "./shell.ts";
import { tagsOf } from "./tags.ts";

/** The newsroom's own pages: About, Privacy … */
export function ownPages(shell: Shell): readonly SiteFile[] {
  return shell.c.newsroom.pages.map((page) => ownPage(shell, page));
}

function ownPage(shell: Shell, page: Page): SiteFile {
  const resolutions = shell.c.graph.resolutions.get(page.file) ?? [];
  const led = leadReferences(shell, resolutions);
  const view = {
    page: makeHead(shell, page.path, { title: page.title, description: page.dek }),
    heading: page.title,
    language: languageOf(shell, page.lang),
    led,
    key: page.key,
  };
  return pageFile(shell, fileOf(page.path), "page.liquid", view, () => ({
    body: bodyHtml(shell, page.body, resolutions, led),
  }));
}

/** Every feed for people: what it is, and its addresses to copy. */
export function feedsPage(shell: Shell): SiteFile {
  const { words, c } = shell;
  const groups = [
    { heading: null, kind: "newsroom" },
    { heading: words.threads, kind: "thread" },
    { heading: words.tags, kind: "tag" },
    { heading: words.issues, kind: "digest" },
  ].map(({ heading, kind }) => ({
    heading,
    // Feeds name their relation from a story to its thread by this place.
    id: kind === "thread" ? kind : null,
    level: heading === null ? 2 : 3,
    feeds: shell.feeds.filter((feed) => feed.kind === kind).map((feed) => feedView(shell, feed)),
  }));
  const view = {
    page: makeHead(shell, "/feeds/", { title: words.feeds, description: words.feedsIntro }),
    groups: groups.filter(({ feeds }) => feeds.length > 0),
    opml: href(c.newsroom.config, "/feeds.opml"),
    graph: href(c.newsroom.config, "/graph.json"),
  };
  return pageFile(shell, "feeds/index.html", "feeds.liquid", view);
}

function feedView(shell: Shell, feed: FeedInfo): object {
  const page = href(shell.c.newsroom.config, feed.page);
  return { title: feedName(shell, feed), page, addresses: feedAddresses(shell, feed) };
}

/** What a server answers with where there is no page. Its links begin at the root: it is shown at any depth. */
export function notFoundPage(shell: Shell): SiteFile {
  const { words, c } = shell;
  const newest = shell.stories.filter(({ withdrawn }) => withdrawn === null).slice(0, 5);
  const topics = tagsOf(shell).map(({ path, label }): LinkView => ({ href: href(c.newsroom.config, path), label }));
  const cards = newest.map((story) => makeCard(shell, story));
  const page = makeHead(shell, "/404.html", { title: words.notFound, noindex: true });
  return pageFile(shell, "404.html", "404.liquid", { page, cards, topics }, () => ({
    cards: cardsHtml(shell, cards, { image: false, dek: false }),
  }));
}
