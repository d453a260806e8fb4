import type { Attempt, Phase } from "../base/ledger.ts";
import type { Email } from "../model.ts";

/** An SMTP reply (RFC 5321 §4.2) as the attempt log keeps it: one line, at most 500 characters, the reader's address left out. */
export function attemptOf(phase: Phase, reply: string, reader: Email): Attempt {
  const lines = reply.split(/\r?\n/);
  const code = /^[2-5]\d\d(?=[ -]|$)/.exec(lines[0] ?? "");
  const words = lines.map((line) => line.replace(/^[2-5]\d\d[ -]?/, "").trim()).join(" ");
  return {
    phase,
    code: code === null ? null : Number(code[0]),
    enhanced: /(?:^|\s)([245]\.\d{1,3}\.\d{1,3})(?=\s|$)/.exec(words)?.[1] ?? null,
    text: loggedText(words, reader),
    queueId: /\bqueued as ([\w.-]+)/i.exec(words)?.[1] ?? null,
  };
}

/** A server's words as the attempt log keeps them. */
export function loggedText(words: string, reader: Email): string {
  return withoutAddress(words.replace(/\s+/g, " ").trim(), reader).slice(0, 500);
}

/** Servers like to repeat the address; logs and reports hold none. */
function withoutAddress(text: string, reader: Email): string {
  let shown = text;
  for (let at = -1; (at = shown.toLowerCase().indexOf(reader.toLowerCase())) >= 0;) {
    shown = `${shown.slice(0, at)}[reader]${shown.slice(at + reader.length)}`;
  }
  return shown;
}
