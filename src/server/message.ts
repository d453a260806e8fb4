import type { Desk } from "./desk.ts";

interface Extras {
  readonly values?: Readonly<Record<string, string>>;
  /** A button that posts to the page's own address. */
  readonly button?: { readonly label: string; readonly name?: string; readonly value?: string };
  readonly link?: { readonly href: string; readonly label: string };
}

/** A page of a heading, some sentences and at most one button, named by their words. */
export function message(desk: Desk, title: string, texts: readonly string[], extras: Extras = {}): string {
  const values = { title: desk.config().title, ...extras.values };
  return desk.show("service-message", {
    heading: desk.word(title, values),
    texts: texts.map((text) => desk.word(text, values)),
    button:
      extras.button === undefined
        ? null
        : { name: "", value: "", ...extras.button, label: desk.word(extras.button.label) },
    link: extras.link === undefined ? null : { href: extras.link.href, label: desk.word(extras.link.label) },
  });
}
