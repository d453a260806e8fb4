import { hash } from "node:crypto";
import { CourantError, problem } from "../../errors.ts";
import type { Compiled, Composition, SiteFile, SitePath } from "../../model.ts";
import { fileOf } from "../../base/site.ts";
import { renderAtom } from "./atom.ts";
import { documentHead } from "./document-head.ts";
import type { FeedDocument, FeedHead } from "./feed-document.ts";
import { formats, type FeedInfo, type Format } from "./feed-info.ts";
import { headerFiles } from "./header-files.ts";
import { renderJson } from "./json.ts";
import { lintFeeds } from "./lint.ts";
import { renderOpml } from "./opml.ts";
import { plannedDocuments, type PlannedDocument } from "./planned-documents.ts";
import { plannedFeeds } from "./planned-feeds.ts";
import { renderRss } from "./rss.ts";
import type { View } from "./story-links.ts";
import { xmlFault } from "./well-formed.ts";

export type { FeedInfo } from "./feed-info.ts";

/** Raise it when the same entries come to be written differently, so that no cached feed stays behind. */
const revision = 2;

const renderers: Readonly<Record<Format, (document: FeedDocument) => string>> = {
  rss: renderRss,
  atom: renderAtom,
  json: renderJson,
};

/** Every feed of the newsroom, for autodiscovery, OPML and the page about feeds: the newsroom's first. */
export function feedsOf(c: Composition): readonly FeedInfo[] {
  return plannedFeeds(c).map(({ info }) => info);
}

/**
 * Every feed of the newsroom, each in RSS 2.0, Atom 1.0 and JSON Feed 1.1, with its archives; the list of them all in OPML; and
 * what web servers are to say with them, where courant.yaml asks for it. The problems are what `lintFeeds` finds.
 */
export function compileFeeds(c: Composition): Compiled {
  const planned = plannedFeeds(c);
  const feeds = planned.map(({ info }) => info);
  const documents = planned.flatMap((feed) =>
    plannedDocuments(feed, c.newsroom.config.feeds).map((document) => {
      const view: View = document.current === null ? "current" : "settled";
      const head = documentHead(c, feed, document);
      const key = JSON.stringify([revision, head, document.items.map((item) => item.key(view))]);
      return { head, view, key, document };
    }),
  );
  const line = c.newsroom.config.lines.get("title") ?? 1;
  const written = formats.flatMap((format) => documents.map((document) => documentFile(document, format, line)));
  const lists = [["feeds.opml", () => renderOpml(c, feeds)] as const, ...headerFiles(c, feeds)];
  return { files: [...written, ...lists.map(([path, make]) => listFile(path, make))], problems: lintFeeds(c) };
}

/** A file about the feeds: it is small, so its key is its bytes'. */
function listFile(path: SitePath, make: () => string): SiteFile {
  const bytes = make();
  return { path, stage: "feed", key: hash("sha256", bytes), make: () => bytes };
}

interface HeadedDocument {
  readonly head: FeedHead;
  readonly view: View;
  /** Everything that its three forms depend on. */
  readonly key: string;
  readonly document: PlannedDocument;
}

/** `line`: where courant.yaml begins to say what stands in a head. */
function documentFile({ head, view, key, document }: HeadedDocument, format: Format, line: number): SiteFile {
  const { paths, items } = document;
  return {
    path: fileOf(paths[format]),
    stage: "feed",
    key: hash("sha256", `${format} ${key}`),
    make: () => {
      const blocks = items.map(({ block }) => block(format, view));
      const entries = items.map(({ mark }) => mark(view));
      if (format !== "json") checkHead({ ...head, entries, blocks: [] }, format, line);
      return renderers[format]({ ...head, entries, blocks });
    },
  };
}

/** Entries are checked on their own, each once. Throws FEED_INVALID where a parser would refuse what stands around them. */
function checkHead(document: FeedDocument, format: Format, line: number): void {
  const fault = xmlFault(renderers[format](document));
  if (fault === null) return;
  const what = `What courant.yaml says of the newsroom would make ${document.addresses[format]} unreadable: ${fault}`;
  throw new CourantError([problem("error", "FEED_INVALID", "courant.yaml", line, what)]);
}
