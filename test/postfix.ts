/**
 * A Postfix of one's own: private queue, private log, one port on loopback. Every letter goes into one Maildir, but for those to
 * `dead…@`, which are taken and come back; what comes to return paths (`b+…@`) goes into another. Needs root.
 */
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface Postfix {
  readonly url: string;
  readonly log: string;
  /** Files of the letters that have arrived. */
  readonly arrived: () => readonly string[];
  /** The Maildir of what came back. */
  readonly returned: string;
  /** Files in it. */
  readonly cameBack: () => readonly string[];
  readonly stop: () => void;
}

const services = `
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
proxymap unix - - n - - proxymap
virtual unix - n n - - virtual
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`;

/**
 * @param transports where mail for a domain or an address goes instead (transport(5)): `error:5.1.1 no such user`, `lmtp:127.0.0.1:2526`
 * @param more settings of main.cf
 */
export async function startPostfix(
  transports: Readonly<Record<string, string>> = {},
  more: Readonly<Record<string, string>> = {},
): Promise<Postfix> {
  const folder = mkdtempSync(join(tmpdir(), "courant-postfix-"));
  chmodSync(folder, 0o755);
  const port = await freePort();
  const at = (name: string): string => join(folder, name);
  for (const name of ["queue", "data", "mail"]) mkdirSync(at(name));
  writeFileSync(at("mailboxes"), "if !/^dead/\n/^b\\+/ returned/\n/^/ all/\nendif\n");
  spawnSync("chown", ["postfix", at("data")]);
  spawnSync("chown", ["nobody", at("mail")]);
  const [uid, gid] = ["-u", "-g"].map((flag) => spawnSync("id", [flag, "nobody"], { encoding: "utf8" }).stdout.trim());
  const settings = {
    compatibility_level: "3.6",
    queue_directory: at("queue"),
    data_directory: at("data"),
    maillog_file: at("mail.log"),
    maillog_file_prefixes: folder,
    myhostname: "relay.example",
    mydestination: "",
    local_recipient_maps: "",
    alias_maps: "",
    mynetworks: "127.0.0.0/8",
    inet_interfaces: "127.0.0.1",
    inet_protocols: "ipv4",
    smtpd_relay_restrictions: "permit_mynetworks,reject",
    smtpd_peername_lookup: "no",
    virtual_mailbox_domains: "static:ALL",
    virtual_mailbox_maps: `regexp:${at("mailboxes")}`,
    // Dead addresses are found out after the letter was taken, as behind most relays.
    smtpd_reject_unlisted_recipient: "no",
    virtual_mailbox_base: at("mail"),
    virtual_minimum_uid: "1",
    virtual_uid_maps: `static:${uid}`,
    virtual_gid_maps: `static:${gid}`,
    transport_maps: `texthash:${at("transport")}`,
    disable_dns_lookups: "yes",
    ...more,
  };
  writeFileSync(
    at("transport"),
    Object.entries(transports)
      .map(([whom, way]) => `${whom} ${way}\n`)
      .join(""),
  );
  const lines = Object.entries(settings).map(([key, value]) => `${key} = ${value}\n`);
  writeFileSync(at("main.cf"), lines.join(""));
  writeFileSync(at("master.cf"), `127.0.0.1:${port} inet n - n - - smtpd${services}`);
  const master = spawn("postfix", ["-c", folder, "start-fg"], { stdio: "ignore" });
  const stop = (): void => {
    spawnSync("postfix", ["-c", folder, "stop"], { stdio: "ignore" });
    master.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; !(await answers(port)); tries++) {
    if (tries > 200) {
      stop();
      throw new Error("Postfix does not start");
    }
    await sleep(50);
  }
  const lettersIn = (box: string): readonly string[] => {
    const folder = at(`mail/${box}/new`);
    return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  };
  return {
    url: `smtp://127.0.0.1:${port}`,
    log: at("mail.log"),
    arrived: () => lettersIn("all"),
    returned: at("mail/returned"),
    cameBack: () => lettersIn("returned"),
    stop,
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((closed) => server.close(() => closed()));
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("data", () => socket.end(() => resolve(true)));
    socket.once("error", () => resolve(false));
  });
}
