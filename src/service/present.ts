import { fillTemplate } from "../compile/template.ts";
import { directionOf, say, sayDay, wordsFor } from "../compile/words.ts";
import type { Config } from "../config/config.ts";
import { readTemplates } from "../load/templates.ts";
import { localDay } from "../base/local-day.ts";
import type { Newsroom } from "../model.ts";
import { siteHeaders, type RawHeaders } from "../server/security-headers.ts";
import type { Desk, Offer } from "../server/desk.ts";
import { noFacts, type SiteFacts } from "../server/site/site-facts.ts";
import { href } from "../base/site.ts";

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
  const site = perPresent(present, ({ newsroom: { config } }) => frameOf(config));
  const fill = (name: string, data: object): string =>
    fillTemplate(present().newsroom.templates, `${name}.liquid`, { site: site(), words: words(), ...data });
  // A page of fixed words is filled once: a flood of strangers gets it ten thousand times over.
  const messages = perPresent(present, () => new Map<string, string>());
  return {
    word: (name, values = {}) => {
      const text = Object.hasOwn(words(), name) ? words()[name as keyof ReturnType<typeof words>] : name;
      return typeof text === "string" ? say(text, values) : name;
    },
    day: (at) => sayDay(words(), localDay(at, present().newsroom.config.timezone)),
    show: (name, data) => {
      if (name !== "service-message" || !isForAll(data)) return fill(name, data);
      const [pages, key] = [messages(), JSON.stringify(data)];
      const page = pages.get(key) ?? fill(name, data);
      pages.set(key, page);
      return page;
    },
  };
}

/** Made anew with each press, and not before it is asked for. */
function perPresent<T>(present: () => Present, make: (present: Present) => T): () => T {
  const made = new WeakMap<Present, { readonly value: T }>();
  return () => {
    const now = present();
    const ready = made.get(now) ?? { value: make(now) };
    made.set(now, ready);
    return ready.value;
  };
}

/** Nothing in it is one reader's own: links are. */
function isForAll(data: object): boolean {
  return "link" in data && data.link === null;
}

function frameOf(config: Config): object {
  const outside = config.logo === null || /^[a-z][a-z0-9+.-]*:/i.test(config.logo);
  return {
    title: config.title,
    lang: config.language,
    dir: directionOf(config.language),
    home: href(config, "/"),
    style: href(config, "/style.css"),
    logo: outside ? config.logo : href(config, `/${config.logo.replace(/^\//, "")}`),
  };
}
