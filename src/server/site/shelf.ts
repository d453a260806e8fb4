/** Files of out/site held in memory, each as it lies on the disk at the moment it is asked for. */
import { createHash } from "node:crypto";
import { constants, realpathSync, statSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import type { SitePath } from "../../model.ts";
import type { Encoding } from "./accept-encoding.ts";
import { feedFormat, isCompressible, mediaType } from "./media-type.ts";
import type { Ready } from "./ready.ts";

export interface Held {
  readonly path: SitePath;
  readonly file: string;
  /** SHA-256 of the bytes, the first 132 bits in base64url: what the strong ETag is made of. */
  readonly hash: string;
  readonly type: string;
  readonly compressible: boolean;
  readonly feed: ReturnType<typeof feedFormat>;
  readonly size: number;
  /** Milliseconds; a file is rewritten only when its bytes change, so this is as stable as they are. */
  readonly modified: number;
  readonly inode: number;
  /** Null where the file is too large to keep: it is read anew for each request. */
  readonly bytes: Buffer | null;
  /** Finished answers by encoding and lifetime, made at first need. */
  readonly ready: Map<string, Ready>;
  readonly encoded: Map<Encoding, Promise<Buffer>>;
}

export interface Shelf {
  /** What is held of a path, if that is still what lies on the disk. One stat: 2 µs, a tenth of the answer. */
  readonly at: (path: SitePath) => Held | undefined;
  /** Reads a file; null where there is none, or where it lies outside the site. */
  readonly take: (path: SitePath) => Promise<Held | null>;
}

/** Larger files are streamed. */
const largest = 2 ** 21;

/** `limit`: bytes to hold in all; what came first goes first. A full shelf only costs time. */
export function openShelf(root: string, limit = 128 * 2 ** 20): Shelf {
  const kept = new Map<SitePath, Held>();
  let size = 0;
  const drop = (held: Held): void => {
    kept.delete(held.path);
    size -= weight(held);
  };
  return {
    at: (path) => {
      const held = kept.get(path);
      if (held === undefined) return undefined;
      const stats = statSync(held.file, { throwIfNoEntry: false });
      if (stats?.ino === held.inode && stats.mtimeMs === held.modified && stats.size === held.size) return held;
      drop(held);
      return undefined;
    },
    take: async (path) => {
      const held = await read(root, path);
      const before = kept.get(path);
      if (before !== undefined) drop(before);
      if (held === null) return null;
      kept.set(path, held);
      size += weight(held);
      for (const oldest of kept.values()) {
        if (size <= limit || oldest === held) break;
        drop(oldest);
      }
      return held;
    },
  };
}

/** Compressed forms take up to as much again. */
function weight({ bytes }: Held): number {
  return 1000 + 2 * (bytes?.length ?? 0);
}

async function read(root: string, path: SitePath): Promise<Held | null> {
  const file = join(root, path);
  const handle = await openInside(root, file);
  if (handle === null) return null;
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) return null;
    const bytes = stats.size <= largest ? await handle.readFile() : null;
    const type = mediaType(path);
    return {
      path,
      file,
      hash: bytes === null ? await hashOf(handle) : createHash("sha256").update(bytes).digest("base64url").slice(0, 22),
      type,
      compressible: bytes !== null && bytes.length > 256 && isCompressible(type),
      feed: feedFormat(path),
      size: stats.size,
      modified: stats.mtimeMs,
      inode: stats.ino,
      bytes,
      ready: new Map(),
      encoded: new Map(),
    };
  } finally {
    await handle.close();
  }
}

/** Neither the file nor a folder on its way may be a symbolic link that leads out of the site. */
export async function openInside(root: string, file: string): Promise<FileHandle | null> {
  try {
    const folder = realpathSync(dirname(file));
    const top = realpathSync(root);
    if (folder !== top && !folder.startsWith(top + sep)) return null;
    return await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return null; // not there, a link, a name too long for the disk, a file where a folder should be
  }
}

async function hashOf(handle: FileHandle): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of handle.createReadStream({ start: 0, autoClose: false })) hash.update(chunk as Buffer);
  return hash.digest("base64url").slice(0, 22);
}
