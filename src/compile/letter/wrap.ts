/**
 * Text in lines of at most `width` characters, broken at blanks; a longer word (an address, CJK text without blanks) keeps
 * its own line. Line ends in the text stay; `indent` stands before every line.
 */
export function wrap(text: string, width = 72, indent = ""): string {
  return text
    .split("\n")
    .map((line) => wrapLine(line, width - indent.length).map((piece) => (piece === "" ? "" : indent + piece)))
    .flat()
    .join("\n");
}

function wrapLine(line: string, width: number): readonly string[] {
  if (line.length <= width) return [line];
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ")) {
    if (current !== "" && current.length + 1 + word.length > width) {
      lines.push(current);
      current = word;
    } else current = current === "" ? word : `${current} ${word}`;
  }
  return [...lines, current];
}
