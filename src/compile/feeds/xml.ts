/** XML by our own hand, since the `feed` package escapes only some of the places it writes to. */

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

/** Text for an element or a double-quoted attribute; a carriage return survives the parser's line-end rule (XML 1.0 §2.11). */
export function escapeText(text: string): string {
  return text.replace(/[&<>"\r]/g, (c) => entities[c]!);
}

/** As `escapeText`; tabs and line ends survive attribute normalisation (XML 1.0 §3.3.3). */
export function escapeAttribute(text: string): string {
  return text.replace(/[&<>"\t\n\r]/g, (c) => entities[c]!);
}

/** Plain text of an RSS title: the RSS profile asks for hexadecimal references, which old readers never decode twice. */
export function escapePlain(text: string): string {
  return text.replace(/&/g, "&#x26;").replace(/</g, "&#x3C;").replace(/>/g, "&#x3E;").replace(/\r/g, "&#xD;");
}

/** HTML as one run of CDATA; every `]]>` in it is split in two, so that nothing can end the section early. */
export function cdata(html: string): string {
  return `<![CDATA[${html.replace(/\r\n?/g, "\n").replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
}

type Attributes = Readonly<Record<string, string | number | null | undefined>>;

/** One element; `content` is finished XML. Attributes without a value are left out, an element without content is empty. */
export function element(name: string, attributes: Attributes, content = ""): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeAttribute(String(value))}"`)
    .join("");
  return content === "" ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}
