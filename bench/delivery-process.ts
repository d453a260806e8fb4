/** One case of bench/delivery.ts in a process of its own: `node delivery-process.ts CASE BYTES LETTERS SMTP-URL CONNECTIONS`. */
import { generateKeyPairSync } from "node:crypto";
import { createTransport } from "nodemailer";
import { deliver } from "../src/deliver/deliver.ts";
import { signMessage } from "../src/deliver/dkim.ts";
import type { DkimKey } from "../src/deliver/dkim-keys.ts";
import { composeMessage } from "../src/deliver/message.ts";
import { relayTransport } from "../src/deliver/relays.ts";
import { smtpTransport } from "../src/deliver/smtp.ts";
import type { Letter } from "../src/model.ts";
import { slotToken } from "../src/base/slot.ts";
import { openStore } from "../src/store/open.ts";
import { daily } from "../test/deliver/round.ts";
import { entry, issue, temporaryStore } from "../test/store/temporary.ts";

export type Case = "normal" | "strict" | "rsa" | "ed25519" | "pool";

export interface Measured {
  readonly perSecond: number;
  /** Milliseconds of this process's CPU a letter. */
  readonly cpu: number;
  /** Resident memory in MiB at its highest. */
  readonly peak: number;
}

const [what, url] = [process.argv[2] as Case, process.argv[5]!];
const [bytes, letters, connections] = [process.argv[3], process.argv[4], process.argv[6]].map(Number) as [
  number,
  number,
  number,
];
const address = (i: number): string => `reader${i}@d${i % 997}.example`;
const letter = letterOf(bytes);

process.send!(what === "pool" ? await pool() : await courant());
process.disconnect();

async function courant(): Promise<Measured> {
  const { data, store: first, remove } = await temporaryStore();
  const page = 1000;
  for (let i = 0; i < letters; i += page)
    await first.readers.add(Array.from({ length: Math.min(page, letters - i) }, (_, k) => entry(address(i + k))));
  await first.issues.freeze(issue(daily, ["launch"]));
  await first.close();
  const durability = what === "strict" ? "strict" : "normal";
  const store = await openStore({ data, clock: Date.now, secret: null, durability, create: true });
  const publisher = (await store.publisher({ wait: false, unsure: "resend" }))!;
  const mould = composeMessage(letter, facts());
  const keys = keysFor(what);
  const measured = await timed(async () => {
    const { sent } = await deliver({
      ledger: store.deliveries,
      fence: publisher.fence,
      transport: relayTransport([{ transport: smtpTransport(url, "SMTP_URL", connections), weight: 1 }], Date.now),
      compose: ({ reader }) => {
        const message = mould.address({ ...reader, reason: "You asked for the daily." });
        return keys.length === 0 ? message : signMessage(message, keys);
      },
      limits: { perDomain: 0, rate: 0, quota: 0 },
      unsure: "resend",
      clock: Date.now,
    });
    if (sent !== letters) throw new Error(`${sent} of ${letters} letters were sent`);
  });
  await publisher.release();
  await store.close();
  await remove();
  return measured;
}

async function pool(): Promise<Measured> {
  const { hostname: host, port } = new URL(url);
  const transport = createTransport({
    host,
    port: Number(port),
    pool: true,
    maxConnections: connections,
    maxMessages: Infinity,
    ignoreTLS: true,
  });
  const { html, text, subject } = letter;
  const send = (i: number): Promise<unknown> => {
    const own = html.replaceAll(slotToken("name"), `Reader ${i}`);
    return transport.sendMail({ from: "news@news.example", to: address(i), subject, text, html: own });
  };
  const measured = await timed(
    async () => void (await Promise.all(Array.from({ length: letters }, (_, i) => send(i)))),
  );
  transport.close();
  return measured;
}

async function timed(work: () => Promise<void>): Promise<Measured> {
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  await work();
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const { user, system } = process.cpuUsage(cpu);
  const peak = process.resourceUsage().maxRSS / 1024;
  return { perSecond: letters / seconds, cpu: (user + system) / 1000 / letters, peak };
}

function facts(): Parameters<typeof composeMessage>[1] {
  return {
    config: {
      title: "The Bench",
      url: "https://news.example",
      service: "https://mail.example",
      from: { name: "The Bench", email: "news@news.example" },
      replyTo: null,
    },
    issue: daily,
    digest: { name: "daily", title: "The Daily Bench" },
    date: Date.UTC(2026, 10, 20, 7),
  };
}

function keysFor(kind: Case): readonly DkimKey[] {
  const key = { selector: "bench", domain: "news.example" };
  if (kind === "ed25519")
    return [{ ...key, algorithm: "ed25519-sha256", key: generateKeyPairSync("ed25519").privateKey }];
  if (kind !== "rsa") return [];
  return [{ ...key, algorithm: "rsa-sha256", key: generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey }];
}

/** Some 60 percent HTML, 40 percent text, as digests are; with the slots that every letter has. */
function letterOf(size: number): Letter {
  const words = "The clerk of the court read the order twice before anyone in the room moved. ";
  const html = words.repeat(Math.ceil((size * 0.58) / words.length));
  return {
    subject: "Bench",
    lang: "en",
    html: `<!doctype html><p>Dear ${slotToken("name")}, ${html}</p><p>${slotToken("reason")} <a href="${slotToken("unsubscribe")}">Unsubscribe</a></p>`,
    text: `${words.repeat(Math.ceil((size * 0.36) / words.length))}\n${slotToken("unsubscribe")}\n`,
  };
}
