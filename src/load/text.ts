import { isUtf8 } from "node:buffer";
import { xmlText } from "../base/html.ts";

export type Decoded = { readonly text: string } | { readonly line: number; readonly message: string };

/**
 * A file's bytes as text: UTF-8, without its byte order mark, line ends as LF, without what XML forbids
 * (one door for that, so no title or body further on can hold it). Else the first line that is not UTF-8.
 */
export function decodeText(bytes: Buffer): Decoded {
  if (isUtf8(bytes)) {
    const text = xmlText(bytes.toString("utf8").replace(/^\uFEFF/, ""));
    return { text: text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text };
  }
  const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const guess = wide ? "it looks like UTF-16" : "it looks like Latin-1 or Windows-1252";
  return { line: firstBadLine(bytes), message: `The file is not UTF-8; ${guess}. Save it as UTF-8.` };
}

function firstBadLine(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; ; line++) {
    const end = bytes.indexOf(0x0a, start);
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
}

/** Text of a value in one line, without what XML forbids (a quoted "\u0001" is only seen after parsing). */
export function oneLine(text: string): string {
  return xmlText(text).replace(/\s+/g, " ").trim();
}
