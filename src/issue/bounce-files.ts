import { createReadStream } from "node:fs";
import { opendir, stat } from "node:fs/promises";
import { join } from "node:path";
import { fail } from "../errors.ts";

/** Larger mails are cut: what a bounce says stands at its top, and the letter that came back may be long. */
const mostBytes = 2_000_000;

export interface FoundMail {
  /** As a person would name it: the path given, and below it; `box.mbox 2` is the second of a file. */
  readonly file: string;
  readonly bytes: Uint8Array;
}

/**
 * The mails of a file, an mbox (`From ` at its start), or a Maildir or folder of such files, one after another; memory holds one.
 * Nothing is moved or marked. USAGE where a path cannot be read.
 *
 * @param shown how the path is to be named
 */
export async function* mailsIn(path: string, shown: string): AsyncGenerator<FoundMail> {
  const facts = await stat(path).catch(() => null);
  if (facts === null) fail("USAGE", `${shown} cannot be read; name a mail, an mbox or a Maildir.`, 2);
  if (!facts.isDirectory()) {
    yield* mailsOfStream(readable(path, shown), shown);
    return;
  }
  const entries = [];
  for await (const entry of await opendir(path)) entries.push(entry);
  const maildir = entries.some((entry) => entry.isDirectory() && entry.name === "cur");
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const [inner, name] = [join(path, entry.name), join(shown, entry.name)];
    if (entry.name.startsWith(".")) continue;
    if (entry.isFile()) yield* mailsOfStream(readable(inner, name), name);
    else if (maildir && (entry.name === "cur" || entry.name === "new")) yield* mailsIn(inner, name);
  }
}

/** All of a stream as mails: `courant bounce` in a pipe. */
export function readMails(input: AsyncIterable<Buffer | string>): AsyncGenerator<FoundMail> {
  return mailsOfStream(input, "stdin");
}

async function* readable(path: string, shown: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(path)) yield chunk as Buffer;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "no code";
    fail("USAGE", `${shown} cannot be read (${code}).`, 2);
  }
}

/** One mail, or every mail of an mbox: there a line `From ` after a blank one, or first of all, begins the next. */
async function* mailsOfStream(input: AsyncIterable<Buffer | string>, shown: string): AsyncGenerator<FoundMail> {
  let kept: Buffer[] = [];
  let length = 0;
  let n = 0;
  let mbox = false;
  let blank = true;
  const mail = (): FoundMail => {
    const found = { file: mbox && n > 1 ? `${shown} ${n}` : shown, bytes: Buffer.concat(kept).subarray(0, mostBytes) };
    [kept, length] = [[], 0];
    return found;
  };
  for await (const line of linesOf(input)) {
    const begins = blank && line.subarray(0, 5).toString("latin1") === "From ";
    if (length === 0 && n === 0) mbox = begins;
    if (mbox && begins) {
      if (length > 0) yield mail();
      n++;
    }
    blank = /^\r?\n$/.test(line.subarray(0, 3).toString("latin1"));
    if (length < mostBytes) kept.push(line);
    length += line.length;
  }
  if (length > 0) yield mail();
}

/** With their ends; a line longer than a mail may be comes in pieces. */
async function* linesOf(input: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const chunk of input) {
    const text = Buffer.concat([rest, Buffer.from(chunk)]);
    let from = 0;
    for (let end; (end = text.indexOf(0x0a, from)) >= 0; from = end + 1) yield text.subarray(from, end + 1);
    rest = text.subarray(from);
    if (rest.length > mostBytes) {
      yield rest;
      rest = Buffer.alloc(0);
    }
  }
  if (rest.length > 0) yield rest;
}
