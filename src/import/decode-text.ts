/**
 * A text file's words, whatever wrote it: UTF-8, UTF-16 with its mark, else Windows-1252, the encoding of most older news
 * archives. Line ends become "\n". Undefined where the bytes are no text.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  const text = decode(bytes);
  if (text.includes("\0")) return undefined;
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029\f\v]/g, "\n")
    .replace(/[\x00-\x08\x0E-\x1F\x7F\u00AD\u200B\uFEFF]/g, "")
    .replace(/[ \t]+$/gm, "");
}

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
