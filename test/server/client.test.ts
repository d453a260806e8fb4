import { describe, expect, test } from "vitest";
import { clientOf, networkOf } from "../../src/server/client.ts";

function client(peer: string, forwarded: string | undefined, trusted: string[]): string {
  const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
  return clientOf({ headers, socket: { remoteAddress: peer } }, trusted);
}

describe("who asks", () => {
  test.each([
    ["a stranger's word counts for nothing", "192.0.2.1", "203.0.113.9", [], "192.0.2.1"],
    ["nor that of a proxy that nobody trusts", "192.0.2.1", "203.0.113.9", ["198.51.100.1"], "192.0.2.1"],
    ["a trusted proxy's does", "127.0.0.1", "203.0.113.9", ["127.0.0.1"], "203.0.113.9"],
    ["as an IPv4 address in IPv6", "::ffff:127.0.0.1", "203.0.113.9", ["127.0.0.0/8"], "203.0.113.9"],
    ["what the client wrote before it does not", "127.0.0.1", "1.1.1.1, 203.0.113.9", ["127.0.0.1"], "203.0.113.9"],
    ["through two of them", "10.0.0.2", "203.0.113.9, 10.0.0.1", ["10.0.0.0/8"], "203.0.113.9"],
    ["with a port", "10.0.0.2", "203.0.113.9:4711", ["10.0.0.2"], "203.0.113.9"],
    ["over IPv6", "::1", "[2001:db8::1]:4711", ["::1"], "2001:db8::1"],
    ["nonsense is passed over", "127.0.0.1", "unknown, <script>", ["127.0.0.1"], "127.0.0.1"],
  ])("%s", (_, peer, forwarded, trusted, expected) => {
    expect(client(peer, forwarded, trusted)).toBe(expected);
  });

  test.each([
    ["192.0.2.77", "192.0.2.0/24"],
    ["2001:db8:1:2ff::1", "2001:db8:1:200::/56"],
    ["2001:db8::", "2001:db8:0:0::/56"],
    ["::1", "0:0:0:0::/56"],
    ["", "unknown"],
  ])("%s is counted as %s", (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
