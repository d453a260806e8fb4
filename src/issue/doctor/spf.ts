import { check, type Check } from "./check.ts";
import type { Dns } from "./dns.ts";

/** RFC 7208 §4.6.4: terms that cost a look-up, and those of them that found nothing. */
interface Cost {
  lookups: number;
  voids: number;
  readonly faults: string[];
}

const mostLookups = 10;
const mostVoids = 2;

/** The SPF record of a domain (RFC 7208), its includes followed as a receiver would, and what they cost. */
export async function checkSpf(domain: string, dns: Dns): Promise<Check> {
  const about = `SPF of ${domain}`;
  const records = spfAmong(await dns.txt(domain));
  const [record] = records;
  if (record === undefined)
    return check(about, "none", "DNS_SPF", [
      [
        "error",
        `${domain} has no SPF record; publish the TXT record your mail provider names, such as "v=spf1 include:… -all".`,
      ],
    ]);
  const cost: Cost = { lookups: 0, voids: 0, faults: [] };
  await walk(record, domain, dns, cost, 0);
  const { lookups, voids, faults } = cost;
  return check(about, `${lookups} of ${mostLookups} look-ups`, "DNS_SPF", [
    ...(records.length > 1
      ? ([
          ["error", `${domain} has ${records.length} SPF records, so receivers heed none; merge them into one.`],
        ] as const)
      : []),
    ...faults.map((fault) => ["error", fault] as const),
    ...(lookups > mostLookups
      ? ([
          [
            "error",
            `the SPF record of ${domain} costs ${lookups} look-ups; from the eleventh on it counts as broken. Drop includes that no longer send for you.`,
          ],
        ] as const)
      : []),
    ...(voids > mostVoids
      ? ([
          [
            "error",
            `the SPF record of ${domain} leads to ${voids} names without records; more than two break it. Remove them.`,
          ],
        ] as const)
      : []),
    ...endFaults(record, domain),
  ]);
}

function spfAmong(texts: readonly string[]): readonly string[] {
  return texts.filter((text) => /^v=spf1( |$)/i.test(text));
}

async function walk(record: string, domain: string, dns: Dns, cost: Cost, depth: number): Promise<void> {
  for (const term of termsOf(record)) {
    const [, name = "", target = domain] = /^[+?~-]?([a-z]+)(?:[:=]([^/]*))?/i.exec(term) ?? [];
    const kind = name.toLowerCase();
    if (!["include", "redirect", "a", "mx", "ptr", "exists"].includes(kind)) continue;
    cost.lookups++;
    // Macros depend on the letter; ptr on the sender. Neither can be followed here.
    if (target.includes("%") || kind === "ptr" || cost.lookups > 30 || depth > mostLookups) continue;
    if (kind === "include" || kind === "redirect") await follow(target, dns, cost, depth);
    else if ((await (kind === "mx" ? dns.mx(target) : dns.addresses(target))).length === 0) cost.voids++;
  }
}

async function follow(target: string, dns: Dns, cost: Cost, depth: number): Promise<void> {
  const texts = await dns.txt(target);
  const [record] = spfAmong(texts);
  if (record !== undefined) return walk(record, target, dns, cost, depth + 1);
  if (texts.length === 0) cost.voids++;
  cost.faults.push(
    `the SPF record leads to ${target}, which has none: receivers count the whole as broken. Remove it.`,
  );
}

function termsOf(record: string): readonly string[] {
  return record
    .split(/ +/)
    .slice(1)
    .filter((term) => term !== "");
}

function endFaults(record: string, domain: string): readonly (readonly ["error" | "warning", string])[] {
  const all = termsOf(record).find((term) => /^[+?~-]?all$/i.test(term));
  if (all !== undefined && /^\+?all$/i.test(all))
    return [
      [
        "error",
        `the SPF record of ${domain} ends in "${all}", which lets everybody send as you; end it in "-all" or "~all".`,
      ],
    ];
  if (all?.startsWith("?") || (all === undefined && !/ redirect=/i.test(record)))
    return [["warning", `the SPF record of ${domain} forbids nobody; end it in "-all" or "~all".`]];
  return [];
}
