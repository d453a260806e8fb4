import type { MarkdownIt } from "markdown-it";

const boxes: Readonly<Record<string, string>> = { " ": "☐", x: "☑", X: "☑" };

/** GFM task lists. The box is a character, not a form control: mail and feed readers drop controls. */
export function taskLists(md: MarkdownIt): void {
  md.core.ruler.after("inline", "task_lists", ({ tokens }) => {
    tokens.forEach((item, i) => {
      const inline = tokens[i + 2];
      if (item.type !== "list_item_open" || inline?.type !== "inline" || tokens[i + 1]?.type !== "paragraph_open")
        return;
      const first = inline.children?.[0];
      const box = first?.type === "text" ? /^\[([ xX])\] /.exec(first.content)?.[1] : undefined;
      if (first === undefined || box === undefined) return;
      first.content = boxes[box]! + first.content.slice(3);
      item.attrSet("class", "task");
    });
  });
}
