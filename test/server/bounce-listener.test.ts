import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type BounceListener, type BounceMail, listenForBounces } from "../../src/server/bounce-listener.ts";

const ours = "b+1.abcdefgh@news.example";

describe("the listener for bounces", () => {
  let listener: BounceListener;
  let taken: { readonly mail: string; readonly recipient: string }[];
  let take: BounceMail["take"];
  beforeEach(async () => {
    taken = [];
    take = async (mail, recipient) => void taken.push({ mail: Buffer.from(mail).toString(), recipient });
    const mail: BounceMail = { isOurs: async (one) => one === ours, take: (...what) => take(...what) };
    listener = await listenForBounces("127.0.0.1:0", mail);
  });
  afterEach(() => listener.close());

  /** Sends line by line, each once the one before it is answered; the first line of every answer. */
  const talk = async (...lines: readonly string[]): Promise<readonly string[]> => {
    const socket = connect(listener.port, "127.0.0.1");
    const answers = answersOf(socket);
    const got: string[] = [await answers()];
    for (const line of lines) {
      socket.write(`${line}\r\n`);
      got.push(await answers());
    }
    socket.destroy();
    return got.map((answer) => answer.slice(0, 3));
  };
  const bounce = "Subject: failure notice\r\n\r\nuser unknown\r\n.";

  test.each(["LHLO", "lhlo", "EHLO"])("takes a mail for a return path of ours, after %s", async (hello) => {
    const said = await talk(`${hello} mx`, "MAIL FROM:<>", `RCPT TO:<${ours}>`, "DATA", bounce);
    expect(said).toEqual(["220", "250", "250", "250", "354", "250"]);
    expect(taken).toEqual([{ mail: "Subject: failure notice\r\n\r\nuser unknown\r\n", recipient: ours }]);
  });

  test("refuses everybody else before there is any mail", async () => {
    const said = await talk("LHLO mx", "MAIL FROM:<>", "RCPT TO:<someone@elsewhere.example>", "DATA");
    expect(said).toEqual(["220", "250", "250", "550", "503"]);
    expect(taken).toEqual([]);
  });

  test("takes one recipient at a time, so that LMTP and SMTP answer alike", async () => {
    const said = await talk("LHLO mx", "MAIL FROM:<>", `RCPT TO:<${ours}>`, `RCPT TO:<${ours}>`, "DATA", bounce);
    expect(said).toEqual(["220", "250", "250", "250", "452", "354", "250"]);
    expect(taken).toHaveLength(1);
  });

  test("says 250 only once the mail has been acted on", async () => {
    let committed = false;
    take = async () => {
      await new Promise((later) => setTimeout(later, 50));
      committed = true;
    };
    const said = await talk("EHLO mx", "MAIL FROM:<>", `RCPT TO:<${ours}>`, "DATA", bounce);
    expect([said.at(-1), committed]).toEqual(["250", true]);
  });

  test("a mail that could not be acted on stays with its sender, and the next is taken", async () => {
    take = async () => Promise.reject(new Error("database is locked by secret@mail.example"));
    expect((await talk("EHLO mx", "MAIL FROM:<>", `RCPT TO:<${ours}>`, "DATA", bounce)).at(-1)).toBe("451");
    take = async () => {};
    expect((await talk("EHLO mx", "MAIL FROM:<>", `RCPT TO:<${ours}>`, "DATA", bounce)).at(-1)).toBe("250");
  });

  test("keeps the beginning of a long mail, and refuses one of 25 MB", async () => {
    const lines = "x".repeat(98).concat("\r\n");
    await talk("EHLO mx", "MAIL FROM:<>", `RCPT TO:<${ours}>`, "DATA", `${lines.repeat(10_000)}.`);
    expect(taken[0]!.mail).toHaveLength(300_000);
    expect(await talk("EHLO mx", "MAIL FROM:<> SIZE=25000001")).toEqual(["220", "250", "552"]);
  });

  test("more than twenty at once are told to come again", async () => {
    const sockets = Array.from({ length: 21 }, () => connect(listener.port, "127.0.0.1"));
    const greetings = await Promise.all(sockets.map((socket) => answersOf(socket)()));
    for (const socket of sockets) socket.destroy();
    expect(greetings.map((each) => each.slice(0, 3)).toSorted()).toEqual([...Array(20).fill("220"), "421"]);
  });

  test("speaks to mail servers alone", async () => {
    expect(await talk("GET / HTTP/1.1")).toEqual(["220", "421"]);
    expect(await talk("EHLO mx", "AUTH PLAIN AAAA", "STARTTLS", "VRFY reader")).toEqual([
      "220",
      "250",
      "500",
      "500",
      "500",
    ]);
  });
});

/** A function that waits for the next whole answer. */
function answersOf(socket: Socket): () => Promise<string> {
  let text = "";
  let arrived = (): void => {};
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString();
    arrived();
  });
  return async () => {
    for (;;) {
      const whole = /^(?:\d{3}-.*\r\n)*\d{3}(?: .*)?\r\n/.exec(text)?.[0];
      if (whole !== undefined) {
        text = text.slice(whole.length);
        return whole;
      }
      await new Promise<void>((data) => (arrived = data));
    }
  };
}
