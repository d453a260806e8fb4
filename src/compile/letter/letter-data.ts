import type { Config, Digest } from "../../config/config.ts";
import { slotToken, withoutMarks } from "../../base/slot.ts";
import { absolute, issuePath, pathOf } from "../../base/site.ts";
import type { Composition, EditorNote, IssueId, Slug, Story } from "../../model.ts";
import { directionOf, say, sayDay, sayPeriod, wordsFor, type Words } from "../words.ts";
import { hole, passage } from "./galley.ts";
import { storyData, webUrl, type StoryData } from "./story-data.ts";
import { wrap } from "./wrap.ts";

/** An issue to compile: its stories in their order, and what the editor wrote for it. */
export interface IssueToCompile {
  readonly id: IssueId;
  readonly digest: Digest;
  readonly stories: readonly Slug[];
  readonly note?: EditorNote;
}

/** One letter of an issue: what readers with the same topics and the same past get. */
export interface Variant {
  readonly stories: readonly Slug[];
  /** Stories mailed to these readers earlier that have been corrected or withdrawn since. */
  readonly corrections: readonly Slug[];
}

interface SectionData {
  readonly begin: string;
  readonly end: string;
  /** Empty for stories that share no topic. */
  readonly title: string;
  readonly stories: readonly StoryData[];
}

interface CorrectionData {
  readonly begin: string;
  readonly end: string;
  readonly title: string;
  readonly url: string | null;
  readonly label: string;
  readonly text: string;
  readonly wrapped: string;
}

/** What the templates digest and story are filled with. */
export interface LetterData {
  readonly letter: FrameData;
  readonly words: Words;
  /** Every story that leads one of the letters. */
  readonly leads: readonly StoryData[];
  readonly sections: readonly SectionData[];
  readonly corrections: readonly CorrectionData[];
  readonly correctionsBegin: string;
  readonly correctionsEnd: string;
}

/** What surrounds the stories of any letter. */
export interface FrameData {
  readonly lang: string;
  readonly dir: "ltr" | "rtl";
  /** The sides on which lines begin and end. */
  readonly start: "left" | "right";
  readonly end: "left" | "right";
  readonly title: string;
  readonly url: string;
  /** Square; null where there is none that mail programs show, and in letters of the service. */
  readonly logo: string | null;
  readonly digest: string;
  readonly period: string;
  /** The issue's page; an empty text for letters without one. */
  readonly web: string;
  /** The newsroom's name and postal address. */
  readonly imprint: string;
  readonly unsubscribe: string;
  readonly preferences: string;
  readonly reason: string;
  readonly name: string;
  /** The visible first line, which inboxes show beside the subject. */
  readonly first: string;
  readonly opening: string;
  readonly openingText: string;
  readonly hasOpening: boolean;
}

/** Data for the galley of an issue: every story that one of the variants holds, in every shape that one of them needs. */
export function letterData(c: Composition, issue: IssueToCompile, variants: readonly Variant[]): LetterData {
  const { config, templates } = c.newsroom;
  const words = wordsFor(config.language, templates);
  const leads = new Set(variants.flatMap((variant) => variant.stories.slice(0, 1)));
  const others = new Set(variants.flatMap((variant) => variant.stories.slice(1)));
  // Sections are those of the whole issue, so that a letter is the same whichever others are made beside it.
  const inOrder = issue.stories
    .flatMap((slug) => c.bySlug.get(slug) ?? [])
    .filter(({ withdrawn }) => withdrawn === null);
  // Not of the issue, so in none of its sections: what another digest still owed a few readers comes last.
  const owed = [...new Set(variants.flatMap((variant) => owedStories(issue, variant)))].map((slug) =>
    c.bySlug.get(slug)!,
  );
  const sections = [...sectionsOf(inOrder), ...(owed.length === 0 ? [] : [{ title: "", stories: owed }])];
  const corrected = passage("corrections");
  const shapeOf = (role: "lead" | "item", { slug }: Story) => ({ role, mayBeFull: isWhole(c, issue, slug) });
  return {
    letter: { ...frameData(c.newsroom.config, issue.digest.title), ...issueFrame(c, issue, words) },
    words,
    leads: [...inOrder, ...owed]
      .filter(({ slug }) => leads.has(slug))
      .map((story) => storyData(c, story, shapeOf("lead", story), words)),
    sections: sections.map((section) => {
      const stories = section.stories.filter(({ slug }) => others.has(slug));
      return {
        ...passage(`section ${stories.map(({ slug }) => slug).join(" ")}`),
        title: withoutMarks(section.title),
        stories: stories.map((story) => storyData(c, story, shapeOf("item", story), words)),
      };
    }),
    corrections: [...new Set(variants.flatMap((variant) => variant.corrections))].map((slug) =>
      correctionData(c, c.bySlug.get(slug)!, words),
    ),
    correctionsBegin: corrected.begin,
    correctionsEnd: corrected.end,
  };
}

