/** A mail server that keeps a ledger of its own and can be told to misbehave: plain sockets, so that every phase is in hand. */
import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { TLSSocket } from "node:tls";
import type { Certificate } from "./certificate.ts";

export type Step = "greeting" | "ehlo" | "starttls" | "auth" | "mail" | "rcpt" | "data" | "dot";

/**
 * What to do instead of the usual reply: another reply, never any, an endless one byte by byte, hang up, or take the letter and hang
 * up before saying so.
 */
export type Fault = `${number} ${string}` | "hang" | "drip" | "drop" | "take-and-drop" | "2banana";

export interface Taken {
  readonly from: string;
  readonly to: string;
  readonly bytes: Buffer;
}

export interface Sink {
  readonly port: number;
  readonly url: string;
  /** Letters that the server took, in order: what a reader would have got. */
  readonly taken: readonly Taken[];
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

export interface SinkOptions {
  /** Asked at every step; undefined: the usual reply. `count` is how often this step has come for this address (0 at first). */
  readonly fault?: (step: Step, to: string, count: number) => Fault | undefined;
  /** Milliseconds before the reply to the final dot. */
  readonly delay?: () => number;
  readonly extensions?: readonly string[];
  /** Offers STARTTLS. */
  readonly tls?: Certificate;
}

const usual: Readonly<Record<Step, string>> = {
  greeting: "220 sink.example ESMTP",
  ehlo: "250 sink.example",
  starttls: "220 2.0.0 Go ahead",
  auth: "235 2.7.0 Welcome",
  mail: "250 2.1.0 Ok",
  rcpt: "250 2.1.5 Ok",
  data: "354 Go ahead",
  dot: "250 2.0.0 Ok: queued as A1B2C3",
};

export async function openSink(options: SinkOptions = {}): Promise<Sink> {
  const taken: Taken[] = [];
  const seen = new Map<string, number>();
  const sockets = new Set<Socket>();
  let connections = 0;
  const fault = (step: Step, to: string): Fault | undefined => {
    const key = `${step} ${to}`;
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return options.fault?.(step, to, count);
  };
  const server = createServer((socket) => {
    connections++;
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    const conversation = { options, fault, take: (letter: Taken) => taken.push(letter) };
    if (answer(socket, conversation, "greeting", "")) talk(socket, conversation);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    taken,
    connections: () => connections,
    close: () => closeAll(server, sockets),
  };
}

function closeAll(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => server.close(() => resolve()));
}

interface Conversation {
  readonly options: SinkOptions;
  readonly fault: (step: Step, to: string) => Fault | undefined;
  readonly take: (letter: Taken) => void;
}

/** Replies as the options say. True: the step was passed. */
function answer(socket: Socket, { fault }: Conversation, step: Step, to: string): boolean {
  const wrong = fault(step, to);
  say(socket, wrong ?? usual[step]);
  return wrong === undefined || /^[23]\d\d/.test(wrong);
}

function say(socket: Socket, words: string): void {
  if (words === "drop" || words === "take-and-drop") socket.destroy();
  else if (words === "drip") drip(socket);
  else if (words !== "hang") socket.write(`${words}\r\n`);
  if (words.startsWith("421")) socket.end();
}

function drip(socket: Socket): void {
  const timer = setInterval(() => socket.write("2"), 20);
  socket.once("close", () => clearInterval(timer));
}

/** From EHLO on; after STARTTLS once more. */
function talk(socket: Socket, conversation: Conversation): void {
  let rest = Buffer.alloc(0);
  let letter = { from: "", to: "" };
  let inData = false;
  const verbs: Readonly<Record<string, (line: string) => void>> = {
    EHLO: () => greet(socket, conversation),
    STAR: () => {
      if (!answer(socket, conversation, "starttls", "")) return;
      socket.removeAllListeners("data");
      talk(encrypted(socket, conversation.options.tls!), conversation);
    },
    AUTH: () => void answer(socket, conversation, "auth", ""),
    MAIL: (line) => {
      letter = { from: /<(.*?)>/.exec(line)![1]!, to: "" };
      answer(socket, conversation, "mail", "");
    },
    RCPT: (line) => {
      const to = /<(.*?)>/.exec(line)![1]!;
      if (answer(socket, conversation, "rcpt", to)) letter.to = to;
    },
    DATA: () => {
      if (letter.to === "") socket.write("503 5.5.1 No recipient\r\n");
      else inData = answer(socket, conversation, "data", letter.to);
    },
    RSET: () => {
      letter = { from: "", to: "" };
      socket.write("250 2.0.0 Ok\r\n");
    },
    QUIT: () => void socket.end("221 2.0.0 Bye\r\n"),
  };
  socket.on("data", (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const end = rest.indexOf(inData ? "\r\n.\r\n" : "\r\n");
      if (end < 0) return;
      const whole = rest.subarray(0, end + 2);
      rest = rest.subarray(end + (inData ? 5 : 2));
      if (inData) {
        inData = false;
        receive(socket, conversation, { ...letter, bytes: Buffer.from(whole) });
        continue;
      }
      const line = whole.toString("latin1").trimEnd();
      const verb = verbs[line.slice(0, 4).toUpperCase()];
      if (verb === undefined) socket.write("502 5.5.2 What?\r\n");
      else verb(line);
    }
  });
}

function greet(socket: Socket, { options, fault }: Conversation): void {
  const wrong = fault("ehlo", "");
  if (wrong !== undefined) return say(socket, wrong);
  const offered = [...(options.extensions ?? ["PIPELINING", "8BITMIME"])];
  if (options.tls !== undefined && !(socket instanceof TLSSocket)) offered.push("STARTTLS");
  const more = offered.map((name) => `250-${name}\r\n`).join("");
  socket.write(`250-sink.example\r\n${more}250 HELP\r\n`);
}

function encrypted(socket: Socket, certificate: Certificate): TLSSocket {
  const tls = new TLSSocket(socket, { isServer: true, ...certificate });
  tls.on("error", () => {});
  return tls;
}

function receive(socket: Socket, { options, fault, take }: Conversation, letter: Taken): void {
  const wrong = options.fault === undefined ? undefined : fault("dot", letter.to);
  if (wrong === undefined || wrong.startsWith("2") || wrong === "take-and-drop") take(letter);
  const delay = options.delay?.() ?? 0;
  if (delay > 0) setTimeout(say, delay, socket, wrong ?? usual.dot);
  else say(socket, wrong ?? usual.dot);
}
