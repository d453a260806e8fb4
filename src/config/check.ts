import { CourantError, problem } from "../errors.ts";
import type { Problem } from "../model.ts";
import { topicKey } from "../base/slug.ts";
import { isPlainMap, type Plain, type PlainMap, type PlainReading } from "../base/plain.ts";
import { readYaml } from "../base/yaml.ts";
import type { Config } from "./config.ts";
import { fillDefaults } from "./defaults.ts";
import { at, configFile as file, explain, type Issue } from "./faults.ts";
import { schema, undecidedDigest, type RawConfig } from "./schema.ts";

/** The text of a courant.yaml as a Config, or a CourantError (exit 2) with every fault in it. */
export async function checkConfig(text: string): Promise<Config> {
  const reading = readYaml(text);
  if (reading.faults.length > 0) {
    throw new CourantError(
      reading.faults.map((f) => problem("error", "CONFIG_SYNTAX", file, f.line, `${f.message}.`)),
      2,
    );
  }
  const value = withoutBlanks(reading.value);
  const result = schema.safeParse(value);
  const problems = [
    ...withUndecided(result.error?.issues ?? [], value).flatMap((issue) => explain(issue, value, reading)),
    ...checkNames(value, reading),
    ...(await checkSchedule(value, reading)),
  ];
  if (problems.length > 0 || !result.success) throw new CourantError(byLine(problems), 2);
  return fillDefaults(result.data satisfies RawConfig, reading.lines);
}

/** The schema stops at a digest whose `every` is wrong; its other keys are judged as well, so that no fault waits for the next run. */
function withUndecided(issues: readonly Issue[], value: Plain): readonly Issue[] {
  return issues.flatMap((issue) => {
    const [group, name, key] = issue.path;
    if (group !== "digests" || name === undefined || key !== "every" || !isPlainMap(value)) return [issue];
    const digests = value["digests"]!;
    const digest = isPlainMap(digests) ? digests[String(name)] : undefined;
    const others = undecidedDigest.safeParse(digest).error?.issues ?? [];
    return [issue, ...others.map((other) => ({ ...other, path: [group, name, ...other.path] }))];
  });
}

/** `icon:` with nothing behind it counts as unset; so does an empty file. An empty thread or digest stays, to be judged. */
function withoutBlanks(value: Plain): Plain {
  if (value === null) return {};
  if (!isPlainMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, v]): [string, Plain] => [
        key,
        isPlainMap(v) ? fillEntries(v, key === "threads" || key === "digests" ? {} : null) : v,
      ])
      .filter(([, v]) => v !== null),
  );
}

function fillEntries(map: PlainMap, blank: Plain): Plain {
  return Object.fromEntries(
    Object.entries(map)
      .map(([key, v]): [string, Plain] => [key, v ?? blank])
      .filter(([, v]) => v !== null),
  );
}

/** Names that become part of paths, ids and command lines. */
function checkNames(value: Plain, reading: PlainReading): readonly Problem[] {
  if (!isPlainMap(value)) return [];
  const bad = Object.keys(isPlainMap(value["digests"]) ? value["digests"] : {}).filter(
    (n) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(n),
  );
  const threads = Object.keys(isPlainMap(value["threads"]) ? value["threads"] : {});
  const taken = threads.filter((name, i) => threads.findIndex((n) => topicKey(n) === topicKey(name)) < i);
  return [
    ...bad.map((n) =>
      at(reading, ["digests", n], "CONFIG_INVALID", `"${n}" is not a digest's name; use a-z, 0-9 and "-".`),
    ),
    ...taken.map((n) =>
      at(reading, ["threads", n], "CONFIG_INVALID", `Another thread has the path of "${n}"; keep one.`),
    ),
  ];
}

/** node-cron is imported only where a schedule asks for it: 20 ms. */
async function checkSchedule(value: Plain, reading: PlainReading): Promise<readonly Problem[]> {
  const build = isPlainMap(value) ? value["build"] : undefined;
  if (typeof build !== "string") return [];
  const { validateDetailed } = await import("node-cron");
  const { valid, errors } = validateDetailed(build);
  const why = errors.map((e) => e.message).join(", ");
  return valid ? [] : [at(reading, ["build"], "CONFIG_INVALID", `build: "${build}" is not a cron expression: ${why}.`)];
}

function byLine(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
}
