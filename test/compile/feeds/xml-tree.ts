/** XML as a tree of elements, for claims about it. */
import { SaxesParser } from "saxes";

export interface Node {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Node[];
  text: string;
}

/** The document element. Throws what a strict parser would complain of. */
export function parse(xml: string): Node {
  const root: Node = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  const parser = new SaxesParser();
  parser.on("opentag", ({ name, attributes }) => {
    const node: Node = { name, attributes, children: [], text: "" };
    open.at(-1)!.children.push(node);
    open.push(node);
  });
  parser.on("closetag", () => void open.pop());
  parser.on("text", (text) => void (open.at(-1)!.text += text));
  parser.on("cdata", (text) => void (open.at(-1)!.text += text));
  parser.write(xml).close();
  return root.children[0]!;
}

/** Children of one name. */
export const all = (node: Node, name: string): readonly Node[] => node.children.filter((child) => child.name === name);
/** Text of the first child of that name. */
export const one = (node: Node, name: string): string | undefined => all(node, name)[0]?.text;
