import { check, type Check } from "./check.ts";
import type { Dns } from "./dns.ts";

/** Where replies and bounces to a domain go. Without MX they try its own address (RFC 5321 §5.1). */
export async function checkMx(domain: string, dns: Dns): Promise<Check> {
  const servers = await dns.mx(domain);
  if (servers.length > 0) return check(`MX of ${domain}`, servers.join(", "), "DNS_MX", []);
  const addresses = await dns.addresses(domain);
  const message = `${domain} has no MX record, so replies and bounces get lost; some receivers refuse such senders. Publish one.`;
  return check(`MX of ${domain}`, "none", "DNS_MX", [[addresses.length > 0 ? "warning" : "error", message]]);
}
