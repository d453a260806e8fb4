import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fail } from "../errors.ts";
import type { Config } from "./config.ts";
import { findConfig, keepConfig } from "./kept-config.ts";

/**
 * courant.yaml of a newsroom, checked and filled in, frozen.
 * Throws a CourantError (exit 2) with every fault, each with its line and, for an unknown key, the nearest known one.
 */
export async function loadConfig(dir: string): Promise<Config> {
  const text = readText(dir);
  const kept = findConfig(dir, text);
  if (kept !== undefined) return deepFreeze(kept);
  const { checkConfig } = await import("./check.ts");
  const config = await checkConfig(text);
  keepConfig(dir, text, config);
  return deepFreeze(config);
}

function readText(dir: string): string {
  try {
    return readFileSync(join(dir, "courant.yaml"), "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    return fail(
      "NOT_A_NEWSROOM",
      missing
        ? `${dir} holds no courant.yaml; run \`courant init\` there, or name a newsroom with --dir.`
        : `${join(dir, "courant.yaml")} cannot be read: ${(error as Error).message}.`,
      2,
    );
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
