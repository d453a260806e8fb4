import { problem } from "../../errors.ts";
import type { Composition, Instant, Problem, Slug, Story } from "../../model.ts";
import { cleanUrl } from "./clean-url.ts";
import { storyWeight } from "./story-weight.ts";

/**
 * What would break a feed or puzzle its readers, story by story, before anything is written: rules of RFC 4287, of the RSS
 * profile, of the W3C's validator and of feed readers, on the stories that go out by feed. Errors stop a publish.
 */
export function lintFeeds(c: Composition): readonly Problem[] {
  const stories = c.stories.filter(({ channels }) => channels.includes("feed"));
  return [...stories.flatMap((story) => rules.flatMap((rule) => rule(story, c) ?? [])), ...sameMoments(stories)];
}

type Rule = (story: Story, c: Composition) => Problem | null;

const rules: readonly Rule[] = [
  idIsUri,
  idIsKept,
  idIsOfTheStory,
  languageIsTag,
  yearHasFourDigits,
  addressesAreMail,
  enclosureIsKnown,
  addressesAreAbsolute,
  sizeFits,
  dekIsPlain,
];

function at(story: Story, level: Problem["level"], code: Problem["code"], key: string, message: string): Problem {
  return problem(level, code, story.file, story.lines[key] ?? story.lines["title"] ?? 1, message);
}

/** RFC 4287 §4.2.6. Readers take any text for an id, so a word is no more than a warning. */
function idIsUri(story: Story): Problem | null {
  if (URL.canParse(story.id) && !/\s/.test(story.id)) return null;
  const message = `the id "${story.id}" is not a full URI, as Atom asks; write one such as tag:example.com,${story.day}:${story.slug}`;
  return at(story, "warning", "FEED_INVALID", "id", message);
}

/** A new id makes every reader show the story as new; nothing in a feed can undo that. */
function idIsKept(story: Story, c: Composition): Problem | null {
  const promised = c.newsroom.lock.ids.get(story.slug);
  if (promised === undefined || promised === story.id) return null;
  // A renamed story took its id along: this is a new one under its old slug.
  if (c.newsroom.stories.some(({ id }) => id === promised)) return null;
  const message = `readers know this story as "${promised}"; set id to that, or remove it`;
  return at(story, "error", "FEED_ID_CHANGED", "id", message);
}

const derivedId = /^tag:[^,]+,(\d{4}-\d\d-\d\d):/;
/** A wrong date may be mended, and a new zone moves days by one. */
const mostDays = 2;

/** A new story that takes the slug of one that is gone takes its id as well, and readers show it as an edit of the old one. */
function idIsOfTheStory(story: Story, c: Composition): Problem | null {
  const promised = c.newsroom.lock.ids.get(story.slug);
  const day = derivedId.exec(promised ?? "")?.[1];
  // An id in the front matter is the writer's word; line 1 is that of a derived one.
  if (day === undefined || promised !== story.id || story.lines["id"] !== 1) return null;
  const apart = Math.abs(Date.parse(day) - Date.parse(story.day)) / 86_400_000;
  if (apart <= mostDays) return null;
  const message = `readers know the story of ${day} by this one's id, ${promised}; if this is another story, give it an id of its own (id: tag:…); if it is the same, write id: ${promised}`;
  return at(story, "error", "FEED_ID_REUSED", "slug", message);
}

/** As the grammar of RFC 4287 has it (RFC 3066). */
function languageIsTag(story: Story): Problem | null {
  if (/^[a-z]{1,8}(?:-[a-z0-9]{1,8})*$/i.test(story.lang)) return null;
  return at(
    story,
    "error",
    "FEED_INVALID",
    "lang",
    `"${story.lang}" is not a language tag; write one such as en or de-AT`,
  );
}

