import type { AddressInfo, Socket } from "node:net";
import type { SMTPServerSession } from "smtp-server";

/** What is done with mail for our return paths. */
export interface BounceMail {
  /** Whether this address is a return path that we made: nothing else is taken. */
  readonly isOurs: (recipient: string) => Promise<boolean>;
  /** Resolves once everything that the mail asks for is committed; rejects where it could not be, and the sender keeps the mail. */
  readonly take: (mail: Uint8Array, recipient: string) => Promise<void>;
}

export interface BounceListener {
  readonly port: number;
  /** Takes no new connection, and gives those that are open two seconds to end; their senders come again. */
  readonly close: () => Promise<void>;
}

/** Bytes of a mail that are kept: a report stands at the top, the letter that came back below it. */
const kept = 300_000;
/** What is read at all. Returned letters come whole, and somebody else's attachments may come with them. */
const most = 25_000_000;
const patience = 60_000;
const mostConnections = 20;

/**
 * Listens for returned mail, by SMTP (RFC 5321) and by LMTP (RFC 2033) on one port. Rejects where the address cannot be bound.
 *
 * No relay: a recipient that is no return path of ours gets 550 before any mail is read, as does the whole of a mail that follows
 * it. One recipient a transaction (452 for the second, which any sender tries again): so LMTP's one answer per recipient is
 * SMTP's one answer, and both are spoken alike but for one letter of their greeting.
 */
export async function listenForBounces(address: string, mail: BounceMail): Promise<BounceListener> {
  const { SMTPServer } = await import("smtp-server");
  const server = new SMTPServer({
    name: "courant",
    disabledCommands: ["AUTH", "STARTTLS", "VRFY", "HELP"],
    hideSTARTTLS: true,
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    size: most,
    maxClients: mostConnections,
    socketTimeout: patience,
    closeTimeout: 2000,
    onRcptTo: ({ address: recipient }, session, done) => {
      void answer(() => judge(mail, session, recipient), done);
    },
    onData: (stream, { envelope }, done) => {
      const recipient = envelope.rcptTo[0]?.address ?? "";
      void answer(
        async () => {
          const bytes = await beginningOf(stream);
          if (!stream.sizeExceeded) await mail.take(bytes, recipient);
        },
        (problem) => done(problem, "taken"),
      );
    },
  });
  server.on("error", () => {}); // of one connection: its sender has seen it, and tries again
  const { host, port } = parts(address);
  const listener = server.server;
  listener.on("connection", speakBoth);
  await new Promise<void>((ready, failed) => listener.once("error", failed).listen({ host, port }, ready));
  return { port: (listener.address() as AddressInfo).port, close: () => new Promise((closed) => server.close(closed)) };
}

class Refusal extends Error {
  readonly responseCode: number;
  constructor(code: number, text: string) {
    super(text);
    this.responseCode = code;
  }
}

async function judge({ isOurs }: BounceMail, session: SMTPServerSession, recipient: string): Promise<void> {
  if (session.envelope.rcptTo.length > 0) throw new Refusal(452, "4.5.3 one recipient at a time");
  if (!(await isOurs(recipient))) throw new Refusal(550, "5.1.1 only bounces of our own letters are taken here");
}

/** What is not a refusal of ours is a fault of this moment: the sender keeps the mail and tries again. */
async function answer(work: () => Promise<void>, done: (problem: Error | null) => void): Promise<void> {
  try {
    await work();
  } catch (error) {
    done(error instanceof Refusal ? error : new Refusal(451, "4.3.0 not now, try again later"));
    return;
  }
  done(null);
}

/** Reads to the end, keeps the beginning. */
async function beginningOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    if (length < kept) chunks.push(chunk);
    length += chunk.length;
  }
  return Buffer.concat(chunks).subarray(0, kept);
}

/** LMTP says LHLO where SMTP says EHLO: the first letter that a client sends is all that differs. The library reads after this. */
function speakBoth(socket: Socket): void {
  socket.prependOnceListener("data", (chunk: Buffer) => {
    if (/^lhlo /i.test(chunk.subarray(0, 5).toString("latin1"))) chunk.write("E", 0);
  });
}

function parts(address: string): { readonly host: string; readonly port: number } {
  const colon = address.lastIndexOf(":");
  return { host: address.slice(0, colon).replace(/^\[|\]$/g, ""), port: Number(address.slice(colon + 1)) };
}
