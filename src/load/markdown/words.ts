const breaking = new Set(
  "address article aside blockquote caption dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main ol p pre section summary table td th tr ul".split(
    " ",
  ),
);

/** Gathers a body's words: one line a block, white space folded. */
export interface Words {
  readonly add: (text: string) => void;
  /** Text that keeps its own line ends, such as code. */
  readonly addLines: (text: string) => void;
  readonly tag: (name: string) => void;
  /** The words of the block under way. */
  readonly current: () => string;
  /** Takes letters off the end of the block under way. */
  readonly cut: (length: number) => void;
  readonly text: () => string;
}

export function gatherWords(): Words {
  const lines: string[] = [];
  let current = "";
  const end = (): void => {
    if (current.trim() !== "") lines.push(current.trim());
    current = "";
  };
  return {
    add: (text) => {
      const folded = /[\t\n\f]| {2}/.test(text) ? text.replace(/[ \t\n\f]+/g, " ") : text;
      current += current.endsWith(" ") ? folded.trimStart() : folded;
    },
    addLines: (text) => {
      end();
      if (text.trim() !== "") lines.push(text.replace(/^\n+|\s+$/g, ""));
    },
    tag: (name) => {
      if (name === "br") current += " ";
      if (breaking.has(name)) end();
    },
    current: () => current.trim(),
    cut: (length) => {
      current = current.trim().slice(0, -length);
    },
    text: () => {
      end();
      return lines.join("\n");
    },
  };
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

/** Undoes the escapes that our renderers and the sanitiser write; they write no others. */
export function unescapeHtml(html: string): string {
  return html.includes("&") ? html.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name]!) : html;
}
