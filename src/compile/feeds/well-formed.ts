import { SaxesParser } from "saxes";

/**
 * What keeps a document from being well-formed XML with namespaces, or null if nothing does.
 * Strict where readers are strict: one bad character and most of them show no story at all.
 */
export function xmlFault(xml: string): string | null {
  const parser = new SaxesParser({ xmlns: true });
  let fault: string | null = null;
  parser.on("error", (error) => (fault ??= error.message));
  parser.write(xml).close();
  return fault;
}
