/** The fault matrix: what goes wrong, and what the ledger, the readers and the editor are left with. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dice } from "../dice.ts";
import { realPart } from "../real-part.ts";
import { temporaryStore, type TemporaryStore } from "../store/temporary.ts";
import { makeCertificate } from "./certificate.ts";
import { daily, freezeFor, round, totals } from "./round.ts";
import { openSink, type Fault, type Sink, type SinkOptions, type Step } from "./sink.ts";
import { mountSmallDisk, type SmallDisk } from "./small-disk.ts";

/** One reader's letter meets the fault; nine others do not. */
const ill = "r3@d3.example";
const minute = 60_000;
const hour = 60 * minute;

/** What a fault may touch beside the reply. */
interface Stage {
  now: number;
  disk: SmallDisk | null;
}

interface Row {
  readonly fault?: (step: Step, to: string, count: number, stage: Stage) => Fault | undefined;
  readonly sink?: () => Omit<SinkOptions, "fault">;
  /** The server's URL, or another one. */
  readonly url?: (url: string) => string;
  /** Replies are waited for so short a time that one which never comes is soon given up. */
  readonly impatient?: true;
  /** After the first round and later ones, which come two, four … minutes after, or `apart`. */
  readonly after: readonly Awaited<ReturnType<typeof totals>>[];
  readonly apart?: number;
  /** Copies that the ill reader got; all of them have one Message-ID. */
  readonly copies: number;
  readonly unsure?: "resend" | "hold";
  readonly paused?: RegExp;
  /** The first round ends with an error. */
  readonly rejects?: RegExp;
  /** Publishers at once. */
  readonly publishers?: number;
  readonly onSmallDisk?: true;
  /** Readers whose address is suppressed in the end. */
  readonly bounced?: number;
}

type Reply = NonNullable<Row["fault"]>;

const at =
  (step: Step, fault: Fault, times = Infinity): Reply =>
  (now, to, count) =>
    now === step && to === ill && count < times ? fault : undefined;
const always =
  (step: Step, fault: Fault): Reply =>
  (now) =>
    now === step ? fault : undefined;
const once = (step: Step, fault: Fault): Reply => {
  let met = false;
  return (now) => {
    if (now !== step || met) return undefined;
    met = true;
    return fault;
  };
};
/** The ill reader is put off once, and while the letter to r5 arrives something happens. */
const meanwhile =
  (happens: (stage: Stage) => void): Reply =>
  (step, to, count, stage) => {
    if (step === "dot" && to === "r5@d5.example" && count === 0) happens(stage);
    return step === "rcpt" && to === ill && count === 0 ? "451 4.3.0 later" : undefined;
  };
const sometimes = (chance: number, step: Step, fault: Fault): Reply => {
  const random = dice(3);
  return (now) => (now === step && random() < chance ? fault : undefined);
};

const everyone = { sent: 10 };
const offered = (): Omit<SinkOptions, "fault"> => ({ tls: makeCertificate("IP:127.0.0.1") });
const withPassword = (): Omit<SinkOptions, "fault"> => ({ extensions: ["PIPELINING", "AUTH PLAIN"] });
const encrypted = (url: string): string => `${url}?requireTLS=true`;
const trusting = (url: string): string => `${url}?requireTLS=true&tls.rejectUnauthorized=false`;
const signedIn = (url: string): string => url.replace("//", "//us:pass@");
/** Nothing was said about any letter: five were spent on finding out. */
const nobodyThere = { queued: 5, deferred: 5 };

