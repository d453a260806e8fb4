/**
 * Ready answers on the bare socket: three times as many as node:http gives with the same bytes. Whatever is not the plainest of requests
 * goes to node:http, with its connection and for good, before a byte of it is answered.
 */
import type { Server } from "node:http";
import type { Socket } from "node:net";
import { longestHead, type PlainRequest, readPlain } from "./plain-request.ts";

/** An answer but for its date: status line and headers, and the bytes after them. */
export interface WireAnswer {
  readonly head: string;
  readonly body: Buffer | null;
}

export interface Answers {
  /** The answer, if it is ready. */
  readonly ready: (request: PlainRequest, socket: Socket) => WireAnswer | null;
  /** Makes it ready where that can be done; false: node:http must answer. */
  readonly prepare: (request: PlainRequest) => Promise<boolean>;
}

export interface Lane {
  /** Ends connections that wait for another request; those under way end with their answer. */
  readonly close: () => void;
  /** Ends what is left. */
  readonly cut: () => void;
}

export interface LaneOptions {
  /** The value of the header of that name. */
  readonly date: () => string;
  /** Milliseconds without a byte before the first request, and after it. */
  readonly patience: { readonly head: number; readonly idle: number };
}

/** Takes the connections of a server before node:http does. */
export function openFastLane(server: Server, answers: Answers, options: LaneOptions): Lane {
  const [handOver] = server.listeners("connection") as ((this: Server, socket: Socket) => void)[];
  const sockets = new Set<Socket>();
  const leave = (socket: Socket): void => handOver!.call(server, socket);
  const lane: Run = { ...options, answers, sockets, closing: false, leave };
  server.removeAllListeners("connection");
  server.on("connection", (socket: Socket) => drive(lane, socket));
  return {
    close: () => {
      lane.closing = true;
      for (const socket of sockets) if (!socket.isPaused()) socket.destroySoon();
    },
    cut: () => sockets.forEach((socket) => socket.destroy()),
  };
}

interface Run extends LaneOptions {
  readonly answers: Answers;
  readonly sockets: Set<Socket>;
  /** Gives the connection to node:http. */
  readonly leave: (socket: Socket) => void;
  closing: boolean;
}

function drive(lane: Run, socket: Socket): void {
  const destroy = (): void => void socket.destroy();
  const on: readonly (readonly [event: string, listener: (chunk: Buffer) => void])[] = [
    ["data", (chunk) => take(lane, socket, chunk, leave)],
    ["drain", () => goOn(lane, socket)],
    ["end", () => socket.end()],
    ["error", destroy],
    ["timeout", destroy],
    ["close", () => lane.sockets.delete(socket)],
  ];
  const leave = (chunk: Buffer): void => {
    for (const [event, listener] of on) socket.off(event, listener);
    lane.sockets.delete(socket);
    socket.setTimeout(0);
    socket.pause();
    socket.unshift(chunk);
    lane.leave(socket);
    socket.resume();
  };
  for (const [event, listener] of on) socket.on(event, listener);
  lane.sockets.add(socket);
  socket.setTimeout(lane.patience.head);
}

/** One chunk is one request, or something for node:http: several at once, a part of one, a body. */
function take(lane: Run, socket: Socket, chunk: Buffer, leave: (chunk: Buffer) => void): void {
  const request = chunk.length > longestHead ? null : readPlain(chunk.toString("latin1"));
  if (request === null) return leave(chunk);
  const answer = lane.answers.ready(request, socket);
  if (answer === null) void prepare(lane, socket, request, () => leave(chunk));
  else send(lane, socket, request, answer);
}

async function prepare(lane: Run, socket: Socket, request: PlainRequest, leave: () => void): Promise<void> {
  socket.pause();
  const made = await lane.answers.prepare(request).catch(() => false);
  if (socket.destroyed) return;
  const answer = made ? lane.answers.ready(request, socket) : null;
  if (answer === null) return leave();
  send(lane, socket, request, answer);
  if (!socket.writableNeedDrain) goOn(lane, socket);
}

function goOn({ closing }: Run, socket: Socket): void {
  if (closing) socket.destroySoon();
  else socket.resume();
}

function send(
  { date, patience, closing }: Run,
  socket: Socket,
  { method }: PlainRequest,
  { head, body }: WireAnswer,
): void {
  const text = `${head}Date: ${date()}\r\n${closing ? "Connection: close\r\n" : ""}\r\n`;
  if (socket.timeout !== patience.idle) socket.setTimeout(patience.idle);
  if (body === null || method === "HEAD") socket.write(text, "latin1");
  else {
    socket.cork();
    socket.write(text, "latin1");
    socket.write(body);
    socket.uncork();
  }
  // Whoever asks without reading waits: nothing piles up in memory.
  if (socket.writableNeedDrain) socket.pause();
}
