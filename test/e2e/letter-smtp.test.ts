import type { AddressInfo } from "node:net";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import { SMTPServer } from "smtp-server";
import { expect, onTestFinished, test } from "vitest";
import { compileLetter } from "../../src/compile/letter/letter.ts";
import { composeMessage, messageBytes } from "../../src/deliver/message.ts";
import type { Email } from "../../src/model.ts";
import { composition, issueOf, story } from "../compile/letter/composition.ts";

test("a letter full of dots arrives through a real SMTP dialogue byte for byte", async () => {
  const dots = "<p>.</p>\n.\n..\n.com\n<pre>\n.a\n.b\n</pre>";
  const c = composition({
    stories: [story("a", ".dot", { html: dots, dek: `.${" ..".repeat(60)}` }), story("b", "Two")],
  });
  const issue = issueOf(c);
  const letter = await compileLetter(c, { ...issue, digest: { ...issue.digest, content: "full" } });
  const facts = { config: c.newsroom.config, issue: issue.id, digest: issue.digest, date: c.now };
  const message = composeMessage(letter, facts).address({
    email: "ada@reader.example" as Email,
    name: ".Ada",
    id: "q83vEjRWeJCrze8SNFZ4kA",
    reason: ". You asked.",
  });
  expect(await throughSmtp(message.envelope, messageBytes(message))).toEqual(messageBytes(message).toString("latin1"));
});

async function throughSmtp(envelope: { from: string; to: string }, bytes: Buffer): Promise<string> {
  const received: Buffer[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, _, done) => {
      stream.on("data", (chunk: Buffer) => received.push(chunk));
      stream.on("end", () => done());
    },
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => new Promise<void>((closed) => server.close(() => closed())));
  const { port } = server.server.address() as AddressInfo;
  const connection = new SMTPConnection({ host: "127.0.0.1", port, ignoreTLS: true });
  await new Promise<void>((ready) => connection.connect(() => ready()));
  await new Promise<void>((sent, failed) =>
    connection.send(envelope, bytes, (error) => (error ? failed(error) : sent())),
  );
  connection.quit();
  return Buffer.concat(received).toString("latin1");
}
