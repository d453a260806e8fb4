import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fail } from "../errors.ts";

/** Larger mails are cut: what a bounce says stands at its top, and the letter that came back may be long. */
const mostBytes = 2_000_000;

/**
 * The mails of a file, an mbox (`From ` at the start of a mail), or a Maildir or folder of files, one after another; memory holds
 * one. USAGE where a path cannot be read.
 */
export async function* mailsIn(path: string): AsyncGenerator<Uint8Array> {
  const facts = await stat(path).catch(() => null);
  if (facts === null) fail("USAGE", `${path} cannot be read; name a mail, an mbox or a Maildir.`, 2);
  if (!facts.isDirectory()) {
    yield* mailsOfFile(path);
    return;
  }
  const entries = await readdir(path, { withFileTypes: true });
  const maildir = entries.some((entry) => entry.isDirectory() && entry.name === "cur");
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith(".")) continue;
    if (entry.isFile()) yield* mailsOfFile(join(path, entry.name));
    else if (maildir && (entry.name === "cur" || entry.name === "new")) yield* mailsIn(join(path, entry.name));
  }
}

/** All of a stream as mails: `courant bounce` in a pipe. */
export async function readMails(input: AsyncIterable<Buffer | string>): Promise<readonly Uint8Array[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk));
  const all = Buffer.concat(chunks);
  if (all.length === 0) return [];
  return isMbox(all.subarray(0, 5)) ? splitMbox(all) : [all.subarray(0, mostBytes)];
}

async function* mailsOfFile(path: string): AsyncGenerator<Uint8Array> {
  const head: Buffer[] = [];
  for await (const chunk of createReadStream(path, { end: 4 })) head.push(chunk as Buffer);
  if (isMbox(Buffer.concat(head))) yield* mailsOfMbox(path);
  else yield (await readFile(path)).subarray(0, mostBytes);
}

async function* mailsOfMbox(path: string): AsyncGenerator<Uint8Array> {
  let mail: string[] = [];
  let blank = true;
  for await (const line of createInterface({ input: createReadStream(path, "latin1"), crlfDelay: Infinity })) {
    if (blank && line.startsWith("From ") && mail.length > 0) {
      yield Buffer.from(mail.join("\n"), "latin1").subarray(0, mostBytes);
      mail = [];
    }
    blank = line === "";
    mail.push(line);
  }
  yield Buffer.from(mail.join("\n"), "latin1").subarray(0, mostBytes);
}

function isMbox(head: Uint8Array): boolean {
  return Buffer.from(head).toString("latin1") === "From ";
}

function splitMbox(all: Buffer): readonly Uint8Array[] {
  return all
    .toString("latin1")
    .split(/(?<=\n\r?\n)(?=From )/)
    .map((mail) => Buffer.from(mail, "latin1").subarray(0, mostBytes));
}
