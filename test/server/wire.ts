/** HTTP as bytes on a socket, for requests that no client library would send. */
import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";

export interface Wire {
  readonly socket: Socket;
  readonly send: (text: string) => void;
  /** The next whole answer; what there is where the server hangs up. */
  readonly answer: (method?: string) => Promise<WireText>;
  readonly closed: Promise<void>;
}

export interface WireText {
  /** 0: the server hung up without a word. */
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

export async function openWire(port: number): Promise<Wire> {
  const socket = connect({ port, host: "127.0.0.1" });
  let bytes = Buffer.alloc(0);
  let look = (): void => {};
  let over = false;
  const closed = new Promise<void>((done) => {
    socket.on("close", () => {
      over = true;
      look();
      done();
    });
  });
  socket.on("error", () => {});
  socket.on("data", (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    look();
  });
  onTestFinished(() => void socket.destroy());
  await new Promise<void>((ready, refused) => socket.once("connect", ready).once("error", refused));
  const answer = (method = "GET"): Promise<WireText> =>
    new Promise((done) => {
      look = () => {
        const read = readAnswer(bytes, method, over);
        if (read === null) return;
        bytes = bytes.subarray(read.length);
        look = () => {};
        done(read.answer);
      };
      look();
    });
  return { socket, send: (text) => void socket.write(text, "latin1"), answer, closed };
}

function readAnswer(bytes: Buffer, method: string, over: boolean): { answer: WireText; length: number } | null {
  const end = bytes.indexOf("\r\n\r\n");
  if (end === -1) return over ? { answer: { status: 0, headers: new Map(), body: bytes }, length: bytes.length } : null;
  const [first = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.replace(/^[^:]*: /, "")]),
  );
  const status = Number(first.split(" ")[1]);
  const none = method === "HEAD" || status === 304;
  const size = none ? 0 : Number(headers.get("content-length") ?? 0);
  if (bytes.length < end + 4 + size && !over) return null;
  const body = bytes.subarray(end + 4, end + 4 + size);
  return { answer: { status, headers, body }, length: end + 4 + size };
}
