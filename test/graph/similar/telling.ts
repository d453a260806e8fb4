import type { Slug, TopicKey } from "../../../src/model.ts";
import type { Telling } from "../../../src/graph/similar/terms.ts";

/** A story as similarity reads it; `key` follows the content, as load's does. */
export function telling(slug: string, day: string, title: string, text: string, tags: readonly string[] = []): Telling {
  return {
    slug: slug as Slug,
    day,
    date: Date.parse(`${day}T00:00:00Z`),
    title,
    tags: tags.map((tag) => ({ key: tag as TopicKey, label: tag })),
    withdrawn: null,
    key: JSON.stringify([slug, day, title, text, tags]),
    body: { text },
  };
}
