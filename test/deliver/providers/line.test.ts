import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Line, openLine } from "../../../src/deliver/providers/line.ts";
import type { Request } from "../../../src/deliver/providers/provider.ts";
import { makeCertificate } from "../certificate.ts";

const never = new AbortController().signal;

function post(body: string | Buffer = '{"letters":[]}'): Request {
  return { method: "POST", path: "/send", headers: { "content-type": "application/json" }, body: Buffer.from(body) };
}

/** A server of plain sockets, so that every byte is in hand. */
async function serve(talk: (socket: Socket) => void): Promise<URL> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => {}));
    talk(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

function open(url: URL, timeout = 5000): Line {
  const line = openLine(url, 1, timeout);
  onTestFinished(() => line.close());
  return line;
}

/** Calls back with every whole request. */
function requests(socket: Socket, then: (body: string) => void): void {
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk.toString("latin1");
    for (;;) {
      const head = text.indexOf("\r\n\r\n");
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      if (head < 0 || text.length < head + 4 + length) return;
      const body = text.slice(head + 4, head + 4 + length);
      text = text.slice(head + 4 + length);
      then(body);
    }
  });
}

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

describe("a request tells how far it came:", () => {
  test("an answer, to the body as it was", async () => {
    let got = "";
    const url = await serve((socket) => requests(socket, (body) => void ((got = body), socket.write(ok))));
    expect(await open(url).ask(post("über"), never)).toMatchObject({ answer: { status: 200, body: "{}" } });
    expect(Buffer.from(got, "latin1").toString()).toBe("über");
  });

  test("a server that nobody vouches for hears nothing", async () => {
    const heard: Buffer[] = [];
    const server = createTlsServer(makeCertificate("IP:127.0.0.1"), (socket) => {
      socket.on("data", (chunk) => heard.push(chunk)).on("error", () => {});
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const url = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(await open(url).ask(post(), never)).toMatchObject({
      phase: "tls",
      text: expect.stringContaining("self-signed"),
    });
    expect(heard).toEqual([]);
  });

  test("nobody there", async () => {
    expect(await open(new URL("http://127.0.0.1:1")).ask(post(), never)).toMatchObject({ phase: "connect" });
    expect(await open(new URL("http://nowhere.invalid")).ask(post(), never)).toMatchObject({ phase: "connect" });
  });

  test("no TLS there", async () => {
    const url = await serve((socket) => socket.end("220 mail.example ESMTP\r\n"));
    expect(await open(new URL(`https://${url.host}`)).ask(post(), never)).toMatchObject({ phase: "tls" });
  });

  test("a connection that breaks while the body is under way has sent nothing", async () => {
    const url = await serve((socket) => socket.once("data", () => void socket.pause().resetAndDestroy()));
    expect(await open(url).ask(post(Buffer.alloc(20_000_000, 65)), never)).toMatchObject({ phase: "data" });
  });

  test("a connection that breaks after the last byte leaves doubt", async () => {
    const url = await serve((socket) => requests(socket, () => void socket.resetAndDestroy()));
    expect(await open(url).ask(post(), never)).toMatchObject({ phase: "dot", reused: false });
  });

  test("so does an answer that never comes, or breaks off", async () => {
    const silent = await serve(() => {});
    expect(await open(silent, 100).ask(post(), never)).toMatchObject({ phase: "dot", text: "no answer within 0.1 s" });
    const cut = await serve((socket) => requests(socket, () => void socket.end(ok.slice(0, -1))));
    expect(await open(cut).ask(post(), never)).toMatchObject({ phase: "dot" });
  });

  test("an answer before the body's end is one", async () => {
    const early = "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    const url = await serve((socket) => socket.once("data", () => void socket.write(early)));
    expect(await open(url).ask(post(Buffer.alloc(20_000_000, 65)), never)).toMatchObject({ answer: { status: 413 } });
  });

  test("a connection is kept, and one that was closed meanwhile is told from a fresh one", async () => {
    const sockets: Socket[] = [];
    const url = await serve((socket) => {
      sockets.push(socket);
      let n = 0;
      requests(socket, () => void (n++ < 2 ? socket.write(ok) : socket.resetAndDestroy()));
    });
    const line = open(url);
    await line.ask(post(), never);
    await line.ask(post(), never);
    expect(await line.ask(post(), never)).toMatchObject({ phase: "dot", reused: true });
    expect(sockets).toHaveLength(1);
  });

  test("given up, it ends where it is", async () => {
    const url = await serve(() => {});
    const stop = new AbortController();
    const asked = open(url).ask(post(), stop.signal);
    setTimeout(() => stop.abort(), 100);
    expect(await asked).toMatchObject({ phase: "dot", text: "given up" });
    expect(await open(url).ask(post(), stop.signal)).toMatchObject({ phase: "connect" });
  });
});
