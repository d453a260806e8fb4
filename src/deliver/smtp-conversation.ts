/**
 * The conversation about letters over an SMTP connection that is ready: greeted, encrypted, signed in. It knows at which command
 * the server is, for every letter, and writes content as the ready bytes it already is: composing it again would cost 17 times as much.
 */
import type { Socket } from "node:net";
import type { Phase } from "../base/ledger.ts";
import type { Message } from "./message.ts";
import { onReplies } from "./smtp-replies.ts";

/** The server's last word about a letter, and what it was an answer to; or our own words, where it said nothing. */
export interface LastWord {
  readonly phase: Phase;
  readonly reply: string;
}

export interface Conversation {
  /** One letter at a time. "kept": the gate stayed shut, nothing of the letter left, and the connection is gone. */
  readonly send: (message: Message, gate: () => Promise<boolean>) => Promise<LastWord | "kept">;
  /** Octets that a letter may have at most, by the server's word; Infinity: it said nothing. */
  readonly most: number;
  /** False: the connection is over. */
  readonly open: () => boolean;
  readonly quit: () => void;
  /** What is under way is given up, with these words. */
  readonly hangUp: (words: string) => void;
}

/** A command that has been sent or is to be, by what its reply is about; RSET ends the envelope of a letter that was refused. */
type Command = readonly [about: Phase | "reset", line: string];

interface Letter {
  readonly message: Message;
  readonly gate: () => Promise<boolean>;
  readonly end: (word: LastWord | "kept") => void;
  /** What the replies still to come are about, in order. */
  readonly asked: (Phase | "reset")[];
  /** Commands that wait for the reply to the one before. */
  readonly later: Command[];
  /** The first refusal; the replies after it only follow from it. */
  refusal: LastWord | null;
}

interface State {
  readonly socket: Socket;
  /** RFC 2920: the whole envelope may be sent without waiting for each reply. */
  readonly pipelining: boolean;
  /** RFC 1870: letters are announced with their size. */
  readonly sized: boolean;
  readonly deadline: NodeJS.Timeout;
  letter: Letter | null;
  /** A refused envelope is still open with the server. */
  dirty: boolean;
  over: boolean;
}

const finalDot = Buffer.from(".\r\n");
/** Milliseconds that a server has for its goodbye. */
const goodbye = 2000;

/** `ehlo`: the server's reply to it. `patience`: milliseconds that the server has for each whole reply, however it drips. */
export function converse(socket: Socket, ehlo: string, patience: number): Conversation {
  const size = /^250[ -]SIZE(?: +(\d+))?\b/im.exec(ehlo);
  const seconds = Math.round(patience / 1000);
  const state: State = {
    socket,
    pipelining: /^250[ -]PIPELINING\b/im.test(ehlo),
    sized: size !== null,
    deadline: setTimeout(() => fail(state, `no answer within ${seconds} s`), patience).unref(),
    letter: null,
    dirty: false,
    over: false,
  };
  onReplies(
    socket,
    (reply) => hear(state, reply),
    (words) => fail(state, words),
  );
  return {
    send: (message, gate) => new Promise((end) => begin(state, { message, gate, end })),
    most: Number(size?.[1] ?? 0) || Infinity,
    open: () => !state.over,
    quit: () => quit(state),
    hangUp: (words) => fail(state, words),
  };
}

function begin(state: State, what: Pick<Letter, "message" | "gate" | "end">): void {
  const letter: Letter = { ...what, asked: [], later: [], refusal: null };
  const commands = [...(state.dirty ? ([["reset", "RSET"]] as const) : []), ...envelopeOf(what.message, state.sized)];
  state.letter = letter;
  state.dirty = false;
  state.deadline.refresh();
  if (state.over) return fail(state, "the server has ended the connection");
  if (!state.pipelining) letter.later.push(...commands.splice(1));
  return ask(state, letter, commands);
}

function envelopeOf({ envelope, parts }: Message, sized: boolean): readonly Command[] {
  const size = sized ? ` SIZE=${parts.reduce((sum, part) => sum + part.length, 0)}` : "";
  return [
    ["mail", `MAIL FROM:<${envelope.from}>${size}`],
    ["rcpt", `RCPT TO:<${envelope.to}>`],
    ["data", "DATA"],
  ];
}

function ask({ socket }: State, letter: Letter, commands: readonly Command[]): void {
  let lines = "";
  for (const [about, line] of commands) {
    letter.asked.push(about);
    lines += `${line}\r\n`;
  }
  socket.write(lines, "latin1");
}

function hear(state: State, reply: string): void {
  const { letter } = state;
  const about = letter?.asked.shift();
  if (letter === null || about === undefined) return fail(state, "the server spoke out of turn");
  state.deadline.refresh();
  if (reply.startsWith("421")) {
    end(state, letter.refusal ?? { phase: about === "reset" ? "mail" : about, reply });
    return fail(state, "the server closed the channel");
  }
  if (about === "dot") return end(state, { phase: "dot", reply });
  const good = about === "reset" || (about === "data" ? /^[23]/.test(reply) : reply.startsWith("2"));
  if (!good) letter.refusal ??= { phase: about, reply };
  if (letter.refusal !== null) return refused(state, letter, letter.refusal, reply);
  if (about === "data") return void leave(state, letter);
  const next = letter.later.shift();
  return next === undefined ? undefined : ask(state, letter, [next]);
}

/** With pipelining DATA was asked before the refusal was known. A server that waits for content all the same gets none. */
function refused(state: State, letter: Letter, refusal: LastWord, reply: string): void {
  if (letter.asked.length > 0) return;
  state.dirty = true;
  end(state, refusal);
  if (reply.startsWith("3")) fail(state, "the server wants content without an envelope");
}

/** The content, in one write, once its intent is on record. It needs no dots doubled and ends in CRLF (message.ts sees to both). */
async function leave(state: State, letter: Letter): Promise<void> {
  const pass = await letter.gate();
  if (state.letter !== letter) return;
  if (!pass) {
    end(state, "kept");
    return fail(state, "the letter was kept back");
  }
  letter.asked.push("dot");
  state.deadline.refresh();
  const { socket } = state;
  socket.cork();
  for (const part of letter.message.parts) socket.write(part);
  socket.write(finalDot);
  socket.uncork();
}

function end(state: State, word: LastWord | "kept"): void {
  const { letter } = state;
  state.letter = null;
  letter?.end(word);
}

/** The connection is over; a letter under way had come as far as the first command that was not answered. */
function fail(state: State, words: string): void {
  clearTimeout(state.deadline);
  state.over = true;
  state.socket.destroy();
  const [about = "data"] = state.letter?.asked ?? [];
  end(state, { phase: about === "reset" ? "mail" : about, reply: words });
}

function quit(state: State): void {
  if (state.over) return;
  clearTimeout(state.deadline);
  state.over = true;
  state.socket.end("QUIT\r\n");
  setTimeout(() => state.socket.destroy(), goodbye).unref();
  state.socket.unref();
}
