import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageBytes, type Message } from "../../src/deliver/message.ts";
import { outboxTransport } from "../../src/deliver/outbox.ts";
import { smtpTransport } from "../../src/deliver/smtp.ts";
import { type Mood, transportContract, type TransportUnderTest } from "../contract/transport.ts";
import type { Api, ApiOptions, Fault } from "./providers/api.ts";
import { openMailgun } from "./providers/mailgun-double.ts";
import { openPostmark, type PostmarkEmail } from "./providers/postmark-double.ts";
import { openResend, type ResendEmail } from "./providers/resend-double.ts";
import { openSes } from "./providers/ses-double.ts";
import { transportTo } from "./providers/send.ts";
import { openSink, type Fault as SmtpFault, type Step } from "./sink.ts";

transportContract("SMTP with pipelining", { open: () => smtpTo(["PIPELINING"]) });
transportContract("SMTP without pipelining", { open: () => smtpTo([]) });

transportContract("the outbox", {
  open: async () => {
    const folder = mkdtempSync(join(tmpdir(), "courant-outbox-"));
    const mail = join(folder, "out/mail");
    return {
      transport: outboxTransport(mail),
      arrived: () =>
        readdirSync(folder, { recursive: true, encoding: "utf8" })
          .filter((file) => file.endsWith(".eml"))
          .toSorted()
          .map((file) => readFileSync(join(folder, file))),
      beInMood: () => {},
      goAway: async () => {},
      close: async () => rmSync(folder, { recursive: true }),
    };
  },
  never: {
    silence: "a file is there or it is not",
    later: "a folder puts nothing off",
    reader: "a folder refuses nobody",
    us: "tested with a folder that cannot be written, in deliver.test.ts",
    gone: "the folder is made where it is missing",
  },
});

transportContract("Amazon SES", {
  open: () => api(openSes, ({ taken }) => taken.map(({ bytes }) => bytes), sesMoods),
});

transportContract("Mailgun", {
  open: () => api(openMailgun, ({ taken }) => taken.map(({ bytes }) => bytes), mailgunMoods),
});

transportContract("Postmark", {
  open: () => api(openPostmark, ({ taken }) => taken.map(({ email }) => ofPostmark(email)), postmarkMoods, inWords),
});

transportContract("Resend", {
  open: () => api(openResend, ({ taken }) => taken.map(({ email }) => ofResend(email)), resendMoods, inWords),
});

const smtpMoods: Readonly<Record<Mood, readonly [Step, SmtpFault]>> = {
  silence: ["dot", "take-and-drop"],
  later: ["rcpt", "451 4.7.1 <ada@example.org> greylisted"],
  reader: ["rcpt", "550 5.1.1 <ada@example.org> no such user"],
  us: ["mail", "550 5.7.1 ada@example.org is not for you"],
};

async function smtpTo(extensions: readonly string[]): Promise<TransportUnderTest> {
  let next: readonly [Step, SmtpFault] | undefined;
  const sink = await openSink({
    extensions,
    fault: (step) => {
      if (next?.[0] !== step) return undefined;
      const [, fault] = next;
      next = undefined;
      return fault;
    },
  });
  return {
    transport: smtpTransport(sink.url, "SMTP_URL", 2),
    arrived: () => sink.taken.map((letter) => letter.bytes),
    beInMood: (mood) => void (next = smtpMoods[mood]),
    goAway: () => sink.close(),
    close: () => sink.close(),
  };
}

type Moods = Readonly<Record<"later" | "reader" | "us", Fault>>;

const later = { status: 503, headers: { "retry-after": "60" }, body: { message: "ada@example.org must wait" } };
const sesError = (type: string, message: string): Fault => ({
  status: 400,
  headers: { "x-amzn-errortype": type },
  body: { message },
});
const sesMoods: Moods = {
  later,
  reader: sesError("BadRequestException", "Domain contains illegal character in 'ada@example.org'"),
  us: sesError("MessageRejected", "Email address is not verified: ada@example.org"),
};
const mailgunMoods: Moods = {
  later,
  reader: { status: 400, body: { message: "to parameter is not a valid address: ada@example.org" } },
  us: { status: 403, body: { message: "ada@example.org is not authorized in this sandbox" } },
};
const postmarkMoods: Moods = {
  later,
  reader: { status: 200, body: [{ ErrorCode: 406, Message: "Found inactive addresses: ada@example.org." }] },
  us: { status: 422, body: { ErrorCode: 405, Message: "Not allowed to send to ada@example.org" } },
};
const resendMoods: Moods = {
  later,
  reader: { status: 200, body: { data: [], errors: [{ index: 0, message: "Invalid `to` field: ada@example.org" }] } },
  us: { status: 403, body: { name: "validation_error", message: "Not to ada@example.org" } },
};

async function api<T extends Api & { readonly mailUrl: string }>(
  open: (options: ApiOptions) => Promise<T>,
  arrived: (double: T) => readonly unknown[],
  moods: Moods,
  expected?: (message: Message) => unknown,
): Promise<TransportUnderTest> {
  let fault: Fault | undefined;
  let times = 0;
  const double = await open({ fault: () => (times-- > 0 ? fault : undefined) });
  return {
    transport: transportTo(double.mailUrl, 2),
    arrived: () => arrived(double),
    ...(expected && { expected }),
    beInMood: (mood) => {
      fault = mood === "silence" ? "reset" : moods[mood];
      // A provider that knows its requests again is asked three times before there is doubt.
      times = mood === "silence" && double.mailUrl.startsWith("resend:") ? 3 : 1;
    },
    goAway: () => double.close(),
    close: () => double.close(),
  };
}

/** A letter of text alone as words, for APIs that take no MIME. */
function inWords(message: Message): unknown {
  const text = messageBytes(message).toString();
  const header = (name: string): string => new RegExp(`^${name}: (.*)\r$`, "m").exec(text)![1]!;
  return {
    from: header("From"),
    to: header("To"),
    subject: header("Subject"),
    id: header("Message-ID"),
    text: text.split("\r\n\r\n")[1]!.replaceAll("\r\n", "\n"),
  };
}

function ofPostmark({ From, To, Subject, Headers, TextBody }: PostmarkEmail): unknown {
  const id = Headers.find(({ Name }) => Name === "Message-ID")?.Value;
  return { from: From, to: To, subject: Subject, id, text: TextBody };
}

function ofResend({ from, to, subject, headers, text }: ResendEmail): unknown {
  return { from, to: to[0], subject, id: headers["Message-ID"], text };
}
