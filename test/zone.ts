import { spawn } from "node:child_process";
import { Resolver } from "node:dns/promises";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A DNS of our own: everything that it knows, and nothing that it would ask anybody for. */
export interface Zone {
  /** `127.0.0.1:PORT`. */
  readonly server: string;
  readonly close: () => Promise<void>;
}

/** Serves records with unbound: `["news.example", "TXT", "v=spf1 -all"]`. Every other name does not exist. */
export async function openZone(
  records: readonly (readonly [name: string, type: string, value: string])[],
): Promise<Zone> {
  const folder = mkdtempSync(join(tmpdir(), "courant-zone-"));
  const port = await freePort();
  const data = records.map(([name, type, value]) => `  local-data: '${name}. 60 IN ${type} ${dataOf(type, value)}'`);
  const options = [
    `interface: 127.0.0.1@${port}`,
    "do-daemonize: no",
    'username: ""',
    'chroot: ""',
    'pidfile: ""',
    "use-syslog: no",
    "num-threads: 1",
    'local-zone: "." static',
  ];
  const file = join(folder, "unbound.conf");
  writeFileSync(file, ["server:", ...options.map((line) => `  ${line}`), ...data, ""].join("\n"));
  const child = spawn("/usr/sbin/unbound", ["-d", "-c", file], { stdio: "ignore" });
  const ended = new Promise<void>((done) => child.on("close", () => done()));
  await answering(port);
  return {
    server: `127.0.0.1:${port}`,
    close: async () => {
      child.kill();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

/** A TXT record is of strings of up to 255 octets. */
function dataOf(type: string, value: string): string {
  return type === "TXT" ? (value.match(/.{1,250}/g) ?? []).map((part) => `"${part}"`).join(" ") : value;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

async function answering(port: number): Promise<void> {
  const resolver = new Resolver({ timeout: 200, tries: 1 });
  resolver.setServers([`127.0.0.1:${port}`]);
  for (let tries = 0; tries < 100; tries++) {
    const code = await resolver.resolveTxt("nothing.example").then(
      () => "answer",
      (error: NodeJS.ErrnoException) => error.code,
    );
    if (code === "ENOTFOUND" || code === "answer") return;
    await new Promise((soon) => setTimeout(soon, 50));
  }
  throw new Error("unbound does not answer");
}
