/** Letters that come back, with real parts all the way: the service, a Postfix that writes genuine reports, a server that refuses. */
import { writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { describe, expect, onTestFinished, test } from "vitest";
import { courant, startCourant } from "../courant.ts";
import { story } from "../newsroom.ts";
import { startPostfix } from "../postfix.ts";
import { realPart } from "../real-part.ts";
import { freePort, servedNewsroom, startService, until } from "./service-process.ts";

/** What the servers of some readers say, by the local part of their address. */
const refusals: Readonly<Record<string, readonly ["rcpt" | "data", number, string]>> = {
  gone: ["rcpt", 550, "5.1.1 User unknown"],
  wordless: ["rcpt", 550, "Requested action not taken: mailbox unavailable"],
  full: ["rcpt", 552, "5.2.2 Mailbox full"],
  listed: ["rcpt", 550, "5.7.1 Service unavailable; client host blocked using zen.blocklist.example"],
  policy: ["data", 550, "5.7.26 This message fails to pass SPF and DKIM checks"],
  spam: ["data", 554, "5.7.1 Message rejected as spam"],
  large: ["data", 552, "5.3.4 Message too big"],
};
const readers = ["fine", ...Object.keys(refusals)].map((name) => `${name}@readers.example`);

async function openServer(): Promise<number> {
  const refuse = (phase: string, address: string): Error | null => {
    const [when, responseCode, text] = refusals[address.replace(/@.*/, "")] ?? [];
    return when === phase ? Object.assign(new Error(text), { responseCode }) : null;
  };
  const options: SMTPServerOptions = {
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    hideENHANCEDSTATUSCODES: true, // its own would stand before those of the table
    onRcptTo: ({ address }, _, done) => done(refuse("rcpt", address)),
    onData: (stream, { envelope }, done) => {
      stream.resume().on("end", () => done(refuse("data", envelope.rcptTo[0]!.address)));
    },
  };
  const server = new SMTPServer(options);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => new Promise<void>((closed) => server.close(() => closed())));
  return (server.server.address() as AddressInfo).port;
}

describe.skipIf(!realPart("postfix") || process.getuid?.() !== 0)("a letter that comes back through a Postfix", () => {
  test("stops who is gone and nobody else", async () => {
    const [port, bounces, server] = [await freePort(), await freePort(), await openServer()];
    const postfix = await startPostfix(
      { "readers.example": `smtp:[127.0.0.1]:${server}`, "news.example": `lmtp:inet:127.0.0.1:${bounces}` },
      { smtp_destination_recipient_limit: "1" },
    );
    onTestFinished(postfix.stop);
    const dir = servedNewsroom(port, `bounces: { listen: "127.0.0.1:${bounces}" }\n`);
    writeFileSync(join(dir, "readers.csv"), ["email", ...readers, ""].join("\n"));
    courant(["subscribers", "import", "readers.csv", "--yes"], { cwd: dir });
    const head = { title: "News", date: new Date().toISOString() };
    writeFileSync(join(dir, "stories/news.md"), story(head, "Words."));
    const service = await startService(dir, port, { SMTP_URL: postfix.url });
    const published = await startCourant(["publish", "--yes"], { cwd: dir, env: { SMTP_URL: postfix.url } }).ended;
    expect(published.exit, published.stderr).toBe(0);
    const noted = (): readonly string[] => [...service.log().matchAll(/"class":"([a-z-]+)"/g)].map(([, name]) => name!);
    await until(
      () => noted().length >= readers.length - 1,
      () => `${service.log()}\n`,
    );
    expect(noted().toSorted()).toEqual(["content", "content", "hard", "hard", "sender-side", "sender-side", "soft"]);
    const { readers: left } = courant(["subscribers", "list", "--json"], { cwd: dir }).json();
    const bounced = left.filter(({ status }: { status: string }) => status === "bounced");
    expect(bounced.map(({ email }: { email: string }) => email).toSorted()).toEqual([
      "gone@readers.example",
      "wordless@readers.example",
    ]);
    expect(service.log()).not.toContain("@readers.example");
  }, 60_000);
});
