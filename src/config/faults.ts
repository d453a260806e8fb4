import { didYouMean, problem } from "../errors.ts";
import type { Problem } from "../model.ts";
import type { Plain, PlainMap, PlainReading } from "../base/plain.ts";
import { knownKeys, type schema } from "./schema.ts";

export const configFile = "courant.yaml";

/** One fault as the schema states it. */
export type Issue = NonNullable<ReturnType<typeof schema.safeParse>["error"]>["issues"][number];

/** What one issue of the schema means to an editor. */
export function explain(issue: Issue, value: Plain, reading: PlainReading): readonly Problem[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey([...issue.path, key], reading));
  const path = issue.code === "invalid_union" && issue.path.length === 0 ? [] : issue.path;
  const name = path.join(".");
  const written = valueAt(value, path);
  if (path.length === 0)
    return [at(reading, path, "CONFIG_INVALID", "This is not a list of keys; write title: … and url: ….")];
  const expected = issue.message.startsWith("Invalid input") ? "a group of keys" : issue.message;
  if (written === undefined)
    return [at(reading, path, "CONFIG_MISSING", `${name} is missing; it must be ${expected}.`)];
  const shown = mayBeSecret(path) ? "what stands there" : JSON.stringify(written);
  return [at(reading, path, "CONFIG_INVALID", `${name}: ${shown} is not ${expected}.`)];
}

/** Where an editor may have put a relay's address, password and all, instead of the name of its variable. */
function mayBeSecret(path: readonly PropertyKey[]): boolean {
  return path[0] === "delivery" && path[1] === "relays";
}

function unknownKey(path: readonly PropertyKey[], reading: PlainReading): Problem {
  const key = String(path.at(-1));
  const known = knownKeys(path.slice(0, -1));
  const near = didYouMean(key, known, 1);
  if (near[0] === key)
    return at(reading, path, "CONFIG_UNKNOWN_KEY", `${path.join(".")} means nothing here; remove it.`);
  const fix = near.length > 0 ? `did you mean ${near[0]}?` : `known here: ${known.join(", ")}.`;
  return at(reading, path, "CONFIG_UNKNOWN_KEY", `${path.join(".")} is not a key that Courant knows; ${fix}`);
}

function valueAt(value: Plain | undefined, path: readonly PropertyKey[]): Plain | undefined {
  return path.reduce<Plain | undefined>(
    (v, key) => (typeof v === "object" && v !== null ? (v as PlainMap)[String(key)] : undefined),
    value,
  );
}

/** A problem at the line of a key, or of the nearest group around it. */
export function at(
  reading: PlainReading,
  path: readonly PropertyKey[],
  code: Problem["code"],
  message: string,
): Problem {
  let line: number | undefined;
  for (let n = path.length; n > 0 && line === undefined; n--) line = reading.lines.get(path.slice(0, n).join("."));
  return problem("error", code, configFile, line ?? 1, message);
}
