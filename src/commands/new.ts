import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { loadConfig } from "../config/load.ts";
import { CourantError, fail, problem } from "../errors.ts";
import type { Instant } from "../model.ts";
import { dayIn, momentIn, renderStoryFile, storyFile } from "../base/story-file.ts";
import type { Outcome, Session } from "./session.ts";

interface NewOptions {
  readonly thread?: string;
}

/** Makes a story file for the editor to fill: today's date, the title's slug. */
export async function runNew(session: Session, title: string, options: NewOptions): Promise<Outcome> {
  const { timezone } = await loadConfig(session.dir);
  const file = newStory(session.dir, title, session.now, timezone, options.thread);
  return {
    exit: 0,
    document: { ok: true, file },
    text: `${file}\nA draft: take \`draft: true\` out to publish it.`,
    problems: [],
  };
}

/**
 * Writes `stories/2026-11-22-the-title.md` into `dir` and gives that path. The story is dated now, to the minute, and a
 * draft: a scheduled tick must not mail a headline whose text is still to be written.
 */
export function newStory(dir: string, title: string, now: Instant, timezone: string, thread?: string): string {
  const headline = title.replace(/\s+/g, " ").trim();
  if (headline === "") fail("USAGE", 'a story needs a title: courant new "What Happened Today"', 2);
  const file = storyFile(headline, dayIn(timezone, now));
  const path = join(dir, file);
  if (existsSync(path)) {
    throw new CourantError([problem("error", "FILE_EXISTS", file, 1, "is there already; choose another title.")]);
  }
  mkdirSync(dirname(path), { recursive: true });
  const front = { title: headline, date: momentIn(timezone, now), thread, draft: true };
  writeFileSync(path, renderStoryFile(front, ""), { flag: "wx" });
  return file;
}
