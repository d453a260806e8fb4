import type { Composition, SitePath } from "../../model.ts";
import { absolute, href } from "../../base/site.ts";
import { cleanUrl } from "./clean-url.ts";
import { minutesToLive } from "./feed-document.ts";
import { formatFiles, formats, formatTypes, type FeedInfo, type Format } from "./feed-info.ts";

/**
 * What a web server should say with the feeds: their MIME type, how long they keep, and (WebSub §4) their hubs and their own
 * address as `Link`. All lie in out/site, where servers look for them; the snippets refuse to be served themselves.
 * - `netlify`: `_headers`, read by Netlify, Cloudflare Pages and others.
 * - `nginx`: `headers.nginx.conf`, to be included in the `server` block whose root is out/site; and, where nginx has the Brotli
 *   module (Debian: libnginx-mod-http-brotli-filter), `headers.nginx.brotli.conf` beside it. ETag and 304 are nginx's own.
 * - `caddy`: `headers.caddy`, to be imported in the site's block.
 */
export function headerFiles(c: Composition, feeds: readonly FeedInfo[]): ReadonlyMap<SitePath, () => string> {
  const writers = {
    netlify: { _headers: netlify },
    nginx: { "headers.nginx.conf": nginx, "headers.nginx.brotli.conf": nginxBrotli },
    caddy: { "headers.caddy": caddy },
  } as const;
  return new Map(
    c.newsroom.config.feeds.headers
      .flatMap((server) => Object.entries(writers[server]))
      .map(([path, write]) => [
        path,
        () => `# Made by Courant: what the server says with the feeds.\n${write(c, feeds)}`,
      ]),
  );
}

const keep = `public, max-age=${minutesToLive * 60}`;

/** MIME type by `feeds.mime`; JSON has but one. */
function mimeOf(c: Composition, format: Format): string {
  return c.newsroom.config.feeds.mime === "xml" && format !== "json" ? "application/xml" : formatTypes[format];
}

function contentType(c: Composition, format: Format): string {
  return `${mimeOf(c, format)}; charset=utf-8`;
}

/** What gains from compression, besides HTML. */
const compressible = [
  ...Object.values(formatTypes),
  "application/json",
  "application/xml",
  "text/css",
  "image/svg+xml",
];

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
      const headers = [`Content-Type: ${contentType(c, format)}`, `Cache-Control: ${keep}`, "Vary: Accept-Encoding"];
      const all = link === null ? headers : [...headers, `Link: ${link}`];
      return `${path}\n${all.map((header) => `  ${header}\n`).join("")}`;
    })
    .join("");
}

/** Exact locations where a Link is due, since each feed names itself; else one pattern a format, archives included. */
function nginx(c: Composition, feeds: readonly FeedInfo[]): string {
  const exact = linkedFeeds(c, feeds).flatMap(({ path, format, link }) =>
    link === null ? [] : [location(`= "${decodeURI(path)}"`, mimeOf(c, format), link)],
  );
  const patterns = formats.map((format) =>
    location(`~ "/${formatFiles[format].replace(".", "\\.")}$"`, mimeOf(c, format), null),
  );
  return [
    "gzip on;",
    "gzip_vary on;",
    "gzip_proxied any;",
    `gzip_types ${compressible.join(" ")};`,
    ...exact,
    ...patterns,
    ...["/headers.nginx.conf", "/headers.nginx.brotli.conf"].map(
      (path) => `location = ${href(c.newsroom.config, path)} { return 404; }`,
    ),
    "",
  ].join("\n");
}

/** Apart, since nginx without the module refuses the words. */
function nginxBrotli(): string {
  return `brotli on;\nbrotli_types ${compressible.join(" ")};\n`;
}

function location(match: string, type: string, link: string | null): string {
  const lines = [
    `location ${match} {`,
    "    types { }",
    // The charset apart: nginx compresses no type that has one in its name.
    `    default_type ${type};`,
    "    charset utf-8;",
    `    charset_types ${type};`,
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
    `header @${format} Content-Type "${contentType(c, format)}"`,
    `header @${format} Cache-Control "${keep}"`,
  ]);
  const hidden = `respond ${href(c.newsroom.config, "/headers.caddy")} 404`;
  // Its own list knows Atom and RSS, but no feed+json.
  const matches = ["text/html", ...compressible].map((type) => `    header Content-Type ${type}*`);
  const encode = ["encode zstd gzip {", "  match {", ...matches, "  }", "}"];
  return [...encode, ...types, ...links, hidden, ""].join("\n");
}
