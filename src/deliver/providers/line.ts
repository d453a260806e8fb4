/**
 * Requests to one API over connections that are kept. Each tells how far it came: a server can act on a body only once it has all of
 * it, so the last byte is held back until the rest is with the kernel. Whatever goes wrong before it leaves has sent nothing.
 */
import { Agent as HttpAgent, type ClientRequest, type IncomingMessage, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { Answer, Request } from "./provider.ts";

/** What came of a request: an answer, or how far it had come when there was none. `dot`: its last byte had left. */
export type Exchange =
  | { readonly answer: Answer }
  | {
      readonly phase: "connect" | "tls" | "data" | "dot";
      readonly text: string;
      /** The connection had been used before; the server may have closed it while nobody looked. */
      readonly reused: boolean;
    };

export interface Line {
  /** Never rejects. Aborting gives the request up. */
  readonly ask: (request: Request, signal: AbortSignal) => Promise<Exchange>;
  /** Closes the connections that are kept. */
  readonly close: () => void;
}

/** Servers close idle connections after 60 s or more; a letter that meets a closing one is in doubt for nothing. */
const idle = 4000;
/** The answer to 500 letters is 100 kB. */
const mostBytes = 4_000_000;

/** `timeout`: milliseconds from the first byte to the end of the answer. */
export function openLine(endpoint: URL, connections: number, timeout: number): Line {
  const secure = endpoint.protocol === "https:";
  const options = { keepAlive: true, maxSockets: connections, timeout: idle };
  const agent = secure ? new HttpsAgent(options) : new HttpAgent(options);
  const begin = ({ method, path, headers, body }: Request): ClientRequest => {
    const url = new URL(endpoint.pathname.replace(/\/$/, "") + path, endpoint);
    const length = body.length === 0 ? {} : { "content-length": String(body.length) };
    return (secure ? httpsRequest : httpRequest)(url, { method, agent, headers: { ...headers, ...length } });
  };
  return {
    ask: (request, signal) => exchange(begin(request), request.body, timeout, signal),
    close: () => agent.destroy(),
  };
}

function exchange(request: ClientRequest, body: Buffer, timeout: number, signal: AbortSignal): Promise<Exchange> {
  return new Promise((resolve) => {
    let phase: "connect" | "data" | "dot" = "connect";
    const giveUp = (): void => void request.destroy(new Error("given up"));
    const timer = setTimeout(() => request.destroy(new Error(`no answer within ${timeout / 1000} s`)), timeout);
    const end = (result: Exchange): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", giveUp);
      resolve(result);
    };
    const fail = (error: NodeJS.ErrnoException): void =>
      end({ phase: phaseOf(phase, error), text: wordsOf(error), reused: request.reusedSocket });
    signal.addEventListener("abort", giveUp, { once: true });
    request.on("error", fail);
    request.on("response", (response) => void readAnswer(response).then((answer) => end({ answer }), fail));
    request.on("socket", (socket) => {
      if (socket.connecting) socket.once(isSecure(request) ? "secureConnect" : "connect", () => (phase = "data"));
      else phase = "data";
    });
    const finish = (error?: Error | null): void => {
      if (error || request.destroyed) return;
      phase = "dot";
      request.end(body.subarray(-1));
    };
    if (body.length > 1) request.write(body.subarray(0, -1), finish);
    else request.end(body);
    if (signal.aborted) giveUp();
  });
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > mostBytes) throw new Error(`the answer is larger than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() };
}

function isSecure(request: ClientRequest): boolean {
  return request.protocol === "https:";
}

/** A certificate that is not good looks like any other socket error but for its words (OpenSSL's, through Node). */
function phaseOf(phase: "connect" | "data" | "dot", error: NodeJS.ErrnoException): "connect" | "tls" | "data" | "dot" {
  const words = `${error.code ?? ""} ${error.message}`;
  return phase === "connect" && /certificate|self.signed|altname|\bssl\b|\btls\b|ERR_TLS|EPROTO/i.test(words)
    ? "tls"
    : phase;
}

/** Node leaves the message empty where several addresses of one host were tried. */
function wordsOf(error: NodeJS.ErrnoException): string {
  return error.message || (error.code ?? "the connection failed");
}
