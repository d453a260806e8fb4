import type { Slot } from "../model.ts";

/**
 * Slots are marked with Unicode noncharacters (U+FDD0 to U+FDEF), which no text may interchange and `withoutMarks` takes out of
 * everything a writer wrote: so no story, however hostile, holds a slot, and no template engine or MJML ever alters one.
 */
const open = "\uFDD0";
const close = "\uFDD1";

/** What stands in a letter's HTML and text until a reader's own value is put there. */
export function slotToken(slot: Slot): string {
  return `${open}${slot}${close}`;
}

/** A writer's text without the noncharacters that mark slots and the letter's own places. */
export function withoutMarks(text: string): string {
  return text.replace(/[\uFDD0-\uFDEF]/g, "");
}

/** The text cut at its slots: plain strings at even indexes, slots at odd ones. */
export function cutAtSlots(text: string): readonly string[] {
  return text.split(/\uFDD0([a-z]+)\uFDD1/);
}

/** The text with every slot filled; for previews and archives. Values go in as they are: escape them for HTML first. */
export function fillSlots(text: string, values: Readonly<Record<Slot, string>>): string {
  return cutAtSlots(text)
    .map((piece, i) => (i % 2 === 0 ? piece : values[piece as Slot]))
    .join("");
}
