import type { SiteFile, Thread } from "../../model.ts";
import { fileOf, threadPath } from "../../base/site.ts";
import { count, say } from "../words.ts";
import { cardHtml, dayText, makeCards, type CardView } from "./card.ts";
import { makeHead } from "./head.ts";
import { feedAddresses } from "./list-pages.ts";
import { pageFile, type Shell } from "./shell.ts";

/** Each running story as a timeline, its beginning first: whoever comes late reads it in order. */
export function threadPages(shell: Shell): readonly SiteFile[] {
  return shell.c.graph.threads.map((thread) => threadPage(shell, thread));
}

function threadPage(shell: Shell, thread: Thread): SiteFile {
  const { words, c } = shell;
  const path = threadPath(thread.key);
  const feed = shell.feeds.find(({ kind, key }) => kind === "thread" && key === thread.key);
  const cards = makeCards(shell, thread.parts);
  const latest = cards.at(-1);
  const [first, last] = [thread.parts[0], thread.parts.at(-1)].map((slug) => slug && c.bySlug.get(slug));
  const facts = [
    count(words.onePart, words.manyParts, cards.length),
    ...(first ? [say(words.began, { date: dayText(shell, first.day) })] : []),
    ...(last && !thread.closed ? [say(words.latestPart, { date: dayText(shell, last.day) })] : []),
  ];
  const view = {
    page: makeHead(shell, path, {
      title: thread.title,
      description: latest?.dek ?? "",
      own: feed,
      image: last ? last.image : null,
    }),
    heading: thread.title,
    facts,
    closed: thread.closed,
    cards,
    latest: latest ?? null,
    addresses: feedAddresses(shell, feed),
  };
  return pageFile(shell, fileOf(path), "thread.liquid", view, () => ({ years: byYear(shell, cards) }));
}

interface YearView {
  readonly year: string;
  /** The number of each part, and its card. */
  readonly parts: readonly { readonly n: number; readonly html: string }[];
}

function byYear(shell: Shell, cards: readonly CardView[]): readonly YearView[] {
  const parts = cards.map((card, i) => ({
    year: card.iso.slice(0, 4),
    n: i + 1,
    html: cardHtml(shell, card, { level: 3, image: true, dek: true, loading: "lazy" }),
  }));
  return [...Map.groupBy(parts, ({ year }) => year)].map(([year, parts]) => ({ year, parts }));
}
