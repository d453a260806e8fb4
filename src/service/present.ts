import { fillTemplate } from "../compile/template.ts";
import { directionOf, say, sayDay, wordsFor } from "../compile/words.ts";
import type { Config } from "../config/config.ts";
import { readTemplates } from "../load/templates.ts";
import { localDay } from "../local-day.ts";
import type { Newsroom } from "../model.ts";
import { siteHeaders, type RawHeaders } from "../server/security-headers.ts";
import type { Desk, Offer } from "../server/desk.ts";
import { noFacts, type SiteFacts } from "../server/site/site-facts.ts";
import { href } from "../site.ts";

/** The newsroom as last seen: replaced as a whole when its files change, so a request never sees halves of two. */
export interface Present {
  readonly newsroom: Pick<Newsroom, "dir" | "config" | "templates">;
  readonly facts: SiteFacts;
  readonly offer: Offer;
  /** Security headers of the site's pages. */
  readonly security: RawHeaders;
  /** Paths that `url` and `service` hold. */
  readonly prefix: string;
  readonly prefixes: readonly string[];
}

/** Before the first press: courant.yaml alone. */
export function firstPresent(dir: string, config: Config): Present {
  const newsroom = { dir, config, templates: readTemplates(dir) };
  return {
    newsroom,
    facts: noFacts,
    offer: { digests: config.digests, tags: [], threads: [] },
    ...addressesOf(config),
  };
}

/** Another courant.yaml over the same site: what lies on the disk stays served as it was built. */
export function withConfig(present: Present, config: Config): Present {
  return {
    ...present,
    newsroom: { ...present.newsroom, config },
    offer: { ...present.offer, digests: config.digests },
    prefixes: [...new Set([...present.prefixes, ...addressesOf(config).prefixes])],
  };
}

export function addressesOf(config: Config): Pick<Present, "security" | "prefix" | "prefixes"> {
  const [prefix = "", service = ""] = [config.url, config.service].map((url) =>
    new URL(url).pathname.replace(/\/$/, ""),
  );
  return { security: siteHeaders(config), prefix, prefixes: [prefix, service].filter((path) => path !== "") };
}

/** The part of the desk that speaks: pages from the newsroom's templates, in its words. */
export function wordsOf(present: () => Present): Pick<Desk, "show" | "word" | "day"> {
  const words = (): ReturnType<typeof wordsFor> => {
    const { config, templates } = present().newsroom;
    return wordsFor(config.language, templates);
  };
  return {
    word: (name, values = {}) => {
      const text = Object.entries(words()).find(([key]) => key === name)?.[1];
      return typeof text === "string" ? say(text, values) : name;
    },
    day: (at) => sayDay(words(), localDay(at, present().newsroom.config.timezone)),
    show: (name, data) => {
      const { config, templates } = present().newsroom;
      const logo =
        config.logo === null || /^[a-z][a-z0-9+.-]*:/i.test(config.logo)
          ? config.logo
          : href(config, `/${config.logo.replace(/^\//, "")}`);
      const site = {
        title: config.title,
        lang: config.language,
        dir: directionOf(config.language),
        home: href(config, "/"),
        style: href(config, "/style.css"),
        logo,
      };
      return fillTemplate(templates, `${name}.liquid`, { site, words: words(), ...data });
    },
  };
}
