/** The sample's letter before the judges that real mail servers ask: SpamAssassin, rspamd with a DNS of its own, dkimpy. */
import { spawn, spawnSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copySample, courant } from "../courant.ts";
import { realPart } from "../real-part.ts";
import { freePort, openZone, type Zone } from "../zone.ts";

const keys = {
  rsa: generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey,
  ed: generateKeyPairSync("ed25519").privateKey,
};
const spki = (key: typeof keys.rsa): Buffer => createPublicKey(key).export({ type: "spki", format: "der" });
const dkim = {
  rsa: `v=DKIM1; k=rsa; p=${spki(keys.rsa).toString("base64")}`,
  ed: `v=DKIM1; k=ed25519; p=${spki(keys.ed).subarray(-32).toString("base64")}`,
};

let folder: string;
let letter: Buffer;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "courant-spam-"));
  const dir = join(folder, "newsroom");
  mkdirSync(dir);
  copySample(dir);
  const env = {
    DKIM_RSA: keys.rsa.export({ type: "pkcs8", format: "pem" }).toString(),
    DKIM_ED: keys.ed.export({ type: "pkcs8", format: "pem" }).toString(),
  };
  // A letter of today: judges weigh how old a Date is.
  const sent = courant(["send", "weekly", "--test", "ann@readers.example", "--dir", dir], { env });
  if (sent.exit !== 0) throw new Error(sent.stderr);
  const mail = join(dir, "out", "mail");
  letter = readFileSync(
    join(
      mail,
      readdirSync(mail).find((name) => name.endsWith(".eml"))!,
    ),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

test.skipIf(!realPart("spamassassin"))("SpamAssassin finds nothing against the letter", { timeout: 120_000 }, () => {
  const { stdout } = spawnSync("spamassassin", ["-L", "-t", "-x"], {
    input: letter,
    env: { ...process.env, HOME: folder },
    encoding: "utf8",
  });
  const [, points] = /Content analysis details:\s+\(([-\d.]+) points/.exec(stdout) ?? [];
  expect(Number(points), stdout.slice(-1500)).toBeLessThanOrEqual(0);
});

const verify = `
import dkim, json, sys
keys = json.load(open(sys.argv[1]))
letter = sys.stdin.buffer.read()
dns = lambda name, timeout=5: keys.get(name.decode().split("._domainkey")[0], "").encode()
print(json.dumps([dkim.DKIM(letter).verify(idx=i, dnsfunc=dns) for i in range(2)]))
`;

test.skipIf(!realPart("dkimverify"))("dkimpy verifies both signatures", () => {
  const file = join(folder, "keys.json");
  writeFileSync(file, JSON.stringify(dkim));
  const { stdout, stderr } = spawnSync("/usr/bin/python3", ["-c", verify, file], { input: letter, encoding: "utf8" });
  expect(stdout.trim(), stderr).toBe("[true, true]");
});

describe.skipIf(!realPart("rspamd") || !realPart("unbound"))("rspamd", () => {
  let zone: Zone;
  let port: number;
  let stop = async (): Promise<void> => {};

  beforeAll(async () => {
    zone = await openZone([
      ["news.example", "A", "192.0.2.10"],
      ["news.example", "MX", "10 mx.news.example."],
      ["mx.news.example", "A", "192.0.2.11"],
      ["news.example", "TXT", "v=spf1 a:out.relay.example -all"],
      ["out.relay.example", "A", "192.0.2.1"],
      ["1.2.0.192.in-addr.arpa", "PTR", "out.relay.example."],
      ["rsa._domainkey.news.example", "TXT", dkim.rsa],
      ["ed._domainkey.news.example", "TXT", dkim.ed],
      ["_dmarc.news.example", "TXT", "v=DMARC1; p=reject; rua=mailto:dmarc@news.example"],
    ]);
    port = await freePort();
    const home = join(folder, "rspamd");
    mkdirSync(join(home, "override.d"), { recursive: true });
    const options = {
      "options.inc": `dns { nameserver = ["${zone.server}"]; }\nlocal_addrs = [];`,
      "logging.inc": 'type = "console"; level = "error";',
      "worker-normal.inc": `bind_socket = "127.0.0.1:${port}"; count = 1;`,
      "worker-controller.inc": "enabled = false;",
      "worker-proxy.inc": "enabled = false;",
      // They ask servers of rspamd's makers.
      ...Object.fromEntries(
        ["fuzzy_check", "phishing", "rbl", "asn"].map((name) => [`${name}.conf`, "enabled = false;"]),
      ),
    };
    for (const [name, text] of Object.entries(options)) writeFileSync(join(home, "override.d", name), `${text}\n`);
    const places = ["DBDIR", "RUNDIR", "LOGDIR", "LOCAL_CONFDIR"].map((name) => `--var=${name}=${home}`);
    const child = spawn("rspamd", ["-f", "-i", "-c", "/etc/rspamd/rspamd.conf", ...places], { stdio: "ignore" });
    const ended = new Promise<void>((done) => child.on("close", () => done()));
    stop = async () => {
      child.kill();
      await ended;
    };
    for (let tries = 0; tries < 300; tries++) {
      const up = await fetch(`http://127.0.0.1:${port}/ping`).catch(() => null);
      if (up?.ok === true) return;
      await new Promise((soon) => setTimeout(soon, 300));
    }
  }, 120_000);
  afterAll(async () => {
    await stop();
    await zone.close();
  });

  test("takes no action, and finds SPF, DKIM and DMARC in order", { timeout: 60_000 }, async () => {
    const reply = await fetch(`http://127.0.0.1:${port}/checkv2`, {
      method: "POST",
      body: new Uint8Array(letter),
      headers: {
        IP: "192.0.2.1",
        Helo: "out.relay.example",
        Hostname: "out.relay.example",
        From: "letters@news.example",
        Rcpt: "ann@readers.example",
      },
    });
    const { action, symbols } = (await reply.json()) as { action: string; symbols: object };
    expect(action, JSON.stringify(symbols)).toBe("no action");
    expect(Object.keys(symbols)).toEqual(
      expect.arrayContaining(["R_SPF_ALLOW", "R_DKIM_ALLOW", "DMARC_POLICY_ALLOW", "MAILLIST", "HAS_LIST_UNSUB"]),
    );
  });
});
