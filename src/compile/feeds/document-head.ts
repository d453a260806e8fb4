import { xmlText } from "../../base/html.ts";
import type { Composition } from "../../model.ts";
import { absolute, pathOf } from "../../base/site.ts";
import { cleanUrl } from "./clean-url.ts";
import type { Addresses, FeedHead } from "./feed-document.ts";
import { feedInfo } from "./feed-info.ts";
import type { DocumentPaths, PlannedDocument } from "./planned-documents.ts";
import type { PlannedFeed } from "./planned-feeds.ts";
import { cleanAuthor } from "./story-entry.ts";

/** What stands in the head of one document of a feed. */
export function documentHead(c: Composition, { info, ended }: PlannedFeed, document: PlannedDocument): FeedHead {
  const { config } = c.newsroom;
  const icon = config.icon === null ? null : pictureAddress(c, config.icon);
  return {
    title: info.title,
    description: xmlText(config.description === "" || info.kind !== "newsroom" ? info.title : config.description),
    id: feedId(c, info.page),
    page: absolute(config, info.page),
    addresses: addressesOf(c, document.paths),
    language: config.language,
    author: cleanAuthor(config.author),
    copyright: config.copyright === null ? null : xmlText(config.copyright),
    license: config.license === null ? null : cleanUrl(config.license),
    icon,
    logo: config.logo === null ? icon : pictureAddress(c, config.logo),
    // An archive never changes: there is nothing to push.
    hubs: document.current === null ? config.feeds.hubs.flatMap((hub) => cleanUrl(hub) ?? []) : [],
    about: absolute(config, "/feeds/#json"),
    source: info.kind === "tag" || info.kind === "thread" ? newsroomSource(c) : null,
    complete: document.complete,
    current: document.current === null ? null : addressesOf(c, document.current),
    older: document.older === null ? null : addressesOf(c, document.older),
    ended: ended && document.current === null,
  };
}

function newsroomSource(c: Composition): FeedHead["source"] {
  const info = feedInfo("newsroom", "", xmlText(c.newsroom.config.title), "/");
  const page = absolute(c.newsroom.config, info.page);
  return { id: feedId(c, info.page), title: info.title, page, addresses: addressesOf(c, info) };
}

/** The address that its page had when the newsroom was first published. */
function feedId({ newsroom: { config, lock } }: Composition, page: string): string {
  return `${lock.feeds ?? config.url}${page}`;
}

function addressesOf({ newsroom: { config } }: Composition, { rss, atom, json }: DocumentPaths): Addresses {
  return { rss: absolute(config, rss), atom: absolute(config, atom), json: absolute(config, json) };
}

/** `icon` and `logo` of courant.yaml: a URL, or a path within the site. */
function pictureAddress(c: Composition, written: string): string {
  return cleanUrl(written) ?? absolute(c.newsroom.config, pathOf(written.replace(/^\//, "")));
}
