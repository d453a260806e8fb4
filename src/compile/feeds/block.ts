/** Entries of a feed as finished pieces of text: cut once from what `feed` writes, then set into any number of documents. */

/** One entry in one format. What is largest in it, its HTML, is never copied but into the documents themselves. */
export interface Block {
  readonly before: string;
  /** The HTML, escaped for the format. */
  readonly content: readonly string[];
  readonly after: string;
}

/** Stands for an entry's HTML until it is split there. XML forbids the character, and `xmlText` takes it out of all that people write. */
export const contentMark = "\uFFFE";

/** An entry as written around `contentMark`, with what is to stand there. */
export function splitBlock(written: string, content: readonly string[]): Block {
  const at = written.indexOf(contentMark);
  return { before: written.slice(0, at), content, after: written.slice(at + contentMark.length) };
}

/** The one element of that name in a skeleton, with the line end and margin before it. Skeletons hold stand-ins only. */
export function cutBlock(skeleton: string, name: string): string {
  const end = `</${name}>`;
  return skeleton.slice(skeleton.lastIndexOf("\n", skeleton.indexOf(`<${name}>`)), skeleton.indexOf(end) + end.length);
}

/** The block with one more element as its last. */
export function appendToBlock(block: Block, xml: string): Block {
  if (xml === "") return block;
  const { after } = block;
  const end = after.lastIndexOf("\n");
  const margin = after.slice(end, after.lastIndexOf("<"));
  return { ...block, after: `${after.slice(0, end)}${margin}    ${xml}${after.slice(end)}` };
}

/** A document without entries, with the blocks before its closing tag, `end`. */
export function insertBlocks(head: string, blocks: readonly Block[], end: string, between = ""): string {
  const at = head.lastIndexOf(end);
  const pieces = [head.slice(0, at)];
  for (const [i, { before, content, after }] of blocks.entries()) {
    if (i > 0) pieces.push(between);
    pieces.push(before, ...content, after);
  }
  pieces.push(head.slice(at), "\n");
  return pieces.join("");
}
