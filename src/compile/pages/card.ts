import type { Day, Slug, Story } from "../../model.ts";
import { href } from "../../site.ts";
import { directionOf, sayDay } from "../words.ts";
import { machineDate } from "./json-ld.ts";
import { pictureView, type PictureView } from "./picture-view.ts";
import type { Shell } from "./shell.ts";

/** A story in a list: templates see it as `card`. */
export interface CardView {
  readonly href: string;
  readonly title: string;
  readonly dek: string;
  readonly iso: string;
  readonly day: string;
  readonly image: PictureView | null;
  /** Null where it is the site's. */
  readonly lang: string | null;
  readonly dir: "ltr" | "rtl" | null;
  readonly withdrawn: boolean;
}

const cards = new WeakMap<Shell, Map<Slug, CardView>>();

/** A withdrawn story keeps its headline, so that those who look for it learn what became of it; the rest goes. */
export function makeCard(shell: Shell, story: Story): CardView {
  const ready = cards.get(shell) ?? new Map<Slug, CardView>();
  cards.set(shell, ready);
  const card = ready.get(story.slug) ?? cardOf(shell, story);
  ready.set(story.slug, card);
  return card;
}

function cardOf(shell: Shell, story: Story): CardView {
  const withdrawn = story.withdrawn !== null;
  const { config } = shell.c.newsroom;
  return {
    href: href(config, story.path),
    title: story.title,
    dek: withdrawn ? "" : story.dek,
    iso: machineDate(story.date, story),
    day: dayText(shell, story.day),
    image: withdrawn || story.image === null ? null : pictureView(shell, story.image),
    withdrawn,
    ...languageView(shell, story.lang),
  };
}

export function dayText(shell: Shell, day: Day): string {
  return sayDay(shell.words, day);
}

/** Language and direction of a part of a page, where they are not the site's. */
export function languageView(shell: Shell, lang: string): Pick<CardView, "lang" | "dir"> {
  const { language } = shell.c.newsroom.config;
  if (lang === language) return { lang: null, dir: null };
  const dir = directionOf(lang);
  return { lang, dir: dir === shell.site.dir ? null : dir };
}

/** Cards of the stories that have a page, in the given order; unknown slugs are left out. */
export function makeCards(shell: Shell, slugs: readonly Slug[]): readonly CardView[] {
  const { bySlug } = shell.c;
  return slugs.flatMap((slug) => {
    const story = bySlug.get(slug);
    return story?.channels.includes("web") ? [makeCard(shell, story)] : [];
  });
}
