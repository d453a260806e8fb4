import type { Story } from "../../model.ts";
import { href, threadPath } from "../../base/site.ts";
import { say } from "../words.ts";
import { makeCards, type CardView } from "./card.ts";
import type { Shell } from "./shell.ts";

/** A story's place in its running story. */
export interface ThreadBox {
  readonly href: string;
  readonly title: string;
  /** "Part 3 of 7": counted from 1, oldest first. */
  readonly part: string;
  readonly previous: CardView | null;
  readonly next: CardView | null;
}

/** Null for a story of no thread, and for the only part of one. */
export function threadBox(shell: Shell, story: Story): ThreadBox | null {
  const thread = shell.c.graph.threads.find(({ key }) => key === story.thread);
  const at = thread?.parts.indexOf(story.slug) ?? -1;
  if (thread === undefined || at < 0 || thread.parts.length < 2) return null;
  const part = (i: number): CardView | null => makeCards(shell, thread.parts.slice(i, i + 1))[0] ?? null;
  return {
    href: href(shell.c.newsroom.config, threadPath(thread.key)),
    title: thread.title,
    part: say(shell.words.part, { n: at + 1, of: thread.parts.length }),
    previous: at === 0 ? null : part(at - 1),
    next: part(at + 1),
  };
}
