/** A provider's API on this machine: what all doubles share. It counts for itself, and can be told to fail in every way there is. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Names and values as they came. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is, anything else as JSON. */
  readonly body: unknown;
}

/**
 * What to do instead of the usual once the body was read: answer something else, never answer, reset the connection, do either after
 * the letters were taken, or take them and answer after so many milliseconds.
 */
export type Fault = Reply | "hang" | "reset" | "take-and-reset" | "take-and-hang" | { readonly delay: number };

export interface ApiOptions {
  /** Asked for every request, by its number from 0; undefined: the usual. */
  readonly fault?: ((n: number) => Fault | undefined) | undefined;
}

export interface Api {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly requests: () => number;
  /** Stops listening and cuts every connection. */
  readonly close: () => Promise<void>;
}

export async function openApi(options: ApiOptions, answer: (seen: Seen) => Reply | Promise<Reply>): Promise<Api> {
  let requests = 0;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const n = requests++;
    const fault = options.fault?.(n);
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    if (fault === "hang") return;
    if (fault === "reset") return void request.socket.resetAndDestroy();
    if (fault !== undefined && typeof fault === "object" && "status" in fault) return send(response, fault);
    const { method = "", url = "", headers, rawHeaders } = request;
    const reply = await answer({ method, path: url, headers, rawHeaders, body: Buffer.concat(chunks) });
    if (fault === "take-and-reset") return void request.socket.resetAndDestroy();
    if (fault === "take-and-hang") return;
    if (fault !== undefined) await new Promise((resolve) => setTimeout(resolve, fault.delay));
    send(response, reply);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, { status, headers = {}, body }: Reply): void {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const type = typeof body === "string" ? "text/plain" : "application/json";
  response.writeHead(status, { "content-type": type, ...headers }).end(text);
}

/** As the APIs judge addresses: one addr-spec of ASCII. */
export function isAddress(text: string): boolean {
  return /^[\w.!#$%&'*+/=?^`{|}~-]+@(?:[a-z0-9-]+\.)+[a-z0-9-]{2,}$/i.test(text);
}

/** Keys that are none of the API's: a typing error there would be silently ignored by the real one. */
export function strangers(value: object, known: readonly string[]): readonly string[] {
  return Object.keys(value).filter((key) => !known.includes(key));
}
