import { hash } from "node:crypto";
import { escapeHtml } from "../../base/html.ts";
import type { Day, Slug, Story } from "../../model.ts";
import { href } from "../../base/site.ts";
import { fillTemplate } from "../template.ts";
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
  /** See `languageOf`. */
  readonly language: string;
  readonly withdrawn: boolean;
  /** Hash of all the above: what a page that shows the card depends on. */
  readonly key: string;
}

/** How a list shows its cards. */
export interface CardStyle {
  /** Of the heading. */
  readonly level: 2 | 3;
  readonly image: boolean;
  readonly dek: boolean;
  readonly loading: "eager" | "lazy";
}

interface Made {
  readonly views: Map<Slug, CardView>;
  readonly html: Map<string, string>;
}

const made = new WeakMap<Shell, Made>();

function madeFor(shell: Shell): Made {
  const ready = made.get(shell) ?? { views: new Map(), html: new Map() };
  made.set(shell, ready);
  return ready;
}

/** A withdrawn story keeps its headline, so that those who look for it learn what became of it; the rest goes. */
export function makeCard(shell: Shell, story: Story): CardView {
  const { views } = madeFor(shell);
  const card = views.get(story.slug) ?? cardOf(shell, story);
  views.set(story.slug, card);
  return card;
}

function cardOf(shell: Shell, story: Story): CardView {
  const withdrawn = story.withdrawn !== null;
  const { config } = shell.c.newsroom;
  const card = {
    href: href(config, story.path),
    title: story.title,
    dek: withdrawn ? "" : story.dek,
    iso: machineDate(story.date, story),
    day: dayText(shell, story.day),
    image: withdrawn || story.image === null ? null : pictureView(shell, story.image),
    withdrawn,
    language: languageOf(shell, story.lang),
  };
  return { ...card, key: hash("sha256", JSON.stringify(card), "base64url").slice(0, 22) };
}

export function dayText(shell: Shell, day: Day): string {
  return sayDay(shell.words, day);
}

/** Attributes, finished, of a part of a page whose language or direction are not the site's: ` lang="ar" dir="rtl"`, or "". */
export function languageOf(shell: Shell, lang: string): string {
  if (lang === shell.site.lang) return "";
  const dir = directionOf(lang);
  return ` lang="${escapeHtml(lang)}"${dir === shell.site.dir ? "" : ` dir="${dir}"`}`;
}

/** Cards of the stories that have a page, in the given order; unknown slugs are left out. */
export function makeCards(shell: Shell, slugs: readonly Slug[]): readonly CardView[] {
  const { bySlug } = shell.c;
  return slugs.flatMap((slug) => {
    const story = bySlug.get(slug);
    return story?.channels.includes("web") ? [makeCard(shell, story)] : [];
  });
}

/** Finished HTML of one card. A story appears in some ten lists, so each form of it is filled once a press. */
export function cardHtml(shell: Shell, card: CardView, style: CardStyle): string {
  const form = `${card.key} ${style.level}${style.image}${style.dek}${style.loading}`;
  return filledOnce(shell, form, "card.liquid", { card, ...style, site: shell.site });
}

/** Finished HTML of one line in a list of headlines: what stands within its `<li>`. */
export function rowHtml(shell: Shell, card: CardView): string {
  return filledOnce(shell, card.key, "row.liquid", { card });
}

function filledOnce(shell: Shell, form: string, template: string, data: object): string {
  const { html } = madeFor(shell);
  const ready = html.get(form) ?? fillTemplate(shell.c.newsroom.templates, template, data);
  html.set(form, ready);
  return ready;
}

/** What stands for cards in a page's view, where the cards themselves are only made late. */
export function cardKeys(cards: readonly CardView[]): string {
  return cards.map(({ key }) => key).join(" ");
}

export function cardsHtml(shell: Shell, cards: readonly CardView[], style: Partial<CardStyle> = {}): string {
  const whole: CardStyle = { level: 2, image: true, dek: true, loading: "lazy", ...style };
  return cards.map((card) => cardHtml(shell, card, whole)).join("\n");
}
