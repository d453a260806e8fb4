/**
 * out/site over HTTP. What is asked for often is answered from ready bytes: no framework, no stream, no promise.
 * Files are read as they lie on the disk at the moment of the request; the writer puts each in place whole, pages before the
 * feeds that name them, so a reader never sees half of a publication.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { SitePath } from "../../model.ts";
import type { RawHeaders } from "../security-headers.ts";
import { encodingFor } from "./accept-encoding.ts";
import { isUnchanged } from "./conditions.ts";
import { sendPart } from "./part.ts";
import { encode, makeReady, type Ready } from "./ready.ts";
import { type Held, openShelf, type Shelf } from "./shelf.ts";
import type { SiteFacts } from "./site-facts.ts";
import { sitePathOf, withoutPrefix } from "./site-path.ts";

export interface SiteOptions {
  /** out/site, absolute. */
  readonly root: string;
  /** Path that `url` holds, without a slash at its end. */
  readonly prefix: () => string;
  readonly facts: () => SiteFacts;
  readonly security: () => RawHeaders;
  /** Called for every request of a feed document that is there. */
  readonly onFeed: (format: "rss" | "atom" | "json", path: SitePath, request: IncomingMessage) => void;
}

export type SiteServer = (request: IncomingMessage, response: ServerResponse) => void;

interface Run extends SiteOptions {
  readonly shelf: Shelf;
  /** Files by request path, so that a path is taken apart once. */
  readonly known: Map<string, SitePath>;
}

/** One name can be escaped in many ways; a flood of them must not fill the memory. */
const mostPaths = 20_000;

export function siteServer(options: SiteOptions): SiteServer {
  const run: Run = { ...options, shelf: openShelf(options.root), known: new Map() };
  return (request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD") return refuse(response, run);
    const url = request.url!;
    const mark = url.indexOf("?");
    const pathname = mark === -1 ? url : url.slice(0, mark);
    const lasting = mark !== -1 && url.startsWith("?v=", mark);
    const path = run.known.get(pathname);
    const held = path === undefined || request.headers.range !== undefined ? undefined : run.shelf.at(path);
    const ready = held?.ready.get(readyKey(request, lasting));
    if (held === undefined || ready === undefined || ready.facts !== run.facts()) {
      void answer(run, request, response, pathname, lasting).catch(() => response.destroy());
    } else send(run, request, response, held, ready);
  };
}

function readyKey(request: IncomingMessage, lasting: boolean): string {
  const encoding = encodingFor(request.headers["accept-encoding"]);
  return lasting ? `${encoding} lasting` : encoding;
}

function send(run: Run, request: IncomingMessage, response: ServerResponse, held: Held, ready: Ready): void {
  if (held.feed !== null) run.onFeed(held.feed, held.path, request);
  if (isUnchanged(request.headers, held)) response.writeHead(304, ready.unchanged).end();
  else response.writeHead(200, ready.headers).end(request.method === "HEAD" ? undefined : ready.body);
}

async function answer(
  run: Run,
  request: IncomingMessage,
  response: ServerResponse,
  pathname: string,
  lasting: boolean,
): Promise<void> {
  const facts = run.facts();
  const path = sitePathOf(pathname, run.prefix());
  const to = path === null ? undefined : (facts.redirects.get(path) ?? facts.redirects.get(`${path}/index.html`));
  if (to !== undefined) return redirect(response, to, run);
  const held = path === null ? null : (run.shelf.at(path) ?? (await run.shelf.take(path)));
  if (path === null || held === null || isForServers(path)) return absent(run, request, response, path, pathname);
  if (facts.gone.has(path)) return whole(response, 410, held, request, run);
  if (held.bytes === null || request.headers.range !== undefined) {
    if (held.feed !== null) run.onFeed(held.feed, path, request);
    return sendPart(request, response, held, run.root, facts, run.security());
  }
  const encoding = encodingFor(request.headers["accept-encoding"]);
  const ready = makeReady(held, await encode(held, encoding), encoding, lasting, facts, run.security());
  held.ready.set(readyKey(request, lasting), ready);
  if (run.known.size >= mostPaths) run.known.clear();
  run.known.set(pathname, path);
  send(run, request, response, held, ready);
}

/** Snippets that tell other web servers what to say; none of them serves its own either. */
function isForServers(path: SitePath): boolean {
  return ["_headers", "headers.nginx.conf", "headers.caddy"].includes(path);
}

/** A folder asked for without its slash, or nothing at all. */
async function absent(
  run: Run,
  request: IncomingMessage,
  response: ServerResponse,
  path: SitePath | null,
  pathname: string,
): Promise<void> {
  const index = path === null || path.endsWith("index.html") ? null : await run.shelf.take(`${path}/index.html`);
  if (index !== null) {
    const query = request.url!.slice(pathname.length);
    return redirect(response, `${run.prefix()}${withoutPrefix(pathname, run.prefix())}/${query}`, run);
  }
  const page = run.shelf.at("404.html") ?? (await run.shelf.take("404.html"));
  if (page !== null) return whole(response, 404, page, request, run);
  response.writeHead(404, ["Content-Type", "text/plain; charset=utf-8", ...run.security()]).end("Not found\n");
}

/** A page with a status of its own: never taken for the page itself by a cache. */
function whole(response: ServerResponse, status: 404 | 410, page: Held, request: IncomingMessage, run: Run): void {
  const headers = ["Content-Type", page.type, "Content-Length", String(page.size), "Cache-Control", "no-cache"];
  response.writeHead(status, [...headers, ...run.security()]);
  response.end(request.method === "HEAD" ? undefined : page.bytes);
}

function redirect(response: ServerResponse, to: string, run: Run): void {
  response.writeHead(301, [
    "Location",
    to,
    "Content-Length",
    "0",
    "Cache-Control",
    "public, max-age=3600",
    ...run.security(),
  ]);
  response.end();
}

function refuse(response: ServerResponse, run: Run): void {
  // The rest of a body that nobody reads must not be taken for the next request.
  response
    .writeHead(405, ["Allow", "GET, HEAD", "Content-Length", "0", "Connection", "close", ...run.security()])
    .end();
}
