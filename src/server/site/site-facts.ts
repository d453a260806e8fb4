import type { SitePath } from "../../model.ts";

/** What a server must know about the site beside its files. A new build gives a new value, never a changed one. */
export interface SiteFacts {
  /** Old addresses of stories, and where they lead: root-relative, with the path that `url` holds. */
  readonly redirects: ReadonlyMap<SitePath, string>;
  /** Pages of withdrawn stories. */
  readonly gone: ReadonlySet<SitePath>;
  /** Value of the `Link` header by feed document: its hubs and its own address (WebSub §4). */
  readonly links: ReadonlyMap<SitePath, string>;
}

export const noFacts: SiteFacts = { redirects: new Map(), gone: new Set(), links: new Map() };
