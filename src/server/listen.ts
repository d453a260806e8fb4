import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { Instant } from "../model.ts";
import { servicePaths } from "./app.ts";
import type { App } from "./desk.ts";
import { type Lane, openFastLane } from "./site/fast-lane.ts";
import { withoutPrefix } from "./site/site-path.ts";
import type { SiteServer } from "./site/serve-site.ts";

export interface Listening {
  /** As bound: the given one, or what 0 became. */
  readonly port: number;
  /** Takes no new connection, ends idle ones, and resolves when the last request is answered, or after `grace` ms. */
  readonly close: (grace: number) => Promise<void>;
}

/** Paths that `url` and `service` hold; a proxy may have taken them off already. */
export type Prefixes = () => readonly string[];

export interface ListenOptions {
  readonly prefixes: Prefixes;
  readonly port: number;
  /** Null: every address of the machine. */
  readonly host: string | null;
  readonly clock: () => Instant;
  /** Milliseconds for the head of a request, for all of it, and between two of them. */
  readonly patience?: { readonly head: number; readonly request: number; readonly idle: number };
}

const usual = { head: 10_000, request: 30_000, idle: 65_000 };
/** More at once than any proxy opens, and few enough for a machine with 512 MB. */
const mostConnections = 5000;

/** The site and the service on one port. Slow senders are cut off: 10 s for the headers, 30 s for a whole request. */
export async function listen(app: App, site: SiteServer, options: ListenOptions): Promise<Listening> {
  const { prefixes, port, host, clock, patience = usual } = options;
  const service = getRequestListener(app.fetch);
  const server = createServer(
    {
      headersTimeout: patience.head,
      requestTimeout: patience.request,
      keepAliveTimeout: patience.idle,
      connectionsCheckingInterval: Math.min(5000, patience.head),
    },
    (request, response) => {
      const path = servicePath(request.url ?? "/", prefixes());
      if (path === null) return site.serve(request, response);
      return serve(service, request, response, path);
    },
  );
  server.maxConnections = mostConnections;
  const prepare: SiteServer["prepare"] = async (request) =>
    servicePath(request.url, prefixes()) === null && site.prepare(request);
  const lane = openFastLane(server, { ready: site.ready, prepare }, { date: dateOf(clock), patience });
  await new Promise<void>((ready, failed) =>
    server.once("error", failed).listen({ port, ...(host === null ? {} : { host }) }, ready),
  );
  return { port: (server.address() as AddressInfo).port, close: (grace) => close(server, lane, grace) };
}

/** RFC 9110 §5.6.7; written once a second. */
function dateOf(clock: () => Instant): () => string {
  let [second, text] = [0, ""];
  return () => {
    const now = Math.floor(clock() / 1000);
    if (now !== second) [second, text] = [now, new Date(now * 1000).toUTCString()];
    return text;
  };
}

/** The path and query for the service, without prefix; null where the site answers. */
function servicePath(url: string, prefixes: readonly string[]): string | null {
  const mark = url.indexOf("?");
  const pathname = mark === -1 ? url : url.slice(0, mark);
  for (const prefix of ["", ...prefixes]) {
    const plain = withoutPrefix(pathname, prefix);
    const end = plain.indexOf("/", 1);
    if (servicePaths.has(plain.slice(1, end === -1 ? undefined : end)))
      return mark === -1 ? plain : plain + url.slice(mark);
  }
  return null;
}

/** Whatever host was asked for, none is used: the framework needs one that is well-formed to make a URL of. */
function serve(
  service: ReturnType<typeof getRequestListener>,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): void {
  request.url = path;
  request.headers.host = "localhost";
  void service(request, response);
}

async function close(server: Server, lane: Lane, grace: number): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()));
  lane.close();
  // Connections whose request was under way are idle only after its answer.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const cut = setTimeout(() => {
    server.closeAllConnections();
    lane.cut();
  }, grace);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}
