import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import { CourantError, problem } from "../errors.ts";
import type { Problem } from "../model.ts";

/** A private key that has proved itself. `selector` and `domain` say where its public half stands in DNS. */
export interface DkimKey {
  readonly selector: string;
  readonly domain: string;
  readonly algorithm: "rsa-sha256" | "ed25519-sha256";
  readonly key: KeyObject;
}

/**
 * The key ring: each `DKIM_<SELECTOR>` holds a private key (PEM, or its base64 alone in one line) and signs as
 * `<selector>._domainkey.<domain>`; `DKIM_DOMAIN` is the domain, else that of `from`. RSA of at least 2048 bits and Ed25519
 * (RFC 8463); every key signs every letter, so a new key joins before the old one leaves.
 * Throws SECRET_INVALID (exit 2) for every key that cannot sign. Messages name the variable and never hold its value.
 */
export function dkimKeys(variables: Readonly<Record<string, string>>, from: string): readonly DkimKey[] {
  const domain = (variables["DKIM_DOMAIN"] ?? from.slice(from.lastIndexOf("@") + 1)).toLowerCase();
  const problems: Problem[] = [];
  const keys: DkimKey[] = [];
  for (const [name, value] of Object.entries(variables).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (name === "DKIM_DOMAIN") continue;
    const selector = name.slice("DKIM_".length).toLowerCase().replaceAll("_", "-");
    const read = readKey(value);
    if (typeof read === "string") problems.push(problem("error", "SECRET_INVALID", null, null, `${name} ${read}`));
    else keys.push({ selector, domain, ...read });
  }
  if (problems.length > 0) throw new CourantError(problems, 2);
  return keys;
}

function readKey(value: string): Pick<DkimKey, "algorithm" | "key"> | string {
  const key = parseKey(value);
  if (key === undefined) return "is not a private key; give it as PEM (PKCS #8), or its base64 in one line.";
  const rsa = key.asymmetricKeyType === "rsa";
  if (!rsa && key.asymmetricKeyType !== "ed25519")
    return `is a key of type ${key.asymmetricKeyType}; DKIM knows rsa and ed25519.`;
  if (rsa && (key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048)
    return "is an RSA key of fewer than 2048 bits; make a longer one.";
  if (!signs(key, rsa ? "sha256" : null)) return "is damaged: what it signs does not verify.";
  return { key, algorithm: rsa ? "rsa-sha256" : "ed25519-sha256" };
}

/** A key that parses may still be damaged: it must sign something that its own public half accepts. */
function signs(key: KeyObject, algorithm: "sha256" | null): boolean {
  const probe = Buffer.from("courant");
  try {
    return verify(algorithm, probe, createPublicKey(key), sign(algorithm, probe, key));
  } catch {
    return false;
  }
}

function parseKey(value: string): KeyObject | undefined {
  try {
    if (value.includes("-----BEGIN")) return createPrivateKey(value.replaceAll("\\n", "\n"));
    return createPrivateKey({ key: Buffer.from(value, "base64"), format: "der", type: "pkcs8" });
  } catch {
    return undefined;
  }
}
