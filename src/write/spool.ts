import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

/** Bytes that wait for their writing in an open file. */
export interface Spooled {
  readonly descriptor: number;
  readonly from: number;
  readonly byteLength: number;
}

/** Keeps what was made until the site is written. */
export interface Spool {
  /** The bytes where they are to be had from now on. */
  readonly keep: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> | Spooled;
}

/**
 * What is held in memory, in bytes: half the site of a thousand stories. 3,000 make 340 MB, 10,000 more than a gigabyte,
 * which small servers do not have.
 */
const mostHeld = 64e6;

/**
 * A spool that holds the first bytes in memory and the rest in a file of `folder`, which has no name from the start, so that no end
 * of the process leaves it behind. Where the disk gives no room for it, memory must do.
 */
export function openSpool(folder: string, most = mostHeld): Spool {
  let held = 0;
  let size = 0;
  let descriptor: number | null | undefined;
  return {
    keep: (bytes) => {
      held += bytes.byteLength;
      if (held <= most) return bytes;
      descriptor ??= openNameless(folder);
      if (descriptor === null || !append(descriptor, bytes, size)) return bytes;
      const spooled = { descriptor, from: size, byteLength: bytes.byteLength };
      size += bytes.byteLength;
      return spooled;
    },
  };
}

function openNameless(folder: string): number | null {
  const file = join(folder, `spool-${process.pid}.tmp`);
  try {
    mkdirSync(folder, { recursive: true });
    const descriptor = openSync(file, "w+");
    rmSync(file, { force: true });
    return descriptor;
  } catch {
    return null;
  }
}

/** False where the disk took less than all: what it took is written over by the next. */
function append(descriptor: number, bytes: Uint8Array, at: number): boolean {
  try {
    return writeSync(descriptor, bytes, 0, bytes.byteLength, at) === bytes.byteLength;
  } catch {
    return false;
  }
}

export function isSpooled(content: unknown): content is Spooled {
  return typeof content === "object" && content !== null && "descriptor" in content;
}

/** Throws where the file gives fewer bytes than it took. */
export function unspool({ descriptor, from, byteLength }: Spooled): Uint8Array {
  const bytes = new Uint8Array(byteLength);
  if (readSync(descriptor, bytes, 0, byteLength, from) < byteLength)
    throw new Error("the disk lost what was set aside");
  return bytes;
}

/** Lets the files go, each once. */
export function closeSpools(contents: readonly unknown[]): void {
  for (const descriptor of new Set(contents.filter(isSpooled).map((content) => content.descriptor)))
    closeSync(descriptor);
}
