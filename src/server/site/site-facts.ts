import type { SitePath } from "../../model.ts";
import type { Held } from "./shelf.ts";

/** What a server must know about the site beside its files. A new build gives a new value, never a changed one. */
export interface SiteFacts {
  /** Old addresses of stories, and where they lead: root-relative, with the path that `url` holds. */
  readonly redirects: ReadonlyMap<SitePath, string>;
  /** Pages of withdrawn stories. */
  readonly gone: ReadonlySet<SitePath>;
  /** Value of the `Link` header by feed document: its hubs and its own address (WebSub §4). */
  readonly links: ReadonlyMap<SitePath, string>;
  /** RSS and Atom go out as application/xml, which browsers show instead of saving. */
  readonly openFeeds: boolean;
}

export const noFacts: SiteFacts = { redirects: new Map(), gone: new Set(), links: new Map(), openFeeds: false };

/** MIME type of a file as this newsroom sends it. */
export function typeOf({ feed, type }: Pick<Held, "feed" | "type">, { openFeeds }: SiteFacts): string {
  return openFeeds && (feed === "rss" || feed === "atom") ? "application/xml; charset=utf-8" : type;
}
