import type { MarkdownIt } from "markdown-it";

/** A picture alone in a paragraph, with a title: a figure whose caption is the title. */
export function figures(md: MarkdownIt): void {
  md.core.ruler.push("figures", ({ tokens }) => {
    tokens.forEach((open, i) => {
      const [image, ...rest] = tokens[i + 1]?.children ?? [];
      if (open.type !== "paragraph_open" || open.hidden || image?.type !== "image" || rest.length > 0) return;
      const caption = image.attrGet("title");
      if (typeof caption !== "string" || caption.trim() === "") return;
      image.attrs = image.attrs!.filter(([name]) => name !== "title");
      image.meta = { ...image.meta, caption };
      open.tag = "figure";
      tokens[i + 2]!.tag = "figure";
    });
  });
}
