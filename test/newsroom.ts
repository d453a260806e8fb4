/** Newsrooms made for one test. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { scratch } from "./courant.ts";

/** Writes files into a folder that is gone when the test ends. */
export function newsroom(files: Readonly<Record<string, string | Uint8Array>>): string {
  const dir = join(scratch(), "newsroom");
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
  return dir;
}

/** A story file; values of the front matter are YAML as they stand. */
export function story(head: Readonly<Record<string, string>>, body: string): string {
  const lines = Object.entries(head).map(([key, value]) => `${key}: ${value}`);
  return `---\n${lines.join("\n")}\n---\n\n${body}\n`;
}
