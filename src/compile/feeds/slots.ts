import { fail } from "../../errors.ts";
import { escapeAttribute } from "./xml.ts";

/**
 * Stand-ins for everything that people wrote. The `feed` package lays out the skeleton of a document from them and never
 * sees a title, name or body: its serialiser would let the second `]]>` of a text end a CDATA section, leave `<` raw in
 * attributes and decode `&amp;` once too often. Our own XML then takes the stand-ins' places.
 * Each has the form of a URL, since `feed` runs links and ids through `new URL`.
 */
export interface Slots {
  /** For a value within an element or attribute. */
  readonly text: (text: string) => string;
  /** For an element: the one that comes to hold it (as content or as `href`) gives way to these, or to nothing. */
  readonly elements: (...xml: readonly string[]) => string;
  /** The skeleton with every stand-in's place taken. Throws INTERNAL where `feed` dropped or damaged one. */
  readonly fill: (skeleton: string) => string;
}

const places =
  /(\n *)<([\w:-]+)(?: [^<>]*)?>(?:<!\[CDATA\[)?courant-elements:(\d+);(?:\]\]>)?<\/\2>|(\n *)<[\w:-]+ (?:[^<>]* )?href="courant-elements:(\d+);"[^<>]*\/>|courant-text:(\d+);/g;

export function createSlots(): Slots {
  const texts: string[] = [];
  const elements: (readonly string[])[] = [];
  return {
    text: (text) => `courant-text:${texts.push(escapeAttribute(text)) - 1};`,
    elements: (...xml) => `courant-elements:${elements.push(xml.filter((each) => each !== "")) - 1};`,
    fill: (skeleton) => {
      const used = new Set<string>();
      const filled = skeleton.replace(places, (place: string, ...found: (string | undefined)[]) => {
        const [indent, , inside, indentOfLink, link, text] = found;
        used.add(/courant-\w+:\d+/.exec(place)![0]);
        if (text !== undefined) return texts[Number(text)] ?? place;
        const margin = indent ?? indentOfLink ?? "";
        return (elements[Number(inside ?? link)] ?? []).map((each) => `${margin}${each}`).join("");
      });
      if (used.size !== texts.length + elements.length)
        fail("INTERNAL", "The feed package left out part of a feed: its output no longer has the form we know.");
      return filled;
    },
  };
}
