import type { NoteKind } from "../../base/membership.ts";
import type { Letter, Newsroom } from "../../model.ts";
import { slotToken, withoutMarks } from "../../base/slot.ts";
import { say, wordsFor, type Words } from "../words.ts";
import { fillGalleys } from "./galleys.ts";
import { setGalley } from "./galley.ts";
import type { LetterCache } from "./letter-cache.ts";
import { frameData } from "./letter-data.ts";
import { wrap } from "./wrap.ts";

/** What the template confirmation is filled with, beside the frame; null: the letter has none. */
interface NoteData {
  readonly heading: string;
  readonly lead: string;
  readonly button: string | null;
  readonly otherwise: string | null;
  /** The words of the link that ends it all. */
  readonly leave: string | null;
}

/**
 * A letter that asks or tells one reader something: a confirmation, a fresh link, a change of address. The same bytes for all
 * readers of a kind: no name, no picture, nothing that anybody typed into a form. Its slots are `action`, where the button leads
 * (none in `moved`), and `unsubscribe` (none in `address`: whoever sits there may not be the reader, and must not get hold of their link).
 */
export async function compileConfirmation(
  { config, templates }: Pick<Newsroom, "config" | "templates">,
  kind: NoteKind,
  cache?: LetterCache,
): Promise<Letter> {
  const words = wordsFor(config.language, templates);
  const title = withoutMarks(config.title);
  const note = noteData(kind, words, title);
  const letter = { ...frameData(config, ""), action: slotToken("action") };
  const data = { letter, words, note: { ...note, ...wrapped(note) } };
  const galleys = await fillGalleys(templates, "confirmation", data, cache);
  const setting = { shows: () => true, fill: () => "" };
  return {
    subject: note.heading,
    html: setGalley(galleys.html, setting),
    text: `${setGalley(galleys.text, setting)
      .replace(/\n{3,}/g, "\n\n")
      .trim()}\n`,
    lang: config.language,
  };
}

type Word = { [Key in keyof Words]: Words[Key] extends string ? Key : never }[keyof Words];

const notes: Readonly<Record<NoteKind, { readonly [part in keyof NoteData]: Word | null }>> = {
  confirm: {
    heading: "confirmSubject",
    lead: "confirmLead",
    button: "confirmButton",
    otherwise: "confirmElse",
    leave: "neverAgain",
  },
  address: { heading: "moveSubject", lead: "moveLead", button: "moveButton", otherwise: "confirmElse", leave: null },
  known: { heading: "knownSubject", lead: "knownLead", button: "preferences", otherwise: null, leave: "unsubscribe" },
  preferences: {
    heading: "linkSubject",
    lead: "linkLead",
    button: "preferences",
    otherwise: null,
    leave: "unsubscribe",
  },
  moved: { heading: "movedSubject", lead: "movedLead", button: null, otherwise: "movedElse", leave: "unsubscribe" },
};

function noteData(kind: NoteKind, words: Words, title: string): NoteData {
  const told = (word: Word | null): string | null => (word === null ? null : say(words[word], { title }));
  const { heading, lead, button, otherwise, leave } = notes[kind];
  return {
    heading: told(heading) ?? "",
    lead: told(lead) ?? "",
    button: told(button),
    otherwise: told(otherwise),
    leave: told(leave),
  };
}

function wrapped({ heading, lead, otherwise }: NoteData): Readonly<Record<string, string | null>> {
  return {
    headingWrapped: wrap(heading),
    leadWrapped: wrap(lead),
    otherwiseWrapped: otherwise === null ? null : wrap(otherwise),
  };
}
