import { createPublicKey, type KeyObject } from "node:crypto";
import type { DkimKey } from "../../deliver/dkim-keys.ts";
import { check, type Check } from "./check.ts";
import type { Dns } from "./dns.ts";
import { tagsOf } from "./tag-list.ts";

/** Whether the public half of a key stands in the DNS where its signatures say (RFC 6376 §3.6.1, RFC 8463). */
export async function checkDkim({ selector, domain, key, algorithm }: DkimKey, dns: Dns): Promise<Check> {
  const name = `${selector}._domainkey.${domain}`;
  const about = `DKIM key ${name}`;
  const publicKey = createPublicKey(key);
  const wanted = recordOf(publicKey);
  const records = await dns.txt(name);
  const [record] = records;
  if (record === undefined)
    return check(about, "none", "DNS_DKIM", [
      ["error", `${name} has no TXT record, so no signature of ours verifies; publish "${wanted}".`],
    ]);
  if (records.length > 1)
    return check(about, `${records.length} records`, "DNS_DKIM", [
      ["error", `${name} has ${records.length} TXT records; leave the one with our key.`],
    ]);
  const tags = tagsOf(record);
  const published = tags.get("p") ?? "";
  const found = `${algorithm}, ${publicKey.asymmetricKeyDetails?.modulusLength ?? 256} bits`;
  if (published === "")
    return check(about, "revoked", "DNS_DKIM", [["error", `${name} is revoked (p= is empty); publish "${wanted}".`]]);
  if (!isSameKey(published, publicKey))
    return check(about, "another key", "DNS_DKIM", [
      [
        "error",
        `${name} holds another key than the one we sign with; publish "${wanted}", or set the key that belongs to it.`,
      ],
    ]);
  const testing = (tags.get("t") ?? "").split(":").includes("y");
  return check(
    about,
    found,
    "DNS_DKIM",
    testing ? [["warning", `${name} says t=y, only testing: receivers may treat letters as unsigned. Remove it.`]] : [],
  );
}

/** What to publish. Ed25519 keys stand there as their 32 bytes (RFC 8463 §4), RSA keys as SubjectPublicKeyInfo. */
function recordOf(key: KeyObject): string {
  const rsa = key.asymmetricKeyType === "rsa";
  const der = key.export({ type: "spki", format: "der" });
  return `v=DKIM1; k=${rsa ? "rsa" : "ed25519"}; p=${(rsa ? der : der.subarray(-32)).toString("base64")}`;
}

function isSameKey(published: string, key: KeyObject): boolean {
  const bytes = Buffer.from(published.replace(/\s+/g, ""), "base64");
  const der = key.export({ type: "spki", format: "der" });
  if (key.asymmetricKeyType !== "rsa") return bytes.equals(der.subarray(-32));
  // RFC 6376 allows the bare RSAPublicKey, too.
  return bytes.equals(der) || bytes.equals(key.export({ type: "pkcs1", format: "der" }));
}
