import type { Socket } from "node:net";

/** Longer than any reply that means something. */
const longest = 64 * 1024;

/**
 * Whole replies as they come, without their last line end; lines of one are parted by "\n". The last line of a reply has no "-" after
 * its code (RFC 5321 §4.2.1). `over` is told why there will be no more.
 */
export function onReplies(socket: Socket, hear: (reply: string) => void, over: (words: string) => void): void {
  let rest = "";
  let reply = "";
  socket.on("data", (chunk: Buffer) => {
    rest += chunk.toString("latin1");
    for (let at = rest.indexOf("\n"); at >= 0; at = rest.indexOf("\n")) {
      const line = rest.slice(0, at).trimEnd();
      rest = rest.slice(at + 1);
      reply = reply === "" ? line : `${reply}\n${line}`;
      if (/^\d{3}-/.test(line)) continue;
      const whole = reply;
      reply = "";
      hear(asUtf8(whole));
    }
    if (rest.length + reply.length > longest) over("the server's reply has no end");
  });
  socket.once("error", (error) => over(error.message));
  socket.once("close", () => over("the server ended the connection"));
}

function asUtf8(text: string): string {
  return /^[ -~\n\t]*$/.test(text) ? text : Buffer.from(text, "latin1").toString("utf8");
}
