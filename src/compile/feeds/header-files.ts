import type { Composition, SitePath } from "../../model.ts";
import { absolute, href } from "../../site.ts";
import { cleanUrl } from "./clean-url.ts";
import { minutesToLive } from "./feed-document.ts";
import { formatFiles, formats, formatTypes, type FeedInfo, type Format } from "./feed-info.ts";

/**
 * What a web server should say with the feeds: their MIME type, how long they keep, and (WebSub §4) their hubs and their own
 * address as `Link`. All lie in out/site, where servers look for them; the two snippets refuse to be served themselves.
 * - `netlify`: `_headers`, read by Netlify, Cloudflare Pages and others.
 * - `nginx`: `headers.nginx.conf`, to be included in the `server` block whose root is out/site. ETag and 304 are nginx's own.
 * - `caddy`: `headers.caddy`, to be imported in the site's block.
 */
export function headerFiles(c: Composition, feeds: readonly FeedInfo[]): ReadonlyMap<SitePath, () => string> {
  const writers = {
    netlify: ["_headers", netlify],
    nginx: ["headers.nginx.conf", nginx],
    caddy: ["headers.caddy", caddy],
  } as const;
  return new Map(
    c.newsroom.config.feeds.headers.map((server) => {
      const [path, write] = writers[server];
      return [path, () => `# Made by Courant: what the server says with the feeds.\n${write(c, feeds)}`];
    }),
  );
}

const keep = `public, max-age=${minutesToLive * 60}`;
const contentType = (format: Format): string => `${formatTypes[format]}; charset=utf-8`;

interface LinkedFeed {
  /** As a request names it, percent-encoded, with the path that `url` holds. */
  readonly path: string;
  readonly format: Format;
  /** Value of the Link header; null without hubs. */
  readonly link: string | null;
}

function linkedFeeds(c: Composition, feeds: readonly FeedInfo[]): readonly LinkedFeed[] {
  const { config } = c.newsroom;
  const hubs = config.feeds.hubs.flatMap((hub) => cleanUrl(hub) ?? []);
  return feeds.flatMap((feed) =>
    formats.map((format) => {
      const links = [...hubs.map((hub) => `<${hub}>; rel="hub"`), `<${absolute(config, feed[format])}>; rel="self"`];
      return { path: href(config, feed[format]), format, link: hubs.length === 0 ? null : links.join(", ") };
    }),
  );
}

function netlify(c: Composition, feeds: readonly FeedInfo[]): string {
  return linkedFeeds(c, feeds)
    .map(({ path, format, link }) => {
      const headers = [`Content-Type: ${contentType(format)}`, `Cache-Control: ${keep}`, "Vary: Accept-Encoding"];
      const all = link === null ? headers : [...headers, `Link: ${link}`];
      return `${path}\n${all.map((header) => `  ${header}\n`).join("")}`;
    })
    .join("");
}

/** Exact locations where a Link is due, since each feed names itself; else one pattern a format, archives included. */
function nginx(c: Composition, feeds: readonly FeedInfo[]): string {
  const exact = linkedFeeds(c, feeds).flatMap(({ path, format, link }) =>
    link === null ? [] : [location(`= "${decodeURI(path)}"`, format, link)],
  );
  const patterns = formats.map((format) => location(`~ "/${formatFiles[format].replace(".", "\\.")}$"`, format, null));
  return [
    "gzip on;",
    "gzip_vary on;",
    "gzip_proxied any;",
    `gzip_types ${[...Object.values(formatTypes), "application/json", "application/xml", "text/css", "image/svg+xml"].join(" ")};`,
    ...exact,
    ...patterns,
    `location = ${href(c.newsroom.config, "/headers.nginx.conf")} { return 404; }`,
    "",
  ].join("\n");
}

function location(match: string, format: Format, link: string | null): string {
  const lines = [
    `location ${match} {`,
    "    types { }",
    // The charset apart: nginx compresses no type that has one in its name.
    `    default_type ${formatTypes[format]};`,
    "    charset utf-8;",
    `    charset_types ${formatTypes[format]};`,
    `    add_header Cache-Control "${keep}";`,
    // A "$" would name a variable of nginx.
    ...(link === null ? [] : [`    add_header Link '${link.replaceAll("$", "%24").replaceAll("'", "%27")}';`]),
    "}",
  ];
  return lines.join("\n");
}

function caddy(c: Composition, feeds: readonly FeedInfo[]): string {
  const links = linkedFeeds(c, feeds).flatMap(({ path, link }) =>
    link === null ? [] : [`header ${decodeURI(path)} Link \`${link}\``],
  );
  const types = formats.flatMap((format) => [
    `@${format} path */${formatFiles[format]}`,
    `header @${format} Content-Type "${contentType(format)}"`,
    `header @${format} Cache-Control "${keep}"`,
  ]);
  const hidden = `respond ${href(c.newsroom.config, "/headers.caddy")} 404`;
  return ["encode zstd gzip", ...types, ...links, hidden, ""].join("\n");
}
