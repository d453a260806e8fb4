/** Values as any format of front matter gives them, without its parser: most files never need one. */
export type Plain = string | number | boolean | null | readonly Plain[] | PlainMap;
/** Without a prototype, so no key of a file can reach one. */
export interface PlainMap {
  readonly [key: string]: Plain;
}

export function isPlainMap(value: Plain | undefined): value is PlainMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What YAML, TOML or JSON holds, whichever it was written in. */
export interface PlainReading {
  readonly value: Plain;
  /** Line of each key and list item by its dotted path: `tags`, `tags.0`, `author.name`. */
  readonly lines: ReadonlyMap<string, number>;
  /** When there are any, `value` is not to be used. */
  readonly faults: readonly PlainFault[];
}

export interface PlainFault {
  /** 1-based, in the text that was read. */
  readonly line: number;
  readonly message: string;
  /** The text asks for something we never do: foreign types, alias bombs, keys that reach a prototype. */
  readonly refused: boolean;
}

/** Keys that could reach a prototype in code less careful than ours; no format needs them. */
export const refusedKeys: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);
