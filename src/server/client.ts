import { BlockList, isIP } from "node:net";

/** Header fields by lower-case name. */
export type Fields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What is looked at of a request. */
export interface Asked {
  readonly headers: Fields;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/**
 * The address of who asks. Forwarded headers count only from proxies that courant.yaml trusts, and then the last address that is
 * not such a proxy: what stands before it anybody may have written.
 */
export function clientOf(request: Asked, trustProxy: readonly string[]): string {
  const peer = plain(request.socket.remoteAddress ?? "");
  if (trustProxy.length === 0) return peer;
  const trusted = listOf(trustProxy);
  const forwarded = [request.headers["x-forwarded-for"] ?? []].flat().join(",");
  const path = [...forwarded.split(",").map((part) => plain(part.trim())), peer].filter((part) => isIP(part) !== 0);
  return path.findLast((address) => !isIn(trusted, address)) ?? path[0] ?? peer;
}

const lists = new WeakMap<readonly string[], BlockList>();

function listOf(networks: readonly string[]): BlockList {
  const ready = lists.get(networks);
  if (ready !== undefined) return ready;
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    list.addSubnet(address, Number(bits ?? (family === "ipv6" ? 128 : 32)), family);
  }
  lists.set(networks, list);
  return list;
}

function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

/** `::ffff:192.0.2.1` is an IPv4 address; brackets and ports that some proxies write are taken off. */
function plain(address: string): string {
  const bare = /^\[(.*)\](?::\d+)?$/.exec(address)?.[1] ?? address.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1");
  return bare.replace(/^::ffff:(?=\d+\.)/i, "");
}

/** The network that an address is counted by: /24 of IPv4, /56 of IPv6, the least that one customer may be given. */
export function networkOf(address: string): string {
  if (isIP(address) === 4) return `${address.split(".").slice(0, 3).join(".")}.0/24`;
  if (isIP(address) === 6) {
    const [head = "", tail] = address.replace(/%.*$/, "").split("::");
    const [before, after] = [head, tail ?? ""].map((part) => part.split(":").filter((group) => group !== ""));
    const missing = tail === undefined ? 0 : 8 - before!.length - after!.length;
    const groups = [...before!, ...Array<string>(missing).fill("0"), ...after!].map((group) => parseInt(group, 16));
    const [a = 0, b = 0, c = 0, d = 0] = groups;
    return `${[a, b, c, d & 0xff00].map((group) => group.toString(16)).join(":")}::/56`;
  }
  return "unknown";
}

/** On this very machine, and not through a proxy on it. */
export function isLocal(request: Asked): boolean {
  const peer = plain(request.socket.remoteAddress ?? "");
  const proxied = ["forwarded", "x-forwarded-for", "x-real-ip", "via"].some(
    (name) => request.headers[name] !== undefined,
  );
  return !proxied && (peer === "::1" || peer.startsWith("127."));
}
