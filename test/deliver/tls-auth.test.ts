import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { realPart } from "../real-part.ts";
import { temporaryStore, type TemporaryStore } from "../store/temporary.ts";
import { daily, freezeFor, round, totals } from "./round.ts";

/** A real server, which demands, offers or lacks what the test says. Off loopback's leniency by asking for TLS in the URL. */
describe("TLS and AUTH", () => {
  let folder: string;
  let place: TemporaryStore;
  let server: SMTPServer;
  let letters: string[];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "courant-tls-"));
    const names = "subjectAltName=DNS:localhost,IP:127.0.0.1";
    const request = [
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-days",
      "2",
      "-subj",
      "/CN=localhost",
      "-addext",
      names,
    ];
    if (realPart("openssl"))
      execFileSync("openssl", [...request, "-keyout", join(folder, "key"), "-out", join(folder, "cert")], {
        stdio: "ignore",
      });
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeEach(async () => {
    place = await temporaryStore();
    letters = [];
    await freezeFor(place.store, 2);
  });
  afterEach(async () => {
    await place.remove();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  async function serve(options: SMTPServerOptions): Promise<number> {
    server = new SMTPServer({
      authOptional: true,
      logger: false,
      onAuth: ({ username, password }, _, done) =>
        username === "us" && password === "pa@ss"
          ? done(null, { user: "us" })
          : done(new Error(`Invalid username or password: ${password}`)),
      onData: (stream, _, done) => {
        let text = "";
        stream.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
        stream.on("end", () => {
          letters.push(text);
          done();
        });
      },
      ...options,
    });
    server.on("error", () => {});
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.server.address() as AddressInfo).port;
  }

  const certificate = (): SMTPServerOptions => ({
    key: readFileSync(join(folder, "key")),
    cert: readFileSync(join(folder, "cert")),
  });

  test("on loopback a test server's own certificate is no obstacle", async () => {
    const port = await serve({});
    await round(place.store, `smtp://127.0.0.1:${port}`);
    expect(await totals(place.store)).toEqual({ sent: 2 });
  });

  test("the right password is taken, also with signs that a URL must encode", async () => {
    const port = await serve({ authOptional: false, disabledCommands: ["STARTTLS"] });
    await round(place.store, `smtp://us:pa%40ss@127.0.0.1:${port}`);
    expect(letters).toHaveLength(2);
  });

  test("a wrong one pauses the issue, blames no reader and is not shown", async () => {
    const port = await serve({ authOptional: false, disabledCommands: ["STARTTLS"] });
    const { paused } = await round(place.store, `smtp://us:canary@127.0.0.1:${port}`);
    expect(paused.get(daily)).toMatch(/^AUTH failed: 535 /);
    expect(paused.get(daily)).not.toContain("canary");
    expect(await totals(place.store)).toEqual({ queued: 2 });
  });

  test("a certificate nobody signed is refused, and nothing is sent", async () => {
    const port = await serve(certificate());
    const { paused } = await round(place.store, `smtp://127.0.0.1:${port}?requireTLS=true`);
    expect(paused.get(daily)).toMatch(/self[- ]signed/);
    expect(letters).toEqual([]);
    expect(await totals(place.store)).toEqual({ queued: 2 });
  });

  test("a server without STARTTLS gets nothing where TLS is asked for", async () => {
    const port = await serve({ disabledCommands: ["STARTTLS"] });
    const { paused } = await round(place.store, `smtp://127.0.0.1:${port}?requireTLS=true`);
    expect(paused.get(daily)).toMatch(/STARTTLS/i);
    expect(letters).toEqual([]);
  });

  test("TLS from the first byte checks the certificate too", async () => {
    const port = await serve({ ...certificate(), secure: true });
    const { paused } = await round(place.store, `smtps://127.0.0.1:${port}`);
    expect(paused.get(daily)).toMatch(/self[- ]signed/);
    expect(letters).toEqual([]);
  });

  test("a certificate that is trusted carries the letters", async () => {
    const port = await serve({ ...certificate(), secure: true });
    await round(place.store, `smtps://127.0.0.1:${port}?tls.rejectUnauthorized=false`);
    expect(letters).toHaveLength(2);
  });

  test("a letter arrives as its bytes: no dot doubled, no line lost", async () => {
    const port = await serve({ disabledCommands: ["STARTTLS"] });
    await round(place.store, `smtp://127.0.0.1:${port}`, { concurrency: 1 });
    expect(letters[0]).toMatch(
      /^From: news@news\.example\r\nTo: r0@d0\.example\r\n[^]*Hello, this is the letter\.\r\n$/,
    );
  });
});
