import { readFileSync } from "node:fs";
import { join } from "node:path";
import { emptyMemory, type Memory } from "./graph/similar/memory.ts";
import { decodeMemory, encodeMemory } from "./graph/similar/memory-file.ts";
import { keepFile } from "./base/keep-file.ts";
import type { Instant, IssueId, Newsroom, Press, Slug } from "./model.ts";
import { press } from "./press.ts";

const name = "similar.bin";

/** `press`, given what the last one in this folder remembered, and leaving the like for the next: in `.courant/`, safe to delete. */
export function pressFolder(newsroom: Newsroom, now: Instant, planned?: ReadonlyMap<IssueId, readonly Slug[]>): Press {
  const cache = join(newsroom.dir, ".courant");
  const before = readMemory(join(cache, name));
  const pressed = press(newsroom, now, planned, before);
  if (hasNews(pressed.memory, before)) keepFile(cache, name, encodeMemory(pressed.memory));
  return pressed;
}

function readMemory(file: string): Memory {
  try {
    return decodeMemory(readFileSync(file));
  } catch {
    return emptyMemory;
  }
}

function hasNews(after: Memory, before: Memory): boolean {
  const { terms, lists } = after;
  if (terms.size !== before.terms.size || lists.size !== before.lists.size) return true;
  return (
    ![...terms.keys()].every((key) => before.terms.has(key)) || ![...lists.keys()].every((key) => before.lists.has(key))
  );
}
