import { hash } from "node:crypto";
import { escapeHtml, xmlText } from "../../base/html.ts";
import type { Composition, IssueId, Slug, Story } from "../../model.ts";
import { absolute, issuePath } from "../../base/site.ts";
import { sayPeriod, wordsFor } from "../words.ts";
import type { Entry } from "./entry.ts";
import { feedInfo } from "./feed-info.ts";
import { type FeedItem, renderings } from "./feed-item.ts";
import { once } from "./once.ts";
import type { PlannedFeed } from "./planned-feeds.ts";
import { cleanAuthor } from "./story-entry.ts";
import { storyUrl } from "./story-links.ts";

/** A feed of issues for every digest that has any: for those who want the letter's rhythm without the letter. */
export function issueFeeds(c: Composition, titled: (name: string) => string): readonly PlannedFeed[] {
  const issues = [...c.issues].map(([id, slugs]) => issueOf(c, id, slugs)).filter((issue) => issue.stories.length > 0);
  const digests = Map.groupBy(issues, ({ id }) => id.slice(0, id.indexOf("/")));
  return [...digests]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, issues]) => ({
      info: feedInfo("digest", name, titled(digestTitle(c, name)), `/issues/${name}/`),
      items: issues.toSorted((a, b) => b.date - a.date || (a.id > b.id ? -1 : 1)).map((issue) => issueItem(c, issue)),
      ended: false,
    }));
}

interface DatedIssue {
  readonly id: IssueId;
  /** Permanent: made from the id that its first story was promised, so that no new domain or slug moves it. */
  readonly entryId: string;
  /** Published, on the web and not withdrawn, in the issue's order. */
  readonly stories: readonly (Story & { readonly url: string })[];
  /** Its newest story's: an issue bears no stamp of its own. */
  readonly date: number;
}

function issueOf(c: Composition, id: IssueId, slugs: readonly Slug[]): DatedIssue {
  const stories = slugs.flatMap((slug) => {
    const story = c.bySlug.get(slug);
    const url = story === undefined ? null : storyUrl(c, story);
    return story === undefined || url === null || story.withdrawn !== null ? [] : [{ ...story, url }];
  });
  const [first] = slugs;
  const promised = first === undefined ? undefined : (c.newsroom.lock.ids.get(first) ?? c.bySlug.get(first)?.id);
  return {
    id,
    entryId: promised === undefined ? absolute(c.newsroom.config, issuePath(id)) : `${promised}/${id}`,
    stories,
    date: Math.max(...stories.map(({ date }) => date)),
  };
}

function digestTitle(c: Composition, name: string): string {
  return c.newsroom.config.digests.find((digest) => digest.name === name)?.title ?? name;
}

function issueItem(c: Composition, issue: DatedIssue): FeedItem {
  const entry = once(() => issueEntry(c, issue));
  return {
    year: issue.stories.reduce((newest, { day }) => (day > newest ? day : newest), "").slice(0, 4),
    key: once(() => hash("sha256", JSON.stringify(entry()), "base64url")),
    weight: once(() => Buffer.byteLength(JSON.stringify(entry())) * 2 + 1_000),
    ...renderings(entry, c.newsroom.config.language),
  };
}

function issueEntry(c: Composition, { id, entryId, stories, date }: DatedIssue): Entry {
  const { config, notes, templates } = c.newsroom;
  const [name = "", period = ""] = id.split("/");
  const note = notes.find((each) => each.issue === id);
  const said = sayPeriod(wordsFor(config.language, templates), period);
  const url = absolute(config, issuePath(id));
  const label = said === period ? (stories[0]?.title ?? period) : said;
  return {
    file: note?.file ?? null,
    line: note === undefined ? null : 1,
    id: entryId,
    url,
    link: url,
    title: xmlText(note?.subject ?? `${digestTitle(c, name)}: ${label}`),
    lang: config.language,
    published: date,
    updated: date,
    apart: 0,
    authors: [cleanAuthor(config.author)],
    tags: [],
    summary: xmlText(stories.map(({ title }) => title).join("; ")),
    content: { opening: "", text: xmlText(stories.map(storyHtml).join("\n")), closing: "" },
    image: null,
    pictures: [],
    enclosure: null,
    related: [],
    continues: null,
    thread: null,
    canonical: null,
    correction: null,
    withdrawn: null,
  };
}

function storyHtml({ title, dek, url }: DatedIssue["stories"][number]): string {
  const headline = `<h2><a href="${escapeHtml(url)}">${escapeHtml(title)}</a></h2>`;
  return dek === "" ? headline : `${headline}\n<p>${escapeHtml(dek)}</p>`;
}
