/**
 * One SMTP connection that knows how far each letter has come. nodemailer's SMTPConnection does the greeting, STARTTLS, AUTH
 * and the envelope; the content goes to the socket as the ready bytes it already is (composing it again costs 17 times as
 * much), and only once the gate has said that the intent is on record.
 */
import type { Socket } from "node:net";
import { Readable } from "node:stream";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { Claim, Phase } from "../ledger.ts";
import type { Message } from "./message.ts";
import { attemptOf } from "./reply.ts";
import type { Relay } from "./smtp-url.ts";
import type { Result, Session, Tried } from "./transport.ts";
import { verdictOf } from "./verdict.ts";

const finalDot = Buffer.from(".\r\n");

/** What nodemailer's errors carry; `response` only where the server had said something. */
interface SmtpError extends Error {
  readonly response?: string | undefined;
  readonly command?: string | undefined;
  readonly code?: string | undefined;
}

export function smtpSession(relay: Relay): Session {
  let line: Line | undefined;
  let carried = 0;
  let busy = false;
  const send: Session["send"] = async (claim, message, gate) => {
    line ??= openLine(relay);
    const trouble = await line.ready;
    await line.clean;
    if (trouble !== null) return resultOf(trouble.phase, trouble.reply, claim);
    if (line.connection.destroyed) return resultOf("connect", "the server ended the connection", claim);
    carried++;
    return carry(line, claim, message, gate);
  };
  return {
    send: async (claim, message, gate) => {
      busy = true;
      return send(claim, message, gate).finally(() => (busy = false));
    },
    alive: () => line === undefined || (!line.connection.destroyed && carried < relay.maxMessages),
    close: async () => {
      if (line === undefined || line.connection.destroyed) return;
      if (busy) hangUp(line.connection);
      else line.connection.quit();
    },
  };
}

/** What waits for the server hears of it as of any broken connection. */
function hangUp(connection: SMTPConnection): void {
  const socket = socketOf(connection);
  if (socket === null) connection.close();
  else socket.destroy(new Error("the server's reply was not waited for any longer"));
}

function socketOf(connection: SMTPConnection): Socket | null {
  // oxlint-disable-next-line no-underscore-dangle -- the name of nodemailer's public property
  return connection._socket || null;
}

/** Connects, encrypts and signs in as for a letter, and sends none. `trouble`: what stood in the way. */
export async function trySmtp(relay: Relay): Promise<{ readonly trouble: Trouble | null; readonly secure: boolean }> {
  const { connection, ready } = openLine(relay);
  const trouble = await ready;
  if (!connection.destroyed) connection.quit();
  return { trouble, secure: connection.secure };
}

export interface Trouble {
  readonly phase: Phase;
  readonly reply: string;
}

interface Line {
  readonly connection: SMTPConnection;
  /** Null once letters can be sent. */
  readonly ready: Promise<Trouble | null>;
  /** What a refused envelope left open is reset. nodemailer mixes up two letters when that is still under way. */
  clean: Promise<void>;
  /** Replies to the commands of the letter under way: with pipelining nothing else tells which of them the server was at. */
  replies: number;
}

function openLine(relay: Relay): Line {
  const connection = new SMTPConnection(relay.options);
  const ready = new Promise<Trouble | null>((resolve) => {
    const stop = (error: SmtpError, phase?: Phase): void => {
      resolve({ phase: phase ?? setupPhase(connection, error), reply: withoutPassword(replyOf(error), relay) });
      connection.close();
    };
    // Later errors reach the letter under way through its own callback; an idle line that breaks is simply not used again.
    connection.on("error", stop);
    const begin = (): void => {
      countReplies(line);
      resolve(null);
    };
    connection.connect((error) => {
      if (error !== undefined) return stop(error);
      if (relay.auth === null) return begin();
      connection.login(relay.auth, (failed) => (failed === null ? begin() : stop(failed, "auth")));
    });
  });
  const line: Line = { connection, ready, clean: Promise.resolve(), replies: 0 };
  return line;
}

/** Sees every reply before nodemailer does. The last line of one has no "-" after its code (RFC 5321 §4.2.1). */
function countReplies(line: Line): void {
  let rest = "";
  socketOf(line.connection)?.prependListener("data", (chunk: Buffer) => {
    const lines = (rest + chunk.toString("latin1")).split("\n");
    rest = lines.pop()!;
    for (const text of lines) if (/^\d{3}(?!-)/.test(text)) line.replies++;
  });
}