const rows: Record<string, Row> = {
  // Refusals of one reader, of everyone, of us.
  "550 5.1.1 for one at RCPT": {
    fault: at("rcpt", "550 5.1.1 <r3@d3.example> unknown"),
    after: [{ sent: 9, failed: 1 }],
    copies: 0,
    bounced: 1,
  },
  "550 without a code for one at RCPT": {
    fault: at("rcpt", "550 no"),
    after: [{ sent: 9, failed: 1 }],
    copies: 0,
    bounced: 1,
  },
  "550 5.1.1 for everyone at RCPT": {
    fault: always("rcpt", "550 5.1.1 unknown"),
    after: [{ queued: 10 }],
    copies: 0,
    paused: /first 5 letters were all refused: 550 5\.1\.1 unknown/,
  },
  "552 5.2.2 mailbox full after the dot": {
    fault: at("dot", "552 5.2.2 full"),
    after: [{ sent: 9, failed: 1 }],
    copies: 0,
  },
  "550 5.7.515 about us": {
    fault: at("dot", "550 5.7.515 Access denied"),
    after: [{ queued: 7, sent: 3 }],
    copies: 0,
    paused: /5\.7\.515/,
  },
  "550 5.7.515 for everyone": {
    fault: always("dot", "550 5.7.515 Access denied"),
    after: [{ queued: 10 }],
    copies: 0,
    paused: /5\.7\.515/,
  },
  "550 5.7.1 for everyone at RCPT": {
    fault: always("rcpt", "550 5.7.1 Service unavailable; client host blocked"),
    after: [{ queued: 10 }],
    copies: 0,
    paused: /5\.7\.1/,
  },
  "550 and a blocklist's name at RCPT": {
    fault: at("rcpt", "550 blocked using zen.spamhaus.org"),
    after: [{ queued: 7, sent: 3 }],
    copies: 0,
    paused: /spamhaus/,
  },
  "553 for the sender": {
    fault: always("mail", "553 5.1.8 sender not allowed"),
    after: [{ queued: 10 }],
    copies: 0,
    paused: /sender/,
  },
  "554 for everyone after the dot": {
    fault: always("dot", "554 message looks bad"),
    after: [{ queued: 10 }],
    copies: 0,
    paused: /looks bad/,
  },
  "500 for everyone at RCPT": {
    fault: always("rcpt", "500 5.3.0 Error: command failed"),
    after: [{ queued: 10 }],
    copies: 0,
    paused: /command failed/,
  },
  "554 at the greeting": {
    fault: always("greeting", "554 5.7.1 your address is blocked"),
    after: [{ queued: 10 }],
    copies: 0,
    paused: /blocked/,
  },
  "535 at AUTH": {
    fault: always("auth", "535 5.7.8 wrong password"),
    sink: withPassword,
    url: signedIn,
    after: [{ queued: 10 }],
    copies: 0,
    paused: /^AUTH failed: 535/,
  },

  // Put off.
  "greylisting: everyone is put off once": {
    fault: (step, _, count) => (step === "rcpt" && count === 0 ? "450 4.7.1 Greylisted, come back" : undefined),
    after: [{ deferred: 10 }, everyone],
    copies: 1,
  },
  "451 for one, for good": {
    fault: at("rcpt", "451 4.3.0 later"),
    after: [
      { sent: 9, deferred: 1 },
      { sent: 9, deferred: 1 },
    ],
    copies: 0,
  },
  "451 for three in ten, again and again": {
    fault: sometimes(0.3, "rcpt", "451 4.3.0 later"),
    after: [{ sent: 6, deferred: 4 }, { sent: 8, deferred: 2 }, everyone],
    apart: 2 * hour,
    copies: 1,
  },
  "452 after the dot, once": {
    fault: at("dot", "452 4.3.1 full disk", 1),
    after: [{ sent: 9, deferred: 1 }, everyone],
    copies: 1,
  },
  "452 at MAIL for everyone": {
    fault: always("mail", "452 4.3.1 full disk"),
    after: [nobodyThere],
    copies: 0,
  },
  "421 at the greeting": {
    fault: always("greeting", "421 4.3.2 busy"),
    after: [{ queued: 9, deferred: 1 }],
    copies: 0,
  },
  "421 at EHLO": { fault: always("ehlo", "421 4.3.2 busy"), after: [{ queued: 9, deferred: 1 }], copies: 0 },
  "421 at STARTTLS": {
    fault: always("starttls", "421 4.3.2 busy"),
    sink: offered,
    url: trusting,
    after: [{ queued: 9, deferred: 1 }],
    copies: 0,
  },
  "421 at AUTH": {
    fault: always("auth", "421 4.3.2 busy"),
    sink: withPassword,
    url: signedIn,
    after: [{ queued: 9, deferred: 1 }],
    copies: 0,
  },
  "421 at MAIL, once": {
    fault: once("mail", "421 4.3.2 closing"),
    after: [{ queued: 9, deferred: 1 }, everyone],
    copies: 1,
  },
  "421 at RCPT for one: its domain rests, the others go on": {
    fault: at("rcpt", "421 4.3.2 closing", 1),
    after: [{ sent: 9, deferred: 1 }, everyone],
    copies: 1,
  },
  "421 at RCPT for one, without pipelining": {
    fault: at("rcpt", "421 4.3.2 closing", 1),
    sink: () => ({ extensions: [] }),
    after: [{ sent: 9, deferred: 1 }, everyone],
    copies: 1,
  },
  "421 at DATA for one": {
    fault: at("data", "421 4.3.2 closing", 1),
    after: [{ sent: 9, deferred: 1 }, everyone],
    copies: 1,
  },
  "421 after the dot for one": {
    fault: at("dot", "421 4.3.2 closing", 1),
    after: [{ sent: 9, deferred: 1 }, everyone],
    copies: 1,
  },
  "421 after every dot": {
    fault: always("dot", "421 4.3.2 closing"),
    after: [nobodyThere],
    copies: 0,
  },

  // The reply is lost.
  "taken, and the reply lost, under resend": { fault: at("dot", "take-and-drop", 1), after: [everyone], copies: 2 },
  "not taken, and the reply lost, under resend": { fault: at("dot", "drop", 1), after: [everyone], copies: 1 },
  "the reply lost twice, under resend": {
    fault: at("dot", "take-and-drop", 2),
    after: [{ sent: 9, unsure: 1 }],
    copies: 2,
  },
  "taken, and the reply lost, under hold": {
    fault: at("dot", "take-and-drop", 1),
    after: [
      { sent: 9, unsure: 1 },
      { sent: 9, unsure: 1 },
    ],
    copies: 1,
    unsure: "hold",
  },
  "an answer that is none, after the dot": { fault: at("dot", "2banana", 1), after: [everyone], copies: 2 },
  "a connection dropped at RCPT, once": {
    fault: at("rcpt", "drop", 1),
    after: [{ sent: 9, deferred: 1 }, everyone],
    copies: 1,
  },

  // No answer at all.
  "no greeting": { fault: always("greeting", "hang"), impatient: true, after: [nobodyThere], copies: 0 },
  "a greeting that drips for ever": {
    fault: always("greeting", "drip"),
    impatient: true,
    after: [nobodyThere],
    copies: 0,
  },
  "no answer to EHLO": { fault: always("ehlo", "hang"), impatient: true, after: [nobodyThere], copies: 0 },
  "no answer to STARTTLS": {
    fault: always("starttls", "hang"),
    sink: offered,
    url: trusting,
    impatient: true,
    after: [nobodyThere],
    copies: 0,
  },
  "no answer to AUTH": {
    fault: always("auth", "hang"),
    sink: withPassword,
    url: signedIn,
    impatient: true,
    after: [nobodyThere],
    copies: 0,
  },
  "no answer to MAIL, once": {
    fault: once("mail", "hang"),
    impatient: true,
    after: [{ sent: 9, deferred: 1 }, everyone],
    copies: 1,
  },
  "no answer to RCPT, once": {
    fault: at("rcpt", "hang", 1),
    impatient: true,
    after: [{ sent: 9, deferred: 1 }, everyone],
    copies: 1,
  },
  "no answer to DATA, once": {
    fault: at("data", "hang", 1),
    impatient: true,
    after: [{ sent: 9, deferred: 1 }, everyone],
    copies: 1,
  },
  "no answer after the dot, under hold": {
    fault: at("dot", "hang", 1),
    impatient: true,
    after: [{ sent: 9, unsure: 1 }],
    copies: 0,
    unsure: "hold",
  },
  "no answer after the dot, under resend": {
    fault: at("dot", "hang", 1),
    impatient: true,
    after: [everyone],
    copies: 1,
  },

  // TLS.
  "STARTTLS taken": { sink: offered, url: trusting, after: [everyone], copies: 1 },
  "STARTTLS missing": { url: encrypted, after: [{ queued: 10 }], copies: 0, paused: /STARTTLS/ },
  "a certificate that nobody signed": {
    sink: offered,
    url: encrypted,
    after: [{ queued: 10 }],
    copies: 0,
    paused: /self-signed/,
  },
  "a certificate of another name": {
    sink: () => ({ tls: strangers() }),
    url: (url) => `${encrypted(url)}&tls.ca=${encodeURIComponent(strangers().cert)}`,
    after: [{ queued: 10 }],
    copies: 0,
    paused: /IP: 127\.0\.0\.1 is not in the cert's list/,
  },
  "a certificate that has expired": {
    sink: () => ({ tls: former() }),
    url: (url) => `${encrypted(url)}&tls.ca=${encodeURIComponent(former().cert)}`,
    after: [{ queued: 10 }],
    copies: 0,
    paused: /expired/,
  },

  // The way there.
  "a host that DNS does not know": {
    url: () => "smtp://mail.invalid:2525?ignoreTLS=true",
    after: [nobodyThere],
    copies: 0,
  },
  "nobody listens": { url: () => "smtp://127.0.0.1:1", after: [nobodyThere], copies: 0 },

  // At home.
  "the clock is set forwards by two hours in mid-send": {
    fault: meanwhile((stage) => void (stage.now += 2 * hour)),
    after: [everyone],
    copies: 1,
  },
  "the clock is set back by two hours in mid-send": {
    fault: meanwhile((stage) => void (stage.now -= 2 * hour)),
    after: [{ sent: 9, deferred: 1 }, everyone],
    apart: 3 * hour,
    copies: 1,
  },
  "the disk is full in mid-send; with room again the rest is sent, and nobody twice": {
    fault: meanwhile((stage) => stage.disk!.fill()),
    onSmallDisk: true,
    rejects: /^STORE_UNWRITABLE .* cannot be written \(database or disk is full\)/,
    after: [{ queued: 4, deferred: 1, sent: 5 }, everyone],
    copies: 1,
  },
  "two publishers at once": { after: [everyone], publishers: 2, copies: 1 },
};