/** Stories of a variant that its issue does not hold. */
export function owedStories({ stories }: Pick<IssueToCompile, "stories">, variant: Variant): readonly Slug[] {
  return variant.stories.filter((slug) => !stories.includes(slug));
}

/** The frame of any letter, without an issue in it. */
export function frameData(config: Config, digest: string): FrameData {
  const dir = directionOf(config.language);
  return {
    lang: config.language,
    dir,
    start: dir === "rtl" ? "right" : "left",
    end: dir === "rtl" ? "left" : "right",
    title: withoutMarks(config.title),
    url: absolute(config, "/"),
    logo: null,
    digest: withoutMarks(digest),
    period: "",
    web: "",
    imprint: withoutMarks(imprintOf(config)),
    unsubscribe: slotToken("unsubscribe"),
    preferences: slotToken("preferences"),
    reason: slotToken("reason"),
    name: slotToken("name"),
    first: hole("first"),
    opening: hole("html opening"),
    openingText: hole("text opening"),
    hasOpening: false,
  };
}

/** No SVG, which Gmail and Outlook do not show, and no file that is not there. */
function logoOf({ config, assets }: Pick<Composition["newsroom"], "config" | "assets">): string | null {
  const { logo } = config;
  if (logo === null || /\.svg$/i.test(logo)) return null;
  if (/^https?:/i.test(logo)) return logo;
  const file = logo.replace(/^\//, "");
  return assets.some(({ path }) => path === file) ? absolute(config, pathOf(file)) : null;
}

function imprintOf({ title, postalAddress }: Pick<Config, "title" | "postalAddress">): string {
  if (postalAddress === null) return title;
  return postalAddress.startsWith(title) ? postalAddress : `${title} · ${postalAddress}`;
}

/** "November 20, 2026", "Week 47, 2026"; for an instant issue the day of its story. */
export function periodOf(c: Composition, issue: IssueToCompile, words: Words): string {
  const period = issue.id.slice(issue.id.indexOf("/") + 1);
  const story = c.bySlug.get(period as Slug);
  return issue.digest.every === "story" && story !== undefined ? sayDay(words, story.day) : sayPeriod(words, period);
}

/** Printed whole: where the digest says so, and where the story has no page to read it on. */
export function isWhole(c: Composition, issue: IssueToCompile, slug: Slug): boolean {
  return issue.digest.content === "full" || c.bySlug.get(slug)?.channels.includes("web") === false;
}

function issueFrame(c: Composition, issue: IssueToCompile, words: Words): Partial<FrameData> {
  return {
    period: periodOf(c, issue, words),
    web: absolute(c.newsroom.config, issuePath(issue.id)),
    logo: logoOf(c.newsroom),
    hasOpening: issue.note !== undefined && issue.note.body.parts.length > 0,
  };
}

/**
 * Stories by topic, in the order of each section's first story; a story goes to the topic of its own that most others share.
 * Stories without company come first, without a heading; with fewer than two sections there is nothing to divide.
 */
function sectionsOf(stories: readonly Story[]): readonly Section[] {
  const uses = new Map<string, number>();
  for (const tag of stories.flatMap((story) => story.tags)) uses.set(tag.key, (uses.get(tag.key) ?? 0) + 1);
  const topics = stories.map((story) => {
    const dividing = story.tags.filter(({ key }) => isDividing(uses.get(key)!, stories.length));
    return dividing.toSorted((a, b) => uses.get(b.key)! - uses.get(a.key)!)[0];
  });
  const labels = new Map(topics.flatMap((tag) => (tag === undefined ? [] : [[tag.key, tag.label]])));
  const sections = [...labels]
    .map(([key, title]) => ({ title, stories: stories.filter((_, i) => topics[i]?.key === key) }))
    .filter((section) => section.stories.length > 1);
  if (sections.length < 2) return stories.length === 0 ? [] : [{ title: "", stories }];
  const divided = new Set(sections.flatMap((section) => section.stories));
  const loose = stories.filter((story) => !divided.has(story));
  return loose.length === 0 ? sections : [{ title: "", stories: loose }, ...sections];
}

interface Section {
  readonly title: string;
  readonly stories: readonly Story[];
}

/** A topic that nearly every story has divides nothing. */
function isDividing(uses: number, stories: number): boolean {
  return uses >= 2 && uses <= stories * 0.6;
}

function correctionData(c: Composition, story: Story, words: Words): CorrectionData {
  const label = story.withdrawn === null ? words.correction : words.withdrawn;
  const text = withoutMarks(story.withdrawn ?? story.correction ?? "");
  return {
    ...passage(`correction ${story.slug}`),
    title: withoutMarks(story.title),
    url: webUrl(c.newsroom.config, story),
    label,
    text,
    wrapped: wrap(say(words.labelled, { label, text })),
  };
}
