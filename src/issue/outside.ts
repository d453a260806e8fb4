import { lookup } from "node:dns";
import { request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** What an address outside answered; `body` as it came, uncompressed. */
export interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

interface Question {
  /** A form to post; without one it is a GET. */
  readonly form?: string;
  /** Bytes that an answer may have; more is an error. */
  readonly most: number;
  readonly signal: AbortSignal;
}

const patience = 5_000;

/**
 * One request to an address of courant.yaml, which leads where it says: no redirect is followed, and a name that resolves to an
 * address of a private network is refused at the moment of connecting, so that no DNS answer can turn it inwards. Loopback is
 * open to addresses that say so themselves (`localhost`, `127.0.0.1`). Throws with a reason in words.
 */
export function ask(address: string, { form, most, signal }: Question): Promise<Answer> {
  const url = new URL(address);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && isRefused(host, host)) return Promise.reject(privateAddress(host));
  const body = form === undefined ? undefined : Buffer.from(form);
  const headers = {
    "User-Agent": "Courant",
    "Accept-Encoding": "identity",
    "Cache-Control": "no-cache",
    ...(body !== undefined && {
      "Content-Type": "application/x-www-form-urlencoded",
      "Content-Length": String(body.length),
    }),
  };
  const within = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
  return new Promise((done, stop) => {
    const open = url.protocol === "https:" ? tlsRequest : plainRequest;
    const method = body === undefined ? "GET" : "POST";
    const asked = open(url, { method, headers, signal: within, lookup: publicLookup }, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size <= most) return;
        stop(new Error(`answers with more than ${most} bytes`));
        asked.destroy();
      });
      response.on("error", stop);
      response.on("end", () => done({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }));
    });
    asked.on("error", (error) => stop(within.aborted && !signal.aborted ? new Error("does not answer") : error));
    asked.end(body);
  });
}

const publicLookup: LookupFunction = (host, options, callback) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    const refused = error === null ? addresses.find(({ address }) => isRefused(host, address)) : undefined;
    const [first] = addresses ?? [];
    if (error !== null) callback(error, "", 0);
    else if (refused !== undefined) callback(privateAddress(refused.address), "", 0);
    else if (options.all === true) callback(null, addresses);
    else callback(null, first!.address, first!.family);
  });
};

function privateAddress(address: string): Error {
  return new Error(`leads to ${address}, which is no public address`);
}

/** Whether a host of that name may not lead to an address. */
export function isRefused(host: string, address: string): boolean {
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  const own = /(?:^|\.)localhost$/i.test(host) || (isIP(host) !== 0 && isLoopback(host));
  return own ? !isLoopback(address) : inward[family].check(address, family);
}

function isLoopback(address: string): boolean {
  return address === "::1" || /^127\.\d+\.\d+\.\d+$/.test(address);
}

/** What IANA's special-purpose registries (RFC 6890) keep off the public network, and IPv6 that wraps an IPv4 address. */
const inward = {
  ipv4: blockList("ipv4", [
    ["0.0.0.0", 8],
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
    ["169.254.0.0", 16],
    ["172.16.0.0", 12],
    ["192.0.0.0", 24],
    ["192.0.2.0", 24],
    ["192.168.0.0", 16],
    ["198.18.0.0", 15],
    ["198.51.100.0", 24],
    ["203.0.113.0", 24],
    ["224.0.0.0", 4],
    ["240.0.0.0", 4],
  ]),
  // Of its own: a list that holds ::ffff:0:0/96 takes every IPv4 address for one of these.
  ipv6: blockList("ipv6", [
    ["::", 96],
    ["::ffff:0:0", 96],
    ["64:ff9b::", 96],
    ["64:ff9b:1::", 48],
    ["100::", 64],
    ["2001::", 23],
    ["2001:db8::", 32],
    ["2002::", 16],
    ["fc00::", 7],
    ["fe80::", 10],
    ["ff00::", 8],
  ]),
};

function blockList(family: "ipv4" | "ipv6", networks: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of networks) list.addSubnet(network, prefix, family);
  return list;
}
