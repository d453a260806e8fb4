import type { IssueId, SiteFile, Slug } from "../../model.ts";
import { fileOf, href, issuePath } from "../../base/site.ts";
import { count, say, sayPeriod } from "../words.ts";
import { bodyHtml, leadReferences } from "./body-html.ts";
import { cardsHtml, makeCards, type CardView } from "./card.ts";
import { makeHead } from "./head.ts";
import { feedAddresses } from "./list-pages.ts";
import { mailedIssues, pageFile, type LinkView, type Shell } from "./shell.ts";

interface IssueOnWeb {
  readonly id: IssueId;
  readonly digest: string;
  readonly period: string;
  /** What its digest is called. */
  readonly title: string;
  /** When, in words; for an issue of one story, its headline. */
  readonly label: string;
  readonly cards: readonly CardView[];
}

/** The archive of issues: one page each, one list a digest, and the list of them all. None while there is no issue. */
export function issuePages(shell: Shell): readonly SiteFile[] {
  const digests = Map.groupBy(issuesOnWeb(shell), ({ digest }) => digest);
  if (digests.size === 0) return [];
  const pages = [...digests.values()].flatMap((issues) =>
    issues.map((issue, i) => issuePage(shell, issue, issues[i + 1], issues[i - 1])),
  );
  return [...pages, ...[...digests].map(([name, issues]) => digestPage(shell, name, issues)), overview(shell, digests)];
}

/** By digest as courant.yaml orders them, newest first; issues of one story by that story's day. */
function issuesOnWeb(shell: Shell): readonly IssueOnWeb[] {
  const names = shell.c.newsroom.config.digests.map(({ name }) => name);
  const rank = ({ digest }: IssueOnWeb): number => (names.includes(digest) ? names.indexOf(digest) : names.length);
  return mailedIssues(shell.c)
    .map(([id, slugs]) => issueOnWeb(shell, id, slugs))
    .toSorted((a, b) => rank(a) - rank(b) || (age(a) > age(b) ? -1 : age(a) < age(b) ? 1 : 0));
}

/** Grows with the day; periods do so as they are written. */
function age({ period, cards }: IssueOnWeb): string {
  return /^\d{4}-/.test(period) ? period : `${cards[0]?.iso ?? ""} ${period}`;
}

function issueOnWeb(shell: Shell, id: IssueId, slugs: readonly Slug[]): IssueOnWeb {
  const [digest = "", period = ""] = id.split("/");
  const title = shell.c.newsroom.config.digests.find(({ name }) => name === digest)?.title ?? digest;
  const cards = makeCards(shell, slugs);
  const said = sayPeriod(shell.words, period);
  return { id, digest, period, title, label: said === period ? (cards[0]?.title ?? period) : said, cards };
}

function issuePage(
  shell: Shell,
  issue: IssueOnWeb,
  older: IssueOnWeb | undefined,
  newer: IssueOnWeb | undefined,
): SiteFile {
  const { c } = shell;
  const path = issuePath(issue.id);
  const note = c.newsroom.notes.find((each) => each.issue === issue.id);
  const resolutions = note === undefined ? [] : (c.graph.resolutions.get(note.file) ?? []);
  const led = leadReferences(shell, resolutions);
  const link = (other: IssueOnWeb | undefined): LinkView | null =>
    other === undefined ? null : { href: href(c.newsroom.config, issuePath(other.id)), label: other.label };
  const view = {
    page: makeHead(shell, path, {
      title: note?.subject ?? `${issue.title}: ${issue.label}`,
      description: issue.cards.map(({ title }) => title).join("; "),
      previous: link(older)?.href ?? null,
      next: link(newer)?.href ?? null,
    }),
    heading: issue.title,
    label: issue.label,
    subject: note?.subject ?? null,
    list: href(c.newsroom.config, `/issues/${issue.digest}/`),
    cards: issue.cards,
    older: link(older),
    newer: link(newer),
    led,
    note: note ?? null,
  };
  return pageFile(shell, fileOf(path), "issue.liquid", view, () => ({
    opening: note === undefined ? "" : bodyHtml(shell, note.body, resolutions, led),
    stories: cardsHtml(shell, issue.cards),
  }));
}

function digestPage(shell: Shell, name: string, issues: readonly IssueOnWeb[]): SiteFile {
  const path = `/issues/${name}/`;
  const feed = shell.feeds.find(({ kind, key }) => kind === "digest" && key === name);
  const title = issues[0]?.title ?? name;
  return pageFile(shell, fileOf(path), "issues.liquid", {
    page: makeHead(shell, path, { title, own: feed }),
    heading: title,
    addresses: feedAddresses(shell, feed),
    groups: [{ heading: null, href: null, issues: issues.map((issue) => line(shell, issue)), more: null }],
  });
}

/** Issues of each digest that the list of all shows. */
const shown = 6;

function overview(shell: Shell, digests: ReadonlyMap<string, readonly IssueOnWeb[]>): SiteFile {
  const { config } = shell.c.newsroom;
  const groups = [...digests].map(([name, issues]) => ({
    heading: issues[0]?.title ?? name,
    href: href(config, `/issues/${name}/`),
    issues: issues.slice(0, shown).map((issue) => line(shell, issue)),
    more: issues.length > shown ? say(shell.words.feedOfIssues, { title: issues[0]?.title ?? name }) : null,
  }));
  return pageFile(shell, fileOf("/issues/"), "issues.liquid", {
    page: makeHead(shell, "/issues/", { title: shell.words.issues }),
    heading: shell.words.issues,
    addresses: [],
    groups,
  });
}

function line(
  shell: Shell,
  { id, label, cards }: IssueOnWeb,
): LinkView & { readonly note: string; readonly first: string } {
  const { words, c } = shell;
  return {
    href: href(c.newsroom.config, issuePath(id)),
    label,
    note: count(words.oneStory, words.manyStories, cards.length),
    first: cards[0]?.title ?? "",
  };
}
