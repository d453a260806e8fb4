import { createReadStream } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { CourantError, problem } from "../../errors.ts";
import { readDeliveryReport } from "./delivery-report.ts";
import type { Evidence, Wanted } from "./evidence.ts";
import { isMailLog, mailLogReader } from "./mail-log.ts";
import { readEvent } from "./provider-events.ts";

/** Lines of a mail log that may come before the first one by Postfix: those of other services. */
const lookAhead = 5000;

const mailStart =
  /^(From |(from|to|date|subject|received|return-path|delivered-to|message-id|mime-version|content-type|(x|dkim|arc|authentication)-[\w-]+):)/i;

/**
 * What a file proves about the letters asked for: a Postfix log (also as .gz), a delivery report, or provider events, one JSON value
 * a line or one in all. The kind is seen from the content. Logs are read line by line, whatever their size. RECONCILE_INVALID where it is none
 * of them or cannot be read.
 */
export async function readEvidence(file: string, wanted: Wanted): Promise<readonly Evidence[]> {
  try {
    const first = await firstByte(file);
    if (first === "{" || first === "[") return await readEvents(file, wanted);
    const fromLog = await readLog(file, wanted);
    if (fromLog !== null) return fromLog;
    const bytes = await readFile(file);
    if (mailStart.test(bytes.subarray(0, 200).toString("latin1"))) return await readDeliveryReport(bytes, wanted);
  } catch (error) {
    if (error instanceof CourantError) throw error;
    refuse(file, 1, error instanceof Error ? error.message : String(error));
  }
  return refuse(file, 1, "it is no Postfix log, no delivery report and no provider events (one JSON value a line)");
}

async function firstByte(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.toString("latin1", 0, bytesRead).trimStart().charAt(0);
  } finally {
    await handle.close();
  }
}

function linesOf(file: string): AsyncIterable<string> {
  const raw = createReadStream(file);
  const input: Readable = file.endsWith(".gz") ? raw.pipe(createGunzip()) : raw;
  raw.on("error", (error) => input.destroy(error));
  return createInterface({ input, crlfDelay: Infinity });
}

async function readEvents(file: string, wanted: Wanted): Promise<readonly Evidence[]> {
  const found: Evidence[] = [];
  let n = 0;
  for await (const line of linesOf(file)) {
    n++;
    if (line.trim() === "") continue;
    try {
      found.push(...readEvent(line, wanted));
    } catch {
      if (n === 1) return readEvent(await readFile(file, "utf8"), wanted);
      refuse(file, n, "the line is not one JSON value");
    }
  }
  return found;
}

/** Null where no line of it is Postfix's. */
async function readLog(file: string, wanted: Wanted): Promise<readonly Evidence[] | null> {
  const found: Evidence[] = [];
  const read = mailLogReader(wanted);
  let isLog = false;
  let n = 0;
  for await (const line of linesOf(file)) {
    n++;
    isLog ||= isMailLog(line);
    if (!isLog && n > lookAhead) return null;
    const evidence = read(line);
    if (evidence !== null) found.push(evidence);
  }
  return isLog ? found : null;
}

function refuse(file: string, line: number, words: string): never {
  throw new CourantError([problem("error", "RECONCILE_INVALID", file, line, `cannot be read as evidence: ${words}.`)]);
}
