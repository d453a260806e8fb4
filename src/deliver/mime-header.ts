/** Header fields of RFC 5322, whose values can hold no line end of their own whatever they are made from. */

/** `Name: value` with CRLF at its end. The value must come from the functions below or be ASCII without line ends. */
export function headerLine(name: string, value: string): string {
  if (!/^[\t -~]*(?:\r\n [\t -~]+)*$/.test(value)) throw new RangeError(`${name} holds what a header must not`);
  return `${name}: ${value}\r\n`;
}

/**
 * Unstructured text such as a subject: plain where it is short ASCII, folded at its spaces where it is longer,
 * else encoded words of RFC 2047. `used` is the width of what stands before it on its first line.
 */
export function headerText(text: string, used: number): string {
  const line = oneLine(text);
  if (!/^[ -~]*$/.test(line) || line.includes("=?") || /[^ ]{60}/.test(line)) return encodedWords(line, used);
  return used + line.length <= 76 ? line : foldAtSpaces(line, used);
}

/** A display name (RFC 5322 §3.4): atoms as they are, other ASCII quoted, the rest as encoded words. */
export function headerPhrase(text: string, used: number): string {
  const line = oneLine(text);
  if (!/^[ -~]*$/.test(line) || line.includes("=?") || line.length > 60) return encodedWords(line, used);
  return /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*$/.test(line) ? line : `"${line.replace(/["\\]/g, "\\$&")}"`;
}

/** `Name <address>`, or the address alone where there is no name. The address is an addr-spec already checked. */
export function headerMailbox(name: string, address: string, used: number): string {
  const phrase = headerPhrase(name, used);
  if (phrase === "") return address;
  const column = phrase.includes("\n") ? phrase.length - phrase.lastIndexOf("\n") - 1 : used + phrase.length;
  return `${phrase}${column + address.length + 3 > 76 ? "\r\n " : " "}<${address}>`;
}

/** `Sun, 22 Nov 2026 17:00:00 +0000` (RFC 5322 §3.3), always in UTC. `Date.toUTCString` is fixed by ECMA-262. */
export function headerDate(instant: number): string {
  return new Date(instant).toUTCString().replace("GMT", "+0000");
}

/** Control characters, line ends of every kind and noncharacters become spaces; runs of them one. */
function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\s\p{Cc}\u2028\u2029\uFDD0-\uFDEF]+/gu, " ")
    .trim();
}

function foldAtSpaces(line: string, used: number): string {
  let out = "";
  let column = used;
  for (const word of line.split(" ")) {
    const fold = out !== "" && column + 1 + word.length > 76;
    out += out === "" ? word : fold ? `\r\n ${word}` : ` ${word}`;
    column = fold ? 1 + word.length : column + 1 + word.length;
  }
  return out;
}

/** RFC 2047 "B" words of whole characters: at most 75 octets each, at most 76 in a line. */
function encodedWords(line: string, used: number): string {
  const words: string[] = [];
  let word = "";
  let bytes = 0;
  // "=?UTF-8?B?" and "?=" take 12 octets; base64 takes 4 for every 3.
  let room = Math.floor((Math.max(76 - used, 24) - 12) / 4) * 3;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (bytes + size > room) {
      words.push(word);
      word = "";
      bytes = 0;
      room = 45;
    }
    word += character;
    bytes += size;
  }
  if (word !== "") words.push(word);
  return words.map((part) => `=?UTF-8?B?${Buffer.from(part).toString("base64")}?=`).join("\r\n ");
}
