/** A request that needs no framework to be understood: a GET or HEAD without body, condition on a part, or wish for another protocol. */
export interface PlainRequest {
  readonly method: "GET" | "HEAD";
  /** As it stands in the request line. */
  readonly url: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * One line and header lines by the letter of RFC 9112 §2–5, nothing that its parsers read in more than one way: no folded lines, no
 * blank before a colon, no bare CR or LF, no byte beyond ASCII.
 */
const form = /^(GET|HEAD) (\/[!-~]*) HTTP\/1\.1\r\n((?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~]*\r\n)+)\r\n$/;

/** Whatever announces a body, asks for a part, or says how the connection is to go on. */
const others = [
  "content-length",
  "transfer-encoding",
  "trailer",
  "te",
  "expect",
  "upgrade",
  "range",
  "if-range",
  "if-match",
  "if-unmodified-since",
  "http2-settings",
];

/** Longer heads are for the framework, which has a limit and an answer of its own. */
export const longestHead = 4096;

/** Heads as they came, since programs say the same again and again; a flood of different ones must not fill the memory. */
const most = 500;
const known = new Map<string, PlainRequest | null>();

/** The head of a request, with the empty line that ends it; null where the framework must look at it. */
export function readPlain(head: string): PlainRequest | null {
  if (head.length > longestHead) return null;
  const before = known.get(head);
  if (before !== undefined) return before;
  const request = read(head);
  if (known.size >= most) known.clear();
  known.set(head, request);
  return request;
}

function read(head: string): PlainRequest | null {
  const match = form.exec(head);
  if (match === null) return null;
  const [, method, url, lines] = match;
  const headers = Object.create(null) as Record<string, string>;
  for (const line of lines!.split("\r\n").slice(0, -1)) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    // What is said twice, the framework joins or refuses by the rules of each header.
    if (name in headers) return null;
    headers[name] = line.slice(colon + 1).trim();
  }
  if (!("host" in headers) || others.some((name) => name in headers)) return null;
  if (headers["connection"] !== undefined && headers["connection"].toLowerCase() !== "keep-alive") return null;
  return { method: method as PlainRequest["method"], url: url!, headers };
}
