import type { Mention, Slug, Story } from "../../model.ts";

/** A line of front matter to add, for an editor to judge. */
export interface Suggestion {
  readonly file: string;
  readonly slug: Slug;
  readonly key: "thread" | "continues" | "related";
  /** A thread's key or a story's slug; `related` gains it, the others become it. */
  readonly value: string;
  /** Where to write it: the line of `related` where there is one, else below this line, the title's. */
  readonly line: number;
  /** As YAML, to paste: `thread: tiktok-oracle`; where the story lists `related` already, the whole of the new list. */
  readonly frontMatter: string;
  /** Why, in words. */
  readonly reason: string;
}

/** What to write, whatever the format. */
export type Addition = Pick<Suggestion, "key" | "value">;

/** Names under which a story may hold the key already. */
export const names: Readonly<Record<Suggestion["key"], readonly string[]>> = {
  thread: ["thread", "series"],
  continues: ["continues"],
  related: ["related", "see_also"],
};

export function suggest(story: Story, key: Suggestion["key"], value: string, reason: string): Suggestion {
  const { file, slug, lines } = story;
  const line = lines[key] ?? lines["title"] ?? 1;
  const listed = key === "related" ? [...story.related.map(written), ...story.banned.map(ban)] : [];
  const frontMatter =
    listed.length === 0
      ? `${key}: ${yamlScalar(value)}`
      : `${key}: [${[...listed, value].map((each) => yamlScalar(each)).join(", ")}]`;
  return { file, slug, key, value, line, frontMatter, reason };
}

function written({ target }: Mention): string {
  return target;
}

function ban({ target }: Mention): string {
  return `!${target}`;
}

/** As it is where YAML cannot take it for anything but these words, else in double quotes, which YAML and JSON share. */
export function yamlScalar(text: string): string {
  const plain = /^[\p{L}_][\p{L}\p{M}\p{N}_-]*$/u.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return plain ? text : JSON.stringify(text);
}
