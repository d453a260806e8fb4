import type { SiteFile, SitePath, Story } from "../../model.ts";
import { absolute, fileOf, href, threadPath } from "../../base/site.ts";
import type { FeedInfo } from "../feeds/feed-info.ts";
import { count } from "../words.ts";
import { cardKeys, cardsHtml, dayText, makeCard, makeCards, type CardView } from "./card.ts";
import { makeHead } from "./head.ts";
import { pageFile, type LinkView, type Shell } from "./shell.ts";
import { tagsOf } from "./tags.ts";

/** Stories on one sheet of a list. */
const perPage = 20;
/** A story that an editor marks `lead` leads the front page while it is among so many newest. */
const leadWithin = 6;

/** The front page and its later sheets. Withdrawn stories are on none: their addresses still answer. */
export function frontPages(shell: Shell): readonly SiteFile[] {
  const stories = shell.stories.filter(({ withdrawn }) => withdrawn === null);
  const lead = stories.slice(0, leadWithin).find((story) => story.lead) ?? stories[0];
  const ordered = lead === undefined ? [] : [lead, ...stories.filter((story) => story !== lead)];
  const aside = { threads: threadTeasers(shell), topics: topics(shell) };
  return sheets(ordered).map((sheet, i, all) => {
    const place = placeOf(shell, "/", i, all.length);
    const own = shell.feeds.find(({ kind }) => kind === "newsroom");
    const cards = sheet.map((story) => makeCard(shell, story));
    const page = makeHead(shell, place.path, { title: sheetTitle(shell, "", place), own, ...place.around });
    const addresses = feedAddresses(shell, own);
    const date = i === 0 && stories[0] !== undefined ? dayText(shell, stories[0].day) : null;
    const file = fileOf(place.path);
    return i === 0
      ? pageFile(shell, file, "front.liquid", { page, keys: cardKeys(cards), place, date, addresses, ...aside }, () =>
          frontCards(shell, cards),
        )
      : listFile(shell, file, cards, { page, place, heading: shell.words.latest });
  });
}

/** A headline that leads, then six with pictures, then the rest. */
function frontCards(shell: Shell, cards: readonly CardView[]): object {
  return {
    lead: cardsHtml(shell, cards.slice(0, 1), { loading: "eager" }),
    newest: cardsHtml(shell, cards.slice(1, 7)),
    rest: cardsHtml(shell, cards.slice(7), { image: false }),
  };
}

function listFile(shell: Shell, file: SitePath, cards: readonly CardView[], view: object): SiteFile {
  const whole = { note: "", addresses: [], ...view };
  return pageFile(shell, file, "list.liquid", { ...whole, keys: cardKeys(cards) }, () => ({
    cards: cardsHtml(shell, cards),
  }));
}

/** Each tag's stories, newest first. */
export function tagPages(shell: Shell): readonly SiteFile[] {
  return tagsOf(shell).flatMap(({ label, path, stories, feed }) =>
    sheets(stories).map((sheet, i, all) => {
      const place = placeOf(shell, path, i, all.length);
      const cards = sheet.map((story) => makeCard(shell, story));
      return listFile(shell, fileOf(place.path), cards, {
        page: makeHead(shell, place.path, { title: sheetTitle(shell, label, place), own: feed, ...place.around }),
        heading: label,
        note: count(shell.words.oneStory, shell.words.manyStories, stories.length),
        addresses: feedAddresses(shell, feed),
        place,
      });
    }),
  );
}

/** One address of a feed, to be copied. */
export interface AddressView {
  readonly format: string;
  readonly url: string;
}

/** A feed's three addresses, for people. */
export function feedAddresses(shell: Shell, feed: FeedInfo | undefined): readonly AddressView[] {
  if (feed === undefined) return [];
  const { config } = shell.c.newsroom;
  return [
    { format: "RSS", url: absolute(config, feed.rss) },
    { format: "Atom", url: absolute(config, feed.atom) },
    { format: "JSON Feed", url: absolute(config, feed.json) },
  ];
}

interface Place {
  readonly path: string;
  readonly n: number;
  readonly of: number;
  /** Links to the sheets around. */
  readonly newer: string | null;
  readonly older: string | null;
  readonly around: { readonly previous: string | null; readonly next: string | null };
}

function placeOf(shell: Shell, base: string, i: number, of: number): Place {
  const path = (n: number): string => (n === 1 ? base : `${base}page/${n}/`);
  const link = (n: number): string | null => (n < 1 || n > of ? null : href(shell.c.newsroom.config, path(n)));
  const [newer, older] = [link(i), link(i + 2)];
  return { path: path(i + 1), n: i + 1, of, newer, older, around: { previous: newer, next: older } };
}

function sheetTitle(shell: Shell, title: string, { n }: Place): string {
  const named = title === "" ? shell.site.title : title;
  return n === 1 ? named : `${named} (${n})`;
}

function sheets(stories: readonly Story[]): readonly (readonly Story[])[] {
  const pages = Math.max(1, Math.ceil(stories.length / perPage));
  return Array.from({ length: pages }, (_, i) => stories.slice(i * perPage, (i + 1) * perPage));
}

/** The running stories on the front page: those with the latest news, each with its three latest parts. */
function threadTeasers(shell: Shell): readonly (LinkView & { readonly cards: readonly CardView[] })[] {
  const newest = new Map(shell.stories.map(({ slug }, i) => [slug, i]));
  return shell.c.graph.threads
    .filter((thread) => thread.parts.length > 1)
    .toSorted((a, b) => (newest.get(a.parts.at(-1)!) ?? 0) - (newest.get(b.parts.at(-1)!) ?? 0))
    .slice(0, 3)
    .map((thread) => ({
      href: href(shell.c.newsroom.config, threadPath(thread.key)),
      label: thread.title,
      cards: makeCards(shell, thread.parts.slice(-3).toReversed()),
    }));
}

/** The tags with most stories, then by name. */
function topics(shell: Shell): readonly LinkView[] {
  return tagsOf(shell)
    .toSorted((a, b) => b.stories.length - a.stories.length || (a.key < b.key ? -1 : 1))
    .slice(0, 16)
    .map(({ path, label }) => ({ href: href(shell.c.newsroom.config, path), label }));
}
