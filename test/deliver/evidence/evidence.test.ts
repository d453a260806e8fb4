import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Evidence, letterKey } from "../../../src/deliver/evidence/evidence.ts";
import { readEvidence } from "../../../src/deliver/evidence/read-evidence.ts";

const id = "<weekly.2026-W47.AAAAAAAAAAAAAAAAAAAAAA@news.example>";
const letter = letterKey(id);
const wanted = new Set([letter]);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "courant-evidence-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(content: string | Uint8Array, name = "file"): Promise<readonly Evidence[]> {
  const file = join(folder, name);
  writeFileSync(file, content);
  return readEvidence(file, wanted);
}

/** Lines of one letter's way through Postfix, as far as `until`. */
function postfix(...more: readonly string[]): string {
  return [
    "Nov 22 18:00:01 mx dovecot: imap-login: Login: user=<ed>",
    "Nov 22 18:00:01 mx postfix/smtpd[211]: 4F1A2B3C4D: client=localhost[127.0.0.1]",
    `Nov 22 18:00:01 mx postfix/cleanup[214]: 4F1A2B3C4D: message-id=${id}`,
    ...more.map((words) => `Nov 22 18:00:02 mx postfix/${words}`),
    "",
  ].join("\n");
}
const queued = "qmgr[190]: 4F1A2B3C4D: from=<news@news.example>, size=8123, nrcpt=1 (queue active)";

describe("a Postfix log", () => {
  test("a letter in the queue was taken", async () => {
    expect(await read(postfix(queued))).toEqual([{ letter, came: "taken", text: "queued as 4F1A2B3C4D" }]);
  });

  test("a Message-ID alone proves nothing: the connection may have broken before the queue had the letter", async () => {
    expect(await read(postfix())).toEqual([]);
  });

  test.each([
    [
      "sent",
      "smtp[1]: 4F1A2B3C4D: to=<a@b.example>, relay=b.example[192.0.2.1]:25, delay=1, dsn=2.0.0, status=sent (250 2.0.0 Ok)",
      "taken",
      "250 2.0.0 Ok",
    ],
    [
      "deferred",
      "smtp[1]: 4F1A2B3C4D: to=<a@b.example>, relay=none, dsn=4.4.1, status=deferred (connect to b.example: timed out)",
      "taken",
      "connect to b.example: timed out",
    ],
    [
      "bounced",
      "smtp[1]: 4F1A2B3C4D: to=<a@b.example>, dsn=5.1.1, status=bounced (host b.example[192.0.2.1] said: 550 5.1.1 unknown)",
      "bounced",
      "550 5.1.1 unknown",
    ],
  ])("status=%s", async (_, line, came, text) => {
    expect((await read(postfix(queued, line))).at(-1)).toEqual({ letter, came, text });
  });

  test("a queue id that comes again belongs to the next letter", async () => {
    const next = "cleanup[214]: 4F1A2B3C4D: message-id=<other@news.example>";
    expect(await read(postfix(next, queued))).toEqual([]);
  });

  test("several instances, syslog's ISO times and .gz are read alike", async () => {
    const text = postfix(queued)
      .replaceAll("postfix/", "postfix-out/")
      .replaceAll("Nov 22 18:00:02", "2026-11-22T18:00:02.1+00:00");
    expect(await read(gzipSync(text), "mail.log.gz")).toHaveLength(1);
  });
});

