const hex = Array.from({ length: 256 }, (_, byte) => `=${byte.toString(16).toUpperCase().padStart(2, "0")}`);

/** The soft line break of RFC 2045 §6.7 (5). */
export const softBreak = "=\r\n";

/**
 * Text as quoted-printable UTF-8 (RFC 2045 §6.7), any line end as CRLF, lines of at most 76 octets, no character cut in two.
 * Begins at the start of a line. No line begins with "." or "From ", so neither SMTP (RFC 5321 §4.5.2) nor an mbox has a
 * byte to change: what is signed, stored and sent is the same.
 */
export function quotedPrintable(text: string): string {
  if (plainLine.test(text)) return text;
  return text.toWellFormed().replace(/\r\n?/g, "\n").split("\n").map(encodeLine).join("\r\n");
}

/** Printable ASCII but "=", short enough for one line, ending in no blank and beginning with neither "." nor "F": most lines of a letter. */
const plainLine = /^(?:[!-\-/-<>-EG-~][ -<>-~]{0,74})?(?<! )$/;

function encodeLine(line: string): string {
  if (plainLine.test(line)) return line;
  let out = "";
  let column = 0;
  let rest = line.length;
  for (const character of line) {
    rest -= character.length;
    const last = rest === 0;
    const code = encodeCharacter(character, column === 0, last);
    // 76 octets a line, one of them for the "=" of a soft break unless the line ends here.
    if (column + code.length > (last ? 76 : 75)) {
      out += softBreak;
      column = 0;
      const again = encodeCharacter(character, true, last);
      out += again;
      column += again.length;
      continue;
    }
    out += code;
    column += code.length;
  }
  return out;
}

function encodeCharacter(character: string, atStart: boolean, atEnd: boolean): string {
  const code = character.codePointAt(0)!;
  const blank = code === 32 || code === 9;
  const plain = (code >= 33 && code <= 126 && code !== 61) || (blank && !atEnd);
  if (plain && !(atStart && (character === "." || character === "F"))) return character;
  if (code < 128) return hex[code]!;
  let out = "";
  for (const byte of Buffer.from(character)) out += hex[byte]!;
  return out;
}
