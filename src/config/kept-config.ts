import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { keepFile } from "../base/keep-file.ts";
import { programStamp } from "../base/program-stamp.ts";
import type { Config } from "./config.ts";

// Checking courant.yaml imports yaml and zod, 130 ms; reading what came of it the last time takes 1.
const name = "config.json";

/** The configuration that this very text gave before, if it did and Courant has not changed since. */
export function findConfig(dir: string, text: string): Config | undefined {
  try {
    const { stamp, config } = JSON.parse(readFileSync(join(dir, ".courant", name), "utf8")) as Kept;
    if (stamp !== stampOf(text)) return undefined;
    return { ...config, threads: new Map(config.threads), lines: new Map(config.lines) };
  } catch {
    return undefined;
  }
}

/** Keeps a configuration for the next run. */
export function keepConfig(dir: string, text: string, config: Config): void {
  const kept: Kept = {
    stamp: stampOf(text),
    config: { ...config, threads: [...config.threads], lines: [...config.lines] },
  };
  keepFile(join(dir, ".courant"), name, JSON.stringify(kept));
}

type Entry<M> = M extends ReadonlyMap<infer K, infer V> ? readonly [K, V] : never;

interface Kept {
  readonly stamp: string;
  readonly config: Omit<Config, "threads" | "lines"> & {
    readonly threads: readonly Entry<Config["threads"]>[];
    readonly lines: readonly Entry<Config["lines"]>[];
  };
}

function stampOf(text: string): string {
  return hash("sha256", `${programStamp()}\n${text}`, "hex");
}
