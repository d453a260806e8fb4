/** Entries of an XML feed as finished pieces of text: cut once from what `feed` writes, then set into any number of documents. */

/** The one element of that name in a skeleton, with the line end and margin before it. Skeletons hold stand-ins only. */
export function cutBlock(skeleton: string, name: string): string {
  const end = `</${name}>`;
  return skeleton.slice(skeleton.lastIndexOf("\n", skeleton.indexOf(`<${name}>`)), skeleton.indexOf(end) + end.length);
}

/** The block with one more element as its last. */
export function appendToBlock(block: string, xml: string): string {
  if (xml === "") return block;
  const end = block.lastIndexOf("\n");
  const margin = block.slice(end, block.lastIndexOf("<"));
  return `${block.slice(0, end)}${margin}    ${xml}${block.slice(end)}`;
}

/** A document without entries, with the blocks before its closing tag, `end`. */
export function insertBlocks(head: string, blocks: readonly string[], end: string): string {
  const at = head.lastIndexOf(end);
  return `${head.slice(0, at)}${blocks.join("")}${head.slice(at)}\n`;
}
