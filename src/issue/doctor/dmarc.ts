/** DMARC by RFC 9989, which finds the organizational domain by a walk through the DNS instead of a list of public suffixes. */
import { check, type Check } from "./check.ts";
import type { Dns } from "./dns.ts";
import { tagsOf } from "./tag-list.ts";

type Fault = readonly ["error" | "warning", string];

interface Policy {
  /** Where its record was found. */
  readonly domain: string;
  readonly tags: ReadonlyMap<string, string>;
}

/** The policy that receivers apply to letters from `domain`, and whether letters signed as `signers` align with it. */
export async function checkDmarc(domain: string, signers: readonly string[], dns: Dns): Promise<Check> {
  const about = `DMARC of ${domain}`;
  const [policy] = await policiesUp(domain, dns);
  if (policy === undefined)
    return check(about, "none", "DNS_DMARC", [
      [
        "error",
        `${domain} has no DMARC policy, which bulk receivers ask for; publish "v=DMARC1; p=none; rua=mailto:dmarc@${domain}" at _dmarc.${domain}.`,
      ],
    ]);
  const applied = appliedTo(domain, policy);
  return check(about, `p=${applied} from ${policy.domain}`, "DNS_DMARC", [
    ...policyFaults(policy, applied),
    ...(await reportFaults(policy, dns)),
    ...(await alignmentFaults(domain, signers, policy, dns)),
  ]);
}

/** Records from the name itself upwards (RFC 9989 §4.10); of a name with several none counts. At most eight questions. */
async function policiesUp(domain: string, dns: Dns): Promise<readonly Policy[]> {
  const labels = domain.split(".");
  const all = labels.map((_, i) => labels.slice(i));
  const names = labels.length > 8 ? [labels, ...all.filter((each) => each.length <= 7)] : all;
  const found: Policy[] = [];
  for (const name of names.map((each) => each.join("."))) {
    const records = (await dns.txt(`_dmarc.${name}`)).filter((text) => /^v\s*=\s*DMARC1\s*(;|$)/.test(text));
    if (records.length !== 1) continue;
    const tags = tagsOf(records[0]!);
    found.push({ domain: name, tags });
    if (/^[ny]$/.test(tags.get("psd") ?? "")) break;
  }
  return found;
}

/** The organizational domain: where psd=n stands, one label below psd=y, else the record with the fewest labels. */
async function organizationOf(domain: string, dns: Dns): Promise<string> {
  const last = (await policiesUp(domain, dns)).at(-1);
  if (last === undefined) return domain;
  if (last.tags.get("psd") !== "y" || last.domain === domain) return last.domain;
  return domain
    .split(".")
    .slice(-last.domain.split(".").length - 1)
    .join(".");
}

function appliedTo(domain: string, { domain: at, tags }: Policy): string {
  const own = tags.get("p");
  const policy = (domain === at ? own : (tags.get("sp") ?? own))?.toLowerCase();
  // Without a valid policy but with an address for reports, receivers apply none (§4.7).
  return policy !== undefined && ["none", "quarantine", "reject"].includes(policy) ? policy : "none";
}

function policyFaults({ domain, tags }: Policy, applied: string): readonly Fault[] {
  const faults: Fault[] = [];
  const p = tags.get("p");
  if (p === undefined || !/^(none|quarantine|reject)$/i.test(p))
    faults.push(["error", `_dmarc.${domain} says p=${p ?? "nothing"}; write p=none, p=quarantine or p=reject.`]);
  else if (applied === "none")
    faults.push([
      "warning",
      `_dmarc.${domain} says p=none: anybody may still write as you. Once the reports are clean, write p=quarantine.`,
    ]);
  for (const gone of ["pct", "rf", "ri"])
    if (tags.has(gone)) faults.push(["warning", `_dmarc.${domain} says ${gone}=, which RFC 9989 dropped; remove it.`]);
  if (!tags.has("rua"))
    faults.push([
      "warning",
      `_dmarc.${domain} asks for no reports; add rua=mailto:dmarc@${domain} to learn who writes as you.`,
    ]);
  return faults;
}

/** Reports go to another organization only if it says that it wants them (RFC 9990 §4). */
async function reportFaults({ domain, tags }: Policy, dns: Dns): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  const home = await organizationOf(domain, dns);
  for (const address of (tags.get("rua") ?? "").split(",")) {
    const host = /^\s*mailto:[^@]+@([^!\s]+)/i.exec(address)?.[1]?.toLowerCase();
    if (host === undefined || (await organizationOf(host, dns)) === home) continue;
    const consent = await dns.txt(`${domain}._report._dmarc.${host}`);
    if (!consent.some((text) => text.startsWith("v=DMARC1")))
      faults.push([
        "warning",
        `reports of ${domain} go to ${host}, which has not agreed; it must publish "v=DMARC1" at ${domain}._report._dmarc.${host}.`,
      ]);
  }
  return faults;
}

async function alignmentFaults(
  domain: string,
  signers: readonly string[],
  { tags }: Policy,
  dns: Dns,
): Promise<readonly Fault[]> {
  if (signers.length === 0) return [];
  const strict = tags.get("adkim") === "s";
  const home = await organizationOf(domain, dns);
  for (const signer of signers) {
    if (signer === domain || (!strict && (await organizationOf(signer, dns)) === home)) return [];
  }
  return [
    [
      "error",
      `letters from ${domain} are signed as ${signers.join(", ")}, which does not align${strict ? " under adkim=s" : ""}; set DKIM_DOMAIN=${domain}.`,
    ],
  ];
}
