/** A connection to a mail server from the greeting to the point where letters can be sent: nodemailer's SMTPConnection. */
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { Phase } from "../base/ledger.ts";
import { type Conversation, converse } from "./smtp-conversation.ts";
import type { Relay } from "./smtp-url.ts";

/** What stood in the way. */
export interface Trouble {
  readonly phase: Phase;
  readonly reply: string;
}

export interface Line {
  readonly ready: Promise<Conversation | Trouble>;
  /** Gives up what is not ready yet. */
  readonly giveUp: () => void;
  readonly secure: () => boolean;
}

/** As long as nodemailer waits, and as RFC 5321 §4.5.3.2.6 wants after the dot. */
const patience = 10 * 60_000;

/** What nodemailer's errors carry; `response` only where the server had said something. */
interface SmtpError extends Error {
  readonly response?: string | undefined;
  readonly code?: string | undefined;
}

export function isTrouble(opened: Conversation | Trouble): opened is Trouble {
  return "reply" in opened;
}

export function openLine(relay: Relay): Line {
  const connection = new SMTPConnection(relay.options);
  const ready = new Promise<Conversation | Trouble>((resolve) => {
    const stop = (error: SmtpError, phase?: Phase): void => {
      const reply = withoutPassword(error.response ?? error.message, relay);
      resolve({ phase: phase ?? setupPhase(connection, error), reply });
      connection.close();
    };
    connection.on("error", stop);
    connection.once("end", () => stop(new Error("the server ended the connection")));
    connection.connect((error) => {
      if (error !== undefined) return stop(error);
      const ehlo = connection.lastServerResponse || "";
      const begin = (): void => resolve(takeOver(connection, ehlo, relay));
      if (relay.auth === null) return begin();
      connection.login(relay.auth, (failed) => (failed === null ? begin() : stop(failed, "auth")));
    });
  });
  return { ready, giveUp: () => connection.close(), secure: () => connection.secure };
}

/** From here on the socket is ours; nodemailer only hears that it has ended. */
function takeOver(connection: SMTPConnection, ehlo: string, { options }: Relay): Conversation {
  // oxlint-disable-next-line no-underscore-dangle -- the name of nodemailer's public property
  const socket = connection._socket;
  if (!socket) throw new Error("nodemailer gives no socket");
  socket.removeAllListeners("data").removeAllListeners("timeout");
  socket.setTimeout(0);
  return converse(socket, ehlo, options.socketTimeout ?? patience);
}

/** Connects, encrypts and signs in as for a letter, and sends none. */
export async function trySmtp(relay: Relay): Promise<{ readonly trouble: Trouble | null; readonly secure: boolean }> {
  const { ready, secure } = openLine(relay);
  const opened = await ready;
  if (isTrouble(opened)) return { trouble: opened, secure: secure() };
  opened.quit();
  return { trouble: null, secure: secure() };
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
