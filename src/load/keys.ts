/** The front matter keys of a story by contract name, each with the names other tools have for it; the first that is set counts. */
export const storyKeys = {
  title: [],
  date: ["pubDate", "published", "publishDate"],
  slug: [],
  dek: ["description", "summary", "excerpt", "subtitle"],
  updated: ["lastmod", "modified", "last_modified_at", "updatedDate"],
  authors: ["author", "by"],
  tags: ["keywords", "categories", "topics"],
  image: ["cover", "hero", "thumbnail", "featured_image"],
  enclosure: [],
  related: ["see_also"],
  thread: ["series"],
  continues: [],
  correction: [],
  withdrawn: [],
  draft: [],
  channels: [],
  lead: [],
  canonical: [],
  lang: [],
  aliases: [],
  id: [],
  subject: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type StoryKey = keyof typeof storyKeys;
