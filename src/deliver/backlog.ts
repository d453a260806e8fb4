import type { Claim } from "../base/ledger.ts";
import type { IssueId } from "../model.ts";

/** Claims at hand, each recipient domain in a row of its own, so that one that must wait is in nobody's way. */
export interface Backlog {
  readonly size: () => number;
  readonly add: (claims: readonly Claim[]) => void;
  /** The oldest claim of the first domain that may have one; the domain then goes to the end of the round. */
  readonly take: (mayGo: (domain: string) => boolean) => Claim | undefined;
  /** Removes and gives all claims of the domains that a test holds for. */
  readonly drain: (which: (domain: string) => boolean) => readonly Claim[];
  readonly drop: (issue: IssueId) => void;
}

export function createBacklog(): Backlog {
  const rows = new Map<string, Claim[]>();
  let size = 0;
  return {
    size: () => size,
    add: (claims) => {
      for (const claim of claims) {
        const domain = domainOf(claim);
        const row = rows.get(domain);
        if (row === undefined) rows.set(domain, [claim]);
        else row.push(claim);
      }
      size += claims.length;
    },
    take: (mayGo) => {
      for (const [domain, row] of rows) {
        if (!mayGo(domain)) continue;
        const claim = row.shift()!;
        rows.delete(domain);
        if (row.length > 0) rows.set(domain, row);
        size--;
        return claim;
      }
      return undefined;
    },
    drain: (which) => {
      const taken = [...rows].filter(([domain]) => which(domain));
      for (const [domain] of taken) rows.delete(domain);
      const claims = taken.flatMap(([, row]) => row);
      size -= claims.length;
      return claims;
    },
    drop: (issue) => {
      for (const [domain, row] of rows) {
        const stay = row.filter((claim) => claim.issue !== issue);
        size -= row.length - stay.length;
        if (stay.length === 0) rows.delete(domain);
        else rows.set(domain, stay);
      }
    },
  };
}

/** The part of a reader's address that says whose server takes the letter. */
export function domainOf({ reader }: Pick<Claim, "reader">): string {
  return reader.email.slice(reader.email.lastIndexOf("@") + 1).toLowerCase();
}
