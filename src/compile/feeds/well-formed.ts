import { SaxesParser } from "saxes";

/**
 * What keeps a document from being well-formed XML with namespaces, or null if nothing does.
 * Strict where readers are strict: one bad character and most of them show no story at all.
 */
export function xmlFault(xml: string): string | null {
  return faultOf(new SaxesParser({ xmlns: true }), xml);
}

/** The same of an entry alone. Its prefixes are declared by the document around it. */
export function entryFault(xml: string): string | null {
  return faultOf(new SaxesParser({ fragment: true }), xml);
}

function faultOf(parser: Pick<SaxesParser, "on" | "write">, xml: string): string | null {
  let fault: string | null = null;
  parser.on("error", (error) => (fault ??= error.message));
  parser.write(xml).close();
  return fault;
}
