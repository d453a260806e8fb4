/** The text, or its beginning up to a word's end and "…", in `most` characters and the "…". Text without spaces is cut between letters. */
export function cutAtWord(text: string, most: number): string {
  if (text.length <= most) return text;
  const space = text.lastIndexOf(" ", most);
  const cut = space > most / 2 ? space : most - (/[\uD800-\uDBFF]/.test(text[most - 1]!) ? 1 : 0);
  return `${text.slice(0, cut).replace(/[\s,;:.–—-]+$/u, "")}…`;
}
