import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { RawHeaders } from "../security-headers.ts";
import { isUnchanged, rangeOf } from "./conditions.ts";
import { etagOf, lifetime } from "./ready.ts";
import { type Held, openInside } from "./shelf.ts";
import { type SiteFacts, typeOf } from "./site-facts.ts";

/** One range of the plain bytes (RFC 9110 §14), or the whole of a file that is too large to be held. */
export async function sendPart(
  request: IncomingMessage,
  response: ServerResponse,
  held: Held,
  root: string,
  facts: SiteFacts,
  security: RawHeaders,
): Promise<void> {
  const headers = validators(held);
  if (isUnchanged(request.headers, held)) return void response.writeHead(304, headers).end();
  const range = rangeOf(request.headers, held);
  if (range === "none") {
    const size = ["Content-Range", `bytes */${held.size}`, "Content-Length", "0"];
    return void response.writeHead(416, [...size, ...security]).end();
  }
  const [first, last] = range ?? [0, held.size - 1];
  const place = range === null ? [] : ["Content-Range", `bytes ${first}-${last}/${held.size}`];
  const content = ["Content-Type", typeOf(held, facts), "Content-Length", String(last - first + 1), ...place];
  response.writeHead(range === null ? 200 : 206, [...content, ...headers, ...security]);
  if (request.method === "HEAD") return void response.end();
  if (held.bytes !== null) return void response.end(held.bytes.subarray(first, last + 1));
  await stream(root, response, held, first, last);
}

function validators(held: Held): string[] {
  const modified = new Date(held.modified).toUTCString();
  const headers = ["ETag", etagOf(held, "identity"), "Last-Modified", modified, "Cache-Control", lifetime(held, false)];
  return [...headers, "Accept-Ranges", "bytes", ...(held.compressible ? ["Vary", "Accept-Encoding"] : [])];
}

/** From one handle: a file that is replaced meanwhile is still read to its own end. */
async function stream(root: string, response: ServerResponse, held: Held, first: number, last: number): Promise<void> {
  const handle = await openInside(root, held.file);
  if (handle !== null && (await handle.stat()).ino === held.inode) {
    return pipeline(handle.createReadStream({ start: first, end: last }), response);
  }
  await handle?.close();
  response.destroy(); // replaced between headers and bytes: the asker must come again
}
