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

/** HTML within a CDATA section; every `]]>` in it is split in two, so that nothing can end the section early. */
export function cdataText(html: string): string {
  const text = html.includes("\r") ? html.replace(/\r\n?/g, "\n") : html;
  return text.replaceAll("]]>", "]]]]><![CDATA[>");
}

type Attributes = Readonly<Record<string, string | number | null | undefined>>;

/** One element; `content` is finished XML. Attributes without a value are left out, an element without content is empty. */
export function element(name: string, attributes: Attributes, content = ""): string {
  let opening = `<${name}`;
  for (const key in attributes) {
    const value = attributes[key];
    if (value === null || value === undefined) continue;
    opening += ` ${key}="${typeof value === "string" ? escapeAttribute(value) : value}"`;
  }
  return content === "" ? `${opening}/>` : `${opening}>${content}</${name}>`;
}
