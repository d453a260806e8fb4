import { fail } from "../../errors.ts";

/**
 * How the `feed` package lays out a piece of a document, learned once from what it writes around stand-ins. It never sees a
 * title, name or body: its serialiser would let the second `]]>` of a text end a CDATA section, leave `<` raw in attributes and
 * decode `&amp;` once too often. Each element that holds a stand-in gives way to ours, or to nothing.
 */
export interface Layout<Slot extends string> {
  /** The piece with finished XML elements in its slots. */
  readonly fill: (elements: Readonly<Record<Slot, readonly string[]>>) => string;
}

/** A stand-in. It has the form of a URL, since `feed` runs links and ids through `new URL`. */
export function slot(name: string): string {
  return `courant-slot:${name};`;
}

/** Stand-ins for dates, which `feed` wants as dates. */
export const slotDates = { updated: new Date(0), published: new Date(1000) } as const;

const places =
  /(?<margin>\n *)<(?<tag>[\w:-]+)(?: [^<>]*)?>(?:<!\[CDATA\[)?courant-slot:(?<inside>\w+);(?:\]\]>)?<\/\k<tag>>|(?<before>\n *)<[\w:-]+ (?:[^<>]* )?href="courant-slot:(?<link>\w+);"[^<>]*\/>/g;

/** The layout of a skeleton with these slots, each once. Throws INTERNAL where `feed` dropped, moved or damaged one. */
export function learnLayout<Slot extends string>(skeleton: string, slots: readonly Slot[]): Layout<Slot> {
  const dated = Object.entries(slotDates).reduce(
    (text, [name, date]) => text.replaceAll(date.toISOString(), slot(name)).replaceAll(date.toUTCString(), slot(name)),
    skeleton,
  );
  const found = [...dated.matchAll(places)].map((match) => ({
    name: (match.groups!["inside"] ?? match.groups!["link"]) as Slot,
    margin: match.groups!["margin"] ?? match.groups!["before"]!,
    from: match.index,
    to: match.index + match[0].length,
  }));
  if (
    found
      .map(({ name }) => name)
      .toSorted()
      .join() !== slots.toSorted().join()
  )
    fail("INTERNAL", "The feed package no longer lays out feeds in the form we know.");
  const after = found.map(({ to }, i) => dated.slice(to, found[i + 1]?.from));
  const lines = (margin: string, xml: readonly string[]): string =>
    xml.map((each) => (each === "" ? "" : margin + each)).join("");
  return {
    fill: (elements) =>
      dated.slice(0, found[0]?.from) +
      found.map(({ name, margin }, i) => lines(margin, elements[name]) + after[i]!).join(""),
  };
}
