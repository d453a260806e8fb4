import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { outboxTransport } from "../../src/deliver/outbox.ts";
import { smtpTransport } from "../../src/deliver/smtp.ts";
import { transportContract } from "../contract/transport.ts";
import { openSink } from "./sink.ts";

transportContract("SMTP with pipelining", () => smtpTo(["PIPELINING"]));
transportContract("SMTP without pipelining", () => smtpTo([]));

transportContract("the outbox", async () => {
  const folder = mkdtempSync(join(tmpdir(), "courant-outbox-"));
  const mail = join(folder, "out/mail");
  return {
    transport: outboxTransport(mail),
    arrived: () =>
      readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".eml"))
        .toSorted()
        .map((file) => readFileSync(join(folder, file))),
    close: async () => rmSync(folder, { recursive: true }),
  };
});

async function smtpTo(extensions: readonly string[]): ReturnType<Parameters<typeof transportContract>[1]> {
  const sink = await openSink({ extensions });
  return {
    transport: smtpTransport(sink.url, "SMTP_URL", 2),
    arrived: () => sink.taken.map((letter) => letter.bytes),
    close: () => sink.close(),
  };
}