/** RFC 822 dates as RSS wants them. */
function yearHasFourDigits(story: Story): Problem | null {
  const years = [story.date, story.updated].map((instant) => new Date(instant).getUTCFullYear());
  if (years.every((year) => year >= 1000 && year <= 9999)) return null;
  return at(story, "error", "FEED_INVALID", "date", "feeds can carry the years 1000 to 9999 only");
}

function addressesAreMail(story: Story): Problem | null {
  const wrong = story.authors.find(({ email }) => email !== undefined && !/^[^@\s]+@[^@\s]+$/.test(email));
  if (wrong === undefined) return null;
  return at(story, "error", "FEED_INVALID", "author", `"${wrong.email}" is not an e-mail address of ${wrong.name}`);
}

/** RSS asks for type and length; podcast directories refuse items without them. */
function enclosureIsKnown(story: Story): Problem | null {
  const { enclosure } = story;
  if (enclosure === null) return null;
  const typed = /^[\w.+-]+\/[\w.+-]+$/.test(enclosure.type);
  const wrong = typed ? enclosure.url : enclosure.type;
  if (typed && (wrong === undefined || cleanUrl(wrong) !== null)) return null;
  const message = typed
    ? `"${wrong}" is not a full URL`
    : `"${wrong}" is not a MIME type; write one such as audio/mpeg`;
  return at(story, "error", "FEED_INVALID", "enclosure", message);
}

/** Quotes in text are escaped: these stand in tags alone. */
const addressed = ['href="', 'src="', 'srcset="', 'poster="', 'cite="'];

/** The first address in the HTML that is relative, with its name. `indexOf`: one expression for all takes ten times as long. */
function relativeAddress(html: string): string | undefined {
  for (const name of addressed) {
    for (let at = html.indexOf(name); at >= 0; at = html.indexOf(name, at + name.length)) {
      const written = html.slice(at, html.indexOf('"', at + name.length) + 1);
      if (!/^\w+="[a-z][a-z0-9+.-]*:/i.test(written)) return written;
    }
  }
  return undefined;
}

/** Readers know no base to begin from: a relative link leads nowhere, a relative picture is a broken one. */
function addressesAreAbsolute(story: Story): Problem | null {
  for (const part of story.body.parts) {
    const found = typeof part === "string" ? relativeAddress(part) : undefined;
    if (found !== undefined) {
      return at(story, "error", "FEED_INVALID", "title", `${found} is not a full address, and feeds know no other`);
    }
  }
  return null;
}

function sizeFits(story: Story, c: Composition): Problem | null {
  const { bytes, content } = c.newsroom.config.feeds;
  const size = storyWeight(story, content);
  if (size <= bytes) return null;
  const message = `the story takes some ${Math.ceil(size / 1000)} kB of a feed's ${Math.floor(bytes / 1000)} kB; it will stand alone there (raise feeds.bytes, or set feeds.content: summary)`;
  return at(story, "warning", "FEED_STORY_LARGE", "title", message);
}

function dekIsPlain(story: Story): Problem | null {
  const tag = /<\/?[a-z][^<>]*>/i.exec(story.dek)?.[0];
  if (tag === undefined || story.lines["dek"] === undefined) return null;
  return at(
    story,
    "warning",
    "FEED_SUMMARY_MARKUP",
    "dek",
    `the dek is plain text: readers will see "${tag}" as it stands`,
  );
}

/** Stories of bare days share their moment on purpose; of those that give a time, the later by slug is named. */
function sameMoments(stories: readonly Story[]): readonly Problem[] {
  const first = new Map<Instant, Slug>();
  const problems: Problem[] = [];
  for (const story of stories) {
    const earlier = story.dateOnly && story.updated === story.date ? undefined : first.get(story.updated);
    if (earlier !== undefined) {
      const message = `${earlier} was updated at the same second; change one of the two so that readers can order them`;
      problems.push(at(story, "warning", "FEED_SAME_MOMENT", "updated", message));
    } else if (!story.dateOnly || story.updated !== story.date) first.set(story.updated, story.slug);
  }
  return problems;
}
