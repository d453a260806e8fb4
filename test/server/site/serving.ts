/** A site on the disk and a server in front of it, for one test. */
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { siteHeaders } from "../../../src/server/security-headers.ts";
import { openFastLane } from "../../../src/server/site/fast-lane.ts";
import { siteServer, type SiteOptions } from "../../../src/server/site/serve-site.ts";
import { noFacts } from "../../../src/server/site/site-facts.ts";
import { scratch } from "../../courant.ts";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

export interface Serving {
  readonly root: string;
  readonly port: number;
  readonly write: (path: string, content: string | Uint8Array) => void;
  /** The path goes out as it stands: nothing is tidied as `fetch` would. */
  readonly get: (path: string, headers?: Record<string, string>, method?: string) => Promise<Answer>;
}

/** The two roads that an answer takes. */
export type Road = "the fast lane" | "node:http";

export async function serving(
  road: Road,
  files: Readonly<Record<string, string | Uint8Array>>,
  options: Partial<SiteOptions> = {},
): Promise<Serving> {
  const root = join(scratch(), "site");
  const write = (path: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  for (const [path, content] of Object.entries(files)) write(path, content);
  const headers = siteHeaders({ service: "https://mail.example" });
  const site = siteServer({
    root,
    prefix: () => "",
    facts: () => noFacts,
    security: () => headers,
    onFeed: () => {},
    ...options,
  });
  const server = createServer(site.serve);
  const lane = {
    date: () => "Sun, 22 Nov 2026 12:00:00 GMT",
    patience: { head: 10_000, idle: 65_000 },
  };
  if (road === "the fast lane") openFastLane(server, site, lane);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => {
    server.close().closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { root, port, write, get: (path, headers = {}, method = "GET") => ask(port, path, headers, method) };
}

export function ask(port: number, path: string, headers: Record<string, string>, method: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, headers, method }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    asked.on("error", reject);
    asked.end();
  });
}