describe("provider events", () => {
  const ses = (eventType: string): object => ({
    eventType,
    mail: { messageId: "0100", headers: [{ name: "Message-ID", value: id }], destination: ["a@b.example"] },
  });
  test.each<[string, unknown, Evidence["came"]]>([
    ["SES delivery", ses("Delivery"), "taken"],
    ["SES bounce", ses("Bounce"), "bounced"],
    ["SES by SNS", { Type: "Notification", Message: JSON.stringify(ses("Bounce")) }, "bounced"],
    ["Mailgun accepted", { event: "accepted", message: { headers: { "message-id": id.slice(1, -1) } } }, "taken"],
    [
      "Mailgun temporary failure",
      {
        "event-data": {
          event: "failed",
          severity: "temporary",
          message: { headers: { "message-id": id.slice(1, -1) } },
        },
      },
      "taken",
    ],
    [
      "Mailgun permanent failure",
      {
        "event-data": {
          event: "failed",
          severity: "permanent",
          message: { headers: { "message-id": id.slice(1, -1) } },
        },
      },
      "bounced",
    ],
    ["SendGrid delivered", [{ event: "delivered", "smtp-id": id }], "taken"],
    ["SendGrid dropped", [{ event: "dropped", "smtp-id": id }], "bounced"],
    ["Resend bounced", { type: "email.bounced", data: { headers: [{ name: "Message-ID", value: id }] } }, "bounced"],
    ["Postmark delivery", { RecordType: "Delivery", Metadata: { "message-id": id } }, "taken"],
    ["Postmark, by the key that letters carry", { RecordType: "Bounce", Metadata: { courant: letter } }, "bounced"],
    ["Postmark's search", { TotalCount: 1, Messages: [{ Status: "Sent", Metadata: { courant: letter } }] }, "taken"],
    ["Resend, by its tag", { type: "email.delivered", data: { tags: { courant: letter } } }, "taken"],
    ["SES, by its tag", { eventType: "Bounce", mail: { messageId: "0100", tags: { courant: [letter] } } }, "bounced"],
    [
      "Mailgun's search",
      { items: [{ event: "accepted", message: { headers: { "message-id": id.slice(1, -1) } } }], paging: {} },
      "taken",
    ],
  ])("%s", async (_, event, came) => {
    expect(await read(`${JSON.stringify(event)}\n\n`)).toMatchObject([{ letter, came }]);
  });

  test("an export laid out over many lines is read as one", async () => {
    expect(await read(JSON.stringify([ses("Delivery")], null, 2))).toHaveLength(1);
  });

  test("events of other letters prove nothing", async () => {
    expect(await read('{"event":"delivered","smtp-id":"<else@news.example>"}\n')).toEqual([]);
  });
});

describe("a delivery report", () => {
  const report = (action: string, headers = `Message-ID: ${id}`): string =>
    `From: MAILER-DAEMON@mx.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\nMIME-Version: 1.0\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\nAction: ${action}\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1\r\n no such user\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nFrom: news@news.example\r\n${headers}\r\n\r\n--b--\r\n`;

  test("of a failure: the letter came back", async () => {
    expect(await read(report("failed"))).toEqual([{ letter, came: "bounced", text: "550 5.1.1 no such user" }]);
  });

  test("of a delay: a server has the letter", async () => {
    expect(await read(report("delayed"))).toMatchObject([{ came: "taken" }]);
  });

  test("a folded Message-ID is found", async () => {
    expect(await read(report("failed", `Message-ID:\r\n ${id}`))).toHaveLength(1);
  });

  test("of somebody else's letter, or an answer that is no report, proves nothing", async () => {
    expect(await read(report("failed", "Message-ID: <else@news.example>"))).toEqual([]);
    expect(await read(`From: a@b.example\r\nSubject: away\r\nReferences: ${id}\r\n\r\nI am away.\r\n`)).toEqual([]);
  });
});

test.each([
  ["a text", "dear diary,\n", 1],
  ["broken JSON", '{"event":"delivered"}\n{"event":', 2],
])("%s is no evidence: RECONCILE_INVALID", async (_, content, line) => {
  await expect(read(content)).rejects.toThrow(`file:${line}: RECONCILE_INVALID`);
});

test("a file that is not there is named: RECONCILE_INVALID", async () => {
  await expect(readEvidence(join(folder, "none.log"), wanted)).rejects.toThrow("RECONCILE_INVALID");
});