/** Some servers repeat what they were told. AUTH PLAIN and LOGIN send passwords in base64. */
function withoutPassword(reply: string, { auth }: Pick<Relay, "auth">): string {
  const { user = "", pass = "" } = auth ?? {};
  if (pass === "") return reply;
  const told = [`\0${user}\0${pass}`, pass].map((text) => Buffer.from(text).toString("base64"));
  return [...told, pass].reduce((text, secret) => text.replaceAll(secret, "[password]"), reply);
}

function setupPhase(connection: SMTPConnection, error: SmtpError): Phase {
  if (error.code === "ETLS" || connection.upgrading === true) return "tls";
  // With smtps: a bad certificate looks like any other socket error but for its words (OpenSSL's, through Node).
  if (connection.secureConnection && /certificate|altname|\bssl\b|\btls\b/i.test(error.message)) return "tls";
  if (connection.stage !== "connected") return "connect";
  return connection.lastServerResponse === false ? "greeting" : "hello";
}

function carry(line: Line, claim: Claim, message: Message, gate: () => Promise<boolean>): Promise<Result> {
  const { connection } = line;
  let left = false;
  line.replies = 0;
  return new Promise((resolve) => {
    const content = contentOf(connection, message, gate, {
      leaving: () => (left = true),
      kept: () => {
        connection.close();
        resolve({ verdict: "aborted" });
      },
    });
    const size = message.parts.reduce((sum, part) => sum + part.length, 0);
    connection.send({ from: message.envelope.from, to: [message.envelope.to], size }, content, (error, info) => {
      if (error === null) return resolve(resultOf("dot", info?.response ?? "", claim));
      const phase = left ? "dot" : envelopePhase(error, line.replies);
      resolve(refusedHere(error) ? refusal(error, claim) : resultOf(phase, replyOf(error), claim));
      if (!connection.destroyed && !left) line.clean = reset(connection);
    });
  });
}

/** nodemailer itself refuses a letter that is larger than the server said it takes: so are all letters of its issue. */
function refusedHere({ code, response }: SmtpError): boolean {
  return code === "EMESSAGE" && response === undefined;
}

function refusal(error: SmtpError, { reader }: Claim): Tried {
  return { attempt: attemptOf("mail", error.message, reader.email), verdict: "refused" };
}

function replyOf({ response, message }: SmtpError): string {
  return response ?? message;
}

/** Ends with the reply to RSET, or with the connection. */
function reset(connection: SMTPConnection): Promise<void> {
  return new Promise((resolve) => {
    connection.once("end", resolve);
    connection.reset((broken) => {
      connection.off("end", resolve);
      if (broken !== null) connection.close();
      resolve();
    });
  });
}

/**
 * A stream in name: asked to pipe itself into nodemailer's dot-stuffing one, it asks the gate and then writes the bytes to the
 * socket beside it, in one go. They need no dots doubled and end in CRLF (message.ts sees to both).
 */
function contentOf(
  connection: SMTPConnection,
  message: Message,
  gate: () => Promise<boolean>,
  on: { readonly leaving: () => void; readonly kept: () => void },
): Readable {
  const content = new Readable({ read: () => {} });
  const leave = async (socket: Socket): Promise<void> => {
    if (!(await gate())) return on.kept();
    if (socket.destroyed) return;
    on.leaving();
    socket.cork();
    for (const part of message.parts) socket.write(part);
    socket.write(finalDot);
    socket.uncork();
  };
  const pipe = <T extends NodeJS.WritableStream>(stuffing: T): T => {
    const socket = socketOf(connection);
    if (socket === null) return stuffing;
    if (stuffing instanceof Readable) stuffing.unpipe(socket);
    void leave(socket);
    return stuffing;
  };
  return Object.assign(content, { pipe });
}

const envelopePhases: readonly Phase[] = ["mail", "rcpt", "data"];

/** A reply names its command, but for the 421 that may come at any time; without one it is the first command left unanswered. */
function envelopePhase({ command, response }: SmtpError, replies: number): Phase {
  const named = ["MAIL FROM", "RCPT TO", "DATA"].indexOf(command ?? "");
  const at = named >= 0 ? named : replies - (response === undefined ? 0 : 1);
  return envelopePhases[Math.max(0, Math.min(at, 2))]!;
}

function resultOf(phase: Phase, reply: string, claim: Claim): Tried {
  const attempt = attemptOf(phase, reply, claim.reader.email);
  return { attempt, verdict: verdictOf(attempt) };
}
