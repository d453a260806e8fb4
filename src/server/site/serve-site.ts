/**
 * out/site over HTTP. What is asked for often is answered from ready bytes: no framework, no stream, no promise.
 * Files are read as they lie on the disk at the moment of the request; the writer puts each in place whole, pages before the
 * feeds that name them, so a reader never sees half of a publication.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { SitePath } from "../../model.ts";
import type { Asked, Fields } from "../client.ts";
import type { RawHeaders } from "../security-headers.ts";
import { encodingFor } from "./accept-encoding.ts";
import { isUnchanged } from "./conditions.ts";
import type { Answers } from "./fast-lane.ts";
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
  readonly onFeed: (format: "rss" | "atom" | "json", path: SitePath, request: Asked) => void;
}

/** The same answers twice: over node:http for whatever is asked, and ready-made for the fast lane. */
export interface SiteServer extends Answers {
  readonly serve: (request: IncomingMessage, response: ServerResponse) => void;
}

interface Run extends SiteOptions {
  readonly shelf: Shelf;
  /** Files by request path, so that a path is taken apart once. */
  readonly known: Map<string, SitePath>;
}

/** One name can be escaped in many ways; a flood of them must not fill the memory. */
const mostPaths = 20_000;

export function siteServer(options: SiteOptions): SiteServer {
  const run: Run = { ...options, shelf: openShelf(options.root), known: new Map() };
  return {
    serve: (request, response) => {
      if (request.method !== "GET" && request.method !== "HEAD") return refuse(response, run);
      const target = targetOf(request.url!);
      const found = request.headers.range === undefined ? find(run, target, request.headers) : null;
      if (found === null) void answer(run, request, response, target).catch(() => response.destroy());
      else send(run, request, response, found);
    },
    ready: ({ url, headers }, socket) => {
      const found = find(run, targetOf(url), headers);
      if (found === null) return null;
      const { held, ready } = found;
      if (held.feed !== null) run.onFeed(held.feed, held.path, { headers, socket });
      return isUnchanged(headers, held) ? ready.wire.unchanged : ready.wire.whole;
    },
    prepare: async ({ url, headers }) => {
      const target = targetOf(url);
      const held = await holdPlain(run, target);
      if (held === null) return false;
      await makeAnswer(run, held, target, headers);
      return true;
    },
  };
}

/** A request's target without its query; `lasting`: the query names the very bytes. */
interface Target {
  readonly pathname: string;
  readonly lasting: boolean;
}

function targetOf(url: string): Target {
  const mark = url.indexOf("?");
  if (mark === -1) return { pathname: url, lasting: false };
  return { pathname: url.slice(0, mark), lasting: url.startsWith("?v=", mark) };
}

interface Found {
  readonly held: Held;
  readonly ready: Ready;
}

/** The finished answer, if there is one and it is still true. */
function find(run: Run, { pathname, lasting }: Target, headers: Fields): Found | null {
  const path = run.known.get(pathname);
  const held = path === undefined ? undefined : run.shelf.at(path);
  const ready = held?.ready.get(readyKey(headers, lasting));
  return held === undefined || ready === undefined || ready.facts !== run.facts() ? null : { held, ready };
}

function readyKey(headers: Fields, lasting: boolean): string {
  const encoding = encodingFor(headers["accept-encoding"]);
  return lasting ? `${encoding} lasting` : encoding;
}

/** A file that is simply there: neither redirected nor gone, nor too large to be held. */
async function holdPlain(run: Run, { pathname }: Target): Promise<Held | null> {
  const facts = run.facts();
  const path = sitePathOf(pathname, run.prefix());
  if (path === null || isForServers(path) || facts.gone.has(path) || redirectOf(facts, path) !== undefined) return null;
  const held = run.shelf.at(path) ?? (await run.shelf.take(path));
  return held?.bytes == null ? null : held;
}

async function makeAnswer(run: Run, held: Held, { pathname, lasting }: Target, headers: Fields): Promise<Found> {
  const encoding = encodingFor(headers["accept-encoding"]);
  const body = await encode(held, encoding);
  const ready = makeReady(held, body, encoding, lasting, run.facts(), run.security());
  held.ready.set(readyKey(headers, lasting), ready);
  if (run.known.size >= mostPaths) run.known.clear();
  run.known.set(pathname, held.path);
  return { held, ready };
}

function send(run: Run, request: IncomingMessage, response: ServerResponse, { held, ready }: Found): void {
  if (held.feed !== null) run.onFeed(held.feed, held.path, request);
  if (isUnchanged(request.headers, held)) response.writeHead(304, ready.unchanged).end();
  else response.writeHead(200, ready.headers).end(request.method === "HEAD" ? undefined : ready.body);
}

function redirectOf({ redirects }: SiteFacts, path: SitePath): string | undefined {
  return redirects.get(path) ?? redirects.get(`${path}/index.html`);
}

async function answer(run: Run, request: IncomingMessage, response: ServerResponse, target: Target): Promise<void> {
  const { pathname } = target;
  const facts = run.facts();
  const path = sitePathOf(pathname, run.prefix());
  const to = path === null ? undefined : redirectOf(facts, path);
  if (to !== undefined) return redirect(response, to, run);
  const held = path === null ? null : (run.shelf.at(path) ?? (await run.shelf.take(path)));
  if (path === null || held === null || isForServers(path)) return absent(run, request, response, path, pathname);
  if (facts.gone.has(path)) return whole(response, 410, held, request, run);
  if (held.bytes === null || request.headers.range !== undefined) {
    if (held.feed !== null) run.onFeed(held.feed, path, request);
    return sendPart(request, response, held, run.root, facts, run.security());
  }
  send(run, request, response, await makeAnswer(run, held, target, request.headers));
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
