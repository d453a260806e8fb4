import type { Story } from "../../model.ts";
import { absolute, pictureUrl, tagPath } from "../../base/site.ts";
import type { Shell } from "./shell.ts";

/**
 * A story as schema.org's NewsArticle, for search engines and archives.
 * "<" is written as an escape: within `<script>` neither `</script>` nor `<!--` can then occur.
 */
export function storyJsonLd(shell: Shell, story: Story): string {
  const { config } = shell.c.newsroom;
  const url = absolute(config, story.path);
  const value = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "@id": url,
    mainEntityOfPage: story.canonical ?? url,
    headline: story.title,
    description: story.dek,
    inLanguage: story.lang,
    datePublished: machineDate(story.date, story),
    dateModified: machineDate(story.updated, story),
    author: story.authors.map(({ name, url }) => ({ "@type": "Person", name, ...(url !== undefined && { url }) })),
    publisher: { "@type": "Organization", name: config.title, url: absolute(config, "/") },
    ...(story.image !== null && { image: [pictureUrl(config, story.image)] }),
    ...(story.tags.length > 0 && {
      keywords: story.tags.map(({ label }) => label),
      about: story.tags.map(({ key, label }) => ({
        "@type": "Thing",
        name: label,
        url: absolute(config, tagPath(key)),
      })),
    }),
    ...(story.correction !== null && { correction: story.correction }),
  };
  return JSON.stringify(value)
    .replace(/</g, "\\u003c")
    .replace(/\u2028/g, "\\u2028")
    .replace(/\u2029/g, "\\u2029");
}

/** A day where the story names a day and no more, else an RFC 3339 instant. */
export function machineDate(instant: number, story: Pick<Story, "date" | "day" | "dateOnly">): string {
  return story.dateOnly && instant === story.date ? story.day : new Date(instant).toISOString().replace(".000Z", "Z");
}
