import { mkdir, open, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Claim, Verdict } from "../base/ledger.ts";
import type { Message } from "./message.ts";
import type { Result, Transport } from "./transport.ts";

/**
 * Letters as .eml files: `out/mail/weekly-2026-W47.HASH.eml`. The name ends with the Message-ID's hash, so a second try
 * replaces the first one's file and nobody's address stands in a path.
 */
export function outboxTransport(folder: string): Transport {
  return {
    name: "out/mail",
    // One by one is as fast: the disk, not the waiting, is what takes time.
    concurrency: 1,
    open: () => ({
      send: (claim, message, gate) => carry(folder, claim, message, gate),
      alive: () => true,
      close: async () => {},
    }),
  };
}

async function carry(folder: string, claim: Claim, message: Message, gate: () => Promise<boolean>): Promise<Result> {
  const hash = message.messageId.replace(/^.*\.([^.@]+)@.*$/, "$1");
  const file = join(folder, `${claim.issue.replaceAll("/", "-")}.${hash}.eml`);
  if (!(await gate())) return { verdict: "aborted" };
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeWhole(file, message.parts);
    return result("sent", "written");
  } catch (error) {
    return result("refused", `out/mail cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Beside it and then over it, so that a file of that name is always a whole letter. */
async function writeWhole(file: string, parts: readonly Buffer[]): Promise<void> {
  const draft = await open(`${file}.part`, "w", 0o600);
  try {
    await draft.writev(parts);
    await draft.sync();
  } finally {
    await draft.close();
  }
  await rename(`${file}.part`, file);
}

function result(verdict: Verdict, text: string): Result {
  return { verdict, attempt: { phase: "dot", code: null, enhanced: null, text, queueId: null } };
}
