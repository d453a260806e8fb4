/** A mail server that keeps a ledger of its own and can be told to misbehave: plain sockets, so that every phase is in hand. */
import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

export type Step = "greeting" | "ehlo" | "mail" | "rcpt" | "data" | "dot";

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
}

const usual: Readonly<Record<Step, string>> = {
  greeting: "220 sink.example ESMTP",
  ehlo: "250 sink.example",
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
    talk(socket, options, fault, (letter) => taken.push(letter));
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

function drip(socket: Socket): void {
  const timer = setInterval(() => socket.write("2"), 20);
  socket.once("close", () => clearInterval(timer));
}

function talk(
  socket: Socket,
  options: SinkOptions,
  fault: (step: Step, to: string) => Fault | undefined,
  take: (letter: Taken) => void,
): void {
  let rest = Buffer.alloc(0);
  let letter: { from: string; to: string } = { from: "", to: "" };
  let inData = false;
  const answer = (step: Step, more = ""): boolean => {
    const wrong = fault(step, letter.to);
    if (wrong === "drop" || wrong === "take-and-drop") socket.destroy();
    else if (wrong === "drip") drip(socket);
    else if (wrong !== "hang") socket.write(`${wrong ?? usual[step]}${more}\r\n`);
    if (wrong?.startsWith("421") === true) socket.end();
    return wrong === undefined || /^[23]\d\d/.test(wrong);
  };
  const dot = (bytes: Buffer): void => {
    inData = false;
    const wrong = options.fault === undefined ? undefined : fault("dot", letter.to);
    if (wrong === undefined || wrong.startsWith("2") || wrong === "take-and-drop") take({ ...letter, bytes });
    const reply = (): void => {
      if (wrong === "drop" || wrong === "take-and-drop") socket.destroy();
      else if (wrong !== "hang") socket.write(`${wrong ?? usual.dot}\r\n`);
      if (wrong?.startsWith("421") === true) socket.end();
    };
    const delay = options.delay?.() ?? 0;
    if (delay > 0) setTimeout(reply, delay);
    else reply();
  };
  const command = (line: string): void => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === "EHLO") {
      const more = (options.extensions ?? ["PIPELINING", "8BITMIME"]).map((name) => `250-${name}\r\n`).join("");
      const wrong = fault("ehlo", "");
      if (wrong === undefined) socket.write(`250-sink.example\r\n${more}250 HELP\r\n`);
      else if (wrong === "drop") socket.destroy();
      else if (wrong !== "hang") socket.write(`${wrong}\r\n`);
      if (wrong?.startsWith("421") === true) socket.end();
    } else if (verb === "MAIL") {
      letter = { from: /<(.*?)>/.exec(line)![1]!, to: "" };
      answer("mail");
    } else if (verb === "RCPT") {
      const to = /<(.*?)>/.exec(line)![1]!;
      letter.to = to;
      if (!answer("rcpt")) letter.to = "";
    } else if (verb === "DATA") {
      if (letter.to === "") socket.write("503 5.5.1 No recipient\r\n");
      else inData = answer("data");
    } else if (verb === "RSET") {
      letter = { from: "", to: "" };
      socket.write("250 2.0.0 Ok\r\n");
    } else if (verb === "QUIT") {
      socket.end("221 2.0.0 Bye\r\n");
    } else socket.write("502 5.5.2 What?\r\n");
  };
  answer("greeting");
  socket.on("data", (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const end = rest.indexOf(inData ? "\r\n.\r\n" : "\r\n");
      if (end < 0) return;
      const whole = rest.subarray(0, end + 2);
      rest = rest.subarray(end + (inData ? 5 : 2));
      if (inData) dot(Buffer.from(whole));
      else command(whole.toString("latin1").trimEnd());
    }
  });
}