const [strangers, former] = [
  kept(() => makeCertificate("DNS:other.example")),
  kept(() => makeCertificate("IP:127.0.0.1", [2020, 2021])),
];

function kept<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

const openssl = realPart("openssl");
const root = process.getuid?.() === 0;

/** What this machine lacks for a row; null: nothing. */
function missingFor({ onSmallDisk, sink, url }: Row): string | null {
  if (onSmallDisk === true && !root) return "only root can mount a disk to be filled";
  return !openssl && (sink === offered || url?.("").includes("requireTLS") === true)
    ? "openssl is not installed"
    : null;
}

describe("a fault", () => {
  let place: TemporaryStore | undefined;
  let sink: Sink | undefined;
  let stage: Stage;
  beforeEach(() => {
    stage = { now: Date.UTC(2026, 10, 20, 8), disk: null };
  });
  afterEach(async () => {
    await place?.remove();
    stage.disk?.unmount();
    await sink?.close();
  });

  const possible = Object.entries(rows).map(([name, row]) => ({ name, row, missing: missingFor(row) }));

  test.for(possible)("$name", async ({ row, missing }, context) => {
    if (missing !== null) context.skip(missing);
    if (row.onSmallDisk === true) stage.disk = mountSmallDisk(16);
    if (row.onSmallDisk === true && stage.disk === null) context.skip("nothing may be mounted here");
    place = await temporaryStore(() => stage.now, stage.disk?.path);
    await freezeFor(place.store, 10);
    const fault =
      row.fault === undefined ? {} : { fault: (...told: [Step, string, number]) => row.fault!(...told, stage) };
    sink = await openSink({ ...row.sink?.(), ...fault });
    let reason = "";
    for (const [i, expected] of row.after.entries()) {
      stage.now += i * (row.apart ?? 2 * minute);
      reason += i === 0 && row.rejects !== undefined ? await rejected(row, row.rejects) : await deliverTo(row);
      expect(await totals(place.store)).toEqual(expected);
    }
    expect(reason).toMatch(row.paused ?? /^$/);
    expect(copiesOf(ill)).toHaveLength(row.copies);
    expect(new Set(copiesOf(ill)).size).toBe(Math.min(1, row.copies));
    const others = sink.taken.map(({ to }) => to).filter((to) => to !== ill);
    expect(new Set(others).size).toBe(others.length);
    expect((await place.store.readers.counts()).bounced).toBe(row.bounced ?? 0);
    expect(await wordsOnRecord()).not.toContain("@d3.example");
  });

  async function rejected(row: Row, words: RegExp): Promise<""> {
    await expect(deliverTo(row)).rejects.toThrow(words);
    stage.disk?.free();
    return "";
  }

  /** One round; why the issue was paused. */
  async function deliverTo(row: Row): Promise<string> {
    const url = row.url?.(sink!.url) ?? sink!.url;
    const patience =
      row.impatient === true ? `${url.includes("?") ? "&" : "?"}greetingTimeout=200&socketTimeout=300` : "";
    const options = { clock: () => stage.now, concurrency: 1, unsure: row.unsure ?? "resend" };
    const stores = [place!.store];
    while (stores.length < (row.publishers ?? 1)) stores.push(await place!.open());
    const rounds = await Promise.all(stores.map((store) => round(store, url + patience, { ...options, wait: true })));
    return rounds.map(({ paused }) => paused.get(daily) ?? "").join("");
  }

  /** Message-IDs of the copies that one reader got. */
  function copiesOf(to: string): readonly string[] {
    const copies = sink!.taken.filter((letter) => letter.to === to);
    return copies.map((letter) => /Message-ID: (.*)\r/.exec(letter.bytes.toString())![1]!);
  }

  async function wordsOnRecord(): Promise<string> {
    const texts: string[] = [];
    for await (const { text } of place!.store.issues.readers(daily)) texts.push(text ?? "");
    return texts.join("\n");
  }
});
