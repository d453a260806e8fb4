import { createHash } from "node:crypto";
import { linkTargets, storiesByDay, compare, type Material } from "./sweep.ts";
import { signals } from "./signals.ts";
import type { Weights } from "./weights.ts";

/** Raise it with every change that makes other lists of the same stories. */
const VERSION = 3;

/**
 * For each day, a hash of all that its lists depend on: the stories of that day and of every day before, their links
 * and bans, weights and limit. Equal print, equal lists; what comes later changes none.
 */
export function fingerprints(material: Material, weights: Weights, limit: number): ReadonlyMap<string, string> {
  const targets = linkTargets(material.explicit);
  const hash = createHash("sha256");
  hash.update(
    JSON.stringify([VERSION, signals.map((signal) => weights[signal]), limit, material.ignoreTags.toSorted(compare)]),
  );
  return new Map(
    [...storiesByDay(material)].map(([day, stories]) => {
      for (const { key, slug } of stories) {
        const banned = [...(material.banned.get(slug) ?? [])].toSorted(compare);
        hash.update(`\n${key} ${(targets.get(slug) ?? []).join(",")} ${banned.join(",")}`);
      }
      hash.update(`\n${day}\n`);
      return [day, hash.copy().digest("base64url")];
    }),
  );
}
