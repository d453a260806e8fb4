import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config/config.ts";
import { hasErrors } from "../errors.ts";
import type { Cache } from "./cache.ts";
import { fileTimes, type FileTimes } from "./file-times.ts";
import type { Kind } from "./head.ts";
import type { FileBody, FileHead, Place, RawBody } from "./read-file.ts";

/** A Markdown file whose head has been read, now or in a former run. */
export interface Source extends FileHead {
  readonly file: string;
  readonly kind: Kind;
  readonly times: FileTimes;
  /** Hash of its content. */
  readonly stamp: string;
  /** Null where the head comes from the cache and the body may, too. */
  readonly raw: RawBody | null;
  readonly kept: FileBody | null;
}

interface Kept {
  readonly head: FileHead;
  readonly body: FileBody;
}

/**
 * Reads the heads of files. Sync reads: for many small files they take a fifth of the time of promises (1,000: 9 ms for
 * 73). The parsers are imported at the first file that changed, so a run with nothing new never pays for them,
 * nor for reading files whose times tell that they are the same (1,000: stat 5 ms, read and hash 15).
 */
export async function readHeads(
  dir: string,
  files: readonly string[],
  kind: Kind,
  config: Config,
  cache: Cache,
): Promise<readonly Source[]> {
  const sources: Source[] = [];
  for (const file of files) {
    const path = join(dir, file);
    const times = fileTimes(path);
    const found = cache.find(file, times, () => stampOf(kind, readFileSync(path)));
    const kept = asKept(found?.value);
    if (found === undefined || kept === undefined) {
      const { readFileHead } = await import("./read-file.ts");
      const bytes = readFileSync(path);
      const read = await readFileHead(kind, file, bytes, config);
      sources.push({ ...read, file, kind, times, stamp: stampOf(kind, bytes), kept: null });
    } else {
      sources.push({ ...kept.head, file, kind, times, stamp: found.stamp, raw: null, kept: kept.body });
    }
  }
  return sources;
}

/** A page that becomes a story is read anew. */
function stampOf(kind: Kind, bytes: Buffer): string {
  return `${kind} ${hash("sha256", bytes, "hex")}`;
}

/** The bodies of files whose places are known by now, in the order of the sources. */
export async function readBodies(
  dir: string,
  sources: readonly Source[],
  placeOf: (source: Source) => Place,
  config: Config,
  cache: Cache,
): Promise<readonly FileBody[]> {
  const bodies: FileBody[] = [];
  for (const source of sources) {
    const place = placeOf(source);
    bodies.push(isFresh(dir, source.kept, place) ? source.kept : await readBody(dir, source, place, config, cache));
  }
  return bodies;
}

function isFresh(dir: string, kept: FileBody | null, place: Place): kept is FileBody {
  return (
    kept !== null &&
    kept.place.docId === place.docId &&
    kept.place.folder === place.folder &&
    kept.looked.every(([path, stamp]) => fileTimes(join(dir, path)).stamp === stamp)
  );
}

async function readBody(dir: string, source: Source, place: Place, config: Config, cache: Cache): Promise<FileBody> {
  const { readFileBody, readFileHead } = await import("./read-file.ts");
  const { file, kind, head, problems, times, stamp } = source;
  const raw = source.raw ?? (await readFileHead(kind, file, readFileSync(join(dir, file)), config)).raw;
  const body = await readFileBody(dir, file, head, raw, place, config);
  // An error may hang on more than this file (which names lie beside a missing picture), and soon goes away.
  if (!hasErrors(body.problems)) cache.keep(file, times, stamp, { head: { head, problems }, body } satisfies Kept);
  return body;
}

/** Guards against a cache file that was cut or edited; what its program wrote has this shape. */
function asKept(value: unknown): Kept | undefined {
  const { head, body } = (value ?? {}) as Partial<Kept>;
  return head?.head !== undefined && body?.body !== undefined ? { head, body } : undefined;
}
