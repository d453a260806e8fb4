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
  later: ["rcpt", 451, "4.3.0 Try again later"],
  full: ["rcpt", 552, "5.2.2 Mailbox full"],
  listed: ["rcpt", 550, "5.7.1 Service unavailable; client host blocked using zen.blocklist.example"],
  policy: ["data", 550, "5.7.26 This message fails to pass SPF and DKIM checks"],
  spam: ["data", 554, "5.7.1 Message rejected as spam"],
  large: ["data", 552, "5.3.4 Message too big"],
};
const addresses = (...names: readonly string[]): readonly string[] => names.map((name) => `${name}@readers.example`);

const complaint = `From: complaints@readers.example
Subject: complaint
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
Version: 1
Original-Rcpt-To: <fine@readers.example>

--b--
`;

const spam = (name: string): string => `Return-Path: <>
From: MAILER-DAEMON@mx.example
Message-ID: <${name}@mx.example>
Subject: Undelivered Mail Returned to Sender

<${name}@readers.example>: host mx.readers.example[192.0.2.4] said: 554 5.7.1 Message
    rejected as spam (in reply to end of DATA command)
`;

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

function newsroomFor(readers: readonly string[], port: number, yaml = ""): string {
  const dir = servedNewsroom(port, yaml);
  writeFileSync(join(dir, "readers.csv"), ["email", ...readers, ""].join("\n"));
  courant(["subscribers", "import", "readers.csv", "--yes"], { cwd: dir });
  writeFileSync(join(dir, "stories/news.md"), story({ title: "News", date: new Date().toISOString() }, "Words."));
  return dir;
}

describe("an issue on its way", () => {
  /** Sent to all but one, who is to be tried again. */
  const onItsWay = async (...names: readonly string[]): Promise<string> => {
    const dir = newsroomFor(addresses("later", ...names), await freePort());
    const env = { SMTP_URL: `smtp://127.0.0.1:${await openServer()}` };
    const published = await startCourant(["publish", "--yes", "--json"], { cwd: dir, env }).ended;
    expect(published.json().issues[0]).toMatchObject({ sent: names.length, deferred: 1 });
    return dir;
  };
  const stateOf = (dir: string): { readonly state: string; readonly reason: string } =>
    courant(["issues", "--json"], { cwd: dir }).json().issues[0];

  test("is paused by a complaint of more than 0.3 % of its readers, and goes on when told to", async () => {
    const dir = await onItsWay("fine");
    expect(courant(["bounce"], { cwd: dir, input: complaint }).stdout).toContain(
      "complaint   complained fine@readers.example",
    );
    expect(stateOf(dir)).toMatchObject({ state: "paused", reason: expect.stringContaining("0.3 %") });
    expect(courant(["resume", "instant/news"], { cwd: dir }).exit).toBe(0);
    expect(stateOf(dir).state).toBe("sending");
  }, 60_000);

  test("is paused when five servers refuse its content; no reader is stopped for it", async () => {
    const names = ["fine1", "fine2", "fine3", "fine4", "fine5"];
    const dir = await onItsWay(...names);
    const box = (some: readonly string[]): string =>
      some.map((name) => `From x Fri Nov 20 07:00:05 2026\n${spam(name)}\n`).join("");
    courant(["bounce"], { cwd: dir, input: box(names.slice(0, 4)) });
    expect(stateOf(dir).state).toBe("sending");
    courant(["bounce"], { cwd: dir, input: box(names) });
    expect(stateOf(dir)).toMatchObject({ state: "paused", reason: expect.stringContaining("5 servers") });
    const { readers } = courant(["subscribers", "list", "--json"], { cwd: dir }).json();
    expect(readers.map(({ status }: { status: string }) => status)).toEqual(Array(6).fill("active"));
  }, 60_000);
});

test("an address that is taken, or a key that cannot be one, ends the start at once with its reason", async () => {
  const taken = await openServer();
  const dir = newsroomFor([], await freePort(), `bounces: { listen: "127.0.0.1:${taken}" }\n`);
  const start = (env: Record<string, string> = {}): ReturnType<typeof startCourant>["ended"] =>
    startCourant(["start", "--port", "0"], { cwd: dir, env }).ended;
  expect(await start()).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining(`bounces.listen 127.0.0.1:${taken}`),
  });
  const key = await start({ POSTMARK_WEBHOOK_AUTH: "password" });
  expect(key).toMatchObject({ exit: 2, stderr: expect.stringContaining("SECRET_INVALID POSTMARK_WEBHOOK_AUTH") });
}, 60_000);

describe.skipIf(!realPart("postfix") || process.getuid?.() !== 0)("a letter that comes back through a Postfix", () => {
  test("stops who is gone and nobody else", async () => {
    const [port, bounces, server] = [await freePort(), await freePort(), await openServer()];
    const postfix = await startPostfix(
      { "readers.example": `smtp:[127.0.0.1]:${server}`, "news.example": `lmtp:inet:127.0.0.1:${bounces}` },
      { smtp_destination_recipient_limit: "1" },
    );
    onTestFinished(postfix.stop);
    const readers = addresses("fine", ...Object.keys(refusals).filter((name) => name !== "later"));
    const dir = newsroomFor(readers, port, `bounces: { listen: "127.0.0.1:${bounces}" }\n`);
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
