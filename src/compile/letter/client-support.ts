/** What the letter asks of mail programs, by the data of caniemail.com (package `caniemail`, which a newsroom may add). */

/** A feature that some mail programs lack. */
export interface Unsupported {
  /** As caniemail names it: "<video> element". */
  readonly feature: string;
  readonly clients: readonly string[];
}

const clients = [
  "apple-mail.ios",
  "gmail.desktop-webmail",
  "gmail.ios",
  "outlook.outlook-com",
  "outlook.windows",
  "yahoo.desktop-webmail",
] as const;

/**
 * What the built-in templates use although some programs lack it: each falls back to something that reads well, such as square
 * corners, a light letter in the dark, or words that break elsewhere.
 */
const bearable = new Set([
  "@media",
  "Attribute selector",
  "Chaining selectors",
  "Child combinator",
  "aria-label attribute",
  "border-radius",
  "color-scheme CSS property",
  "color-scheme meta tag",
  "height property",
  "outline",
  "overflow",
  "overflow-wrap",
  "<body> element",
  "role attribute",
  "table-layout",
  "white-space",
  "word-break",
  "word-spacing",
]);

/** Features beyond those of the built-in templates that one of the large mail programs lacks. Null: `caniemail` is not installed. */
export async function unsupportedFeatures(html: string): Promise<readonly Unsupported[] | null> {
  const data = await supportData();
  if (data === null) return null;
  const { issues } = data.caniemail({ clients: [...clients], html });
  const lacking = new Map<string, Set<string>>();
  for (const [client, found] of issues.errors) {
    for (const { title } of found) lacking.set(title, (lacking.get(title) ?? new Set()).add(client));
  }
  return [...lacking]
    .filter(([feature]) => !bearable.has(feature))
    .map(([feature, without]) => ({ feature, clients: [...without].toSorted((a, b) => (a < b ? -1 : 1)) }))
    .toSorted((a, b) => (a.feature < b.feature ? -1 : 1));
}

/** Whether the data is there to be asked. */
export async function hasSupportData(): Promise<boolean> {
  return (await supportData()) !== null;
}

function supportData(): Promise<typeof import("caniemail") | null> {
  return import("caniemail").catch(() => null);
}
