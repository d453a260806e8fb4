import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { servicePaths } from "./app.ts";
import type { App } from "./desk.ts";
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

/** The site and the service on one port. Slow senders are cut off: 10 s for the headers, 30 s for a whole request. */
export async function listen(
  app: App,
  site: SiteServer,
  prefixes: Prefixes,
  port: number,
  host: string | null,
): Promise<Listening> {
  const service = getRequestListener(app.fetch);
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 65_000, connectionsCheckingInterval: 5000 },
    (request, response) => {
      const path = servicePath(request.url ?? "/", prefixes());
      if (path === null) return site(request, response);
      return serve(service, request, response, path);
    },
  );
  await new Promise<void>((ready, failed) =>
    server.once("error", failed).listen({ port, ...(host === null ? {} : { host }) }, ready),
  );
  return { port: (server.address() as AddressInfo).port, close: (grace) => close(server, grace) };
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

async function close(server: Server, grace: number): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), grace);
  await closed;
  clearTimeout(cut);
}
