import { expect, test } from "vitest";
import { checkWay } from "../../src/issue/doctor/server.ts";
import { openMailgun } from "../deliver/providers/mailgun-double.ts";
import { openPostmark } from "../deliver/providers/postmark-double.ts";
import { openResend } from "../deliver/providers/resend-double.ts";
import { opened } from "../deliver/providers/send.ts";
import { openSes } from "../deliver/providers/ses-double.ts";

/** `found`, and each problem as `level message`. */
async function examined(url: string): Promise<readonly string[]> {
  const { about, found, problems } = await checkWay(url, "SMTP_URL", Date.now());
  return [`${about}: ${found}`, ...problems.map(({ level, message }) => `${level} ${message}`)];
}

test("a good account is told by what it may do, and nothing is sent", async () => {
  const ses = await opened(openSes());
  const postmark = await opened(openPostmark());
  const resend = await opened(openResend());
  const mailgun = await opened(openMailgun());
  expect(await examined(ses.mailUrl)).toEqual([
    "Amazon SES in eu-west-1 (SMTP_URL): 14 letters/s, 120 of 50000 of the day used",
  ]);
  expect(await examined(postmark.mailUrl)).toEqual(['Postmark (SMTP_URL): server "News"']);
  expect(await examined(resend.mailUrl)).toEqual(["Resend (SMTP_URL): sends as news.example"]);
  expect(await examined(mailgun.mailUrl)).toEqual(["Mailgun for mg.news.example (SMTP_URL): active"]);
  expect([ses, postmark, resend, mailgun].map(({ taken }) => taken.length)).toEqual([0, 0, 0, 0]);
});

test("keys that may only send are no fault", async () => {
  const resend = await opened(openResend({ restricted: true }));
  expect(await examined(resend.mailUrl)).toEqual(["Resend (SMTP_URL): signed in; the key may only send"]);
  const mailgun = await opened(openMailgun({ restricted: true }));
  expect((await examined(mailgun.mailUrl))[1]).toMatch(/^warning Mailgun does not let the key ask/);
});

test.each([
  [
    "SES's sandbox",
    () => openSes({ account: { SendingEnabled: true, ProductionAccessEnabled: false } }),
    /error .*sandbox/,
  ],
  ["SES that has paused the account", () => openSes({ account: { SendingEnabled: false } }), /error .*paused/],
  ["Postmark's tracking", () => openPostmark({ server: { Name: "N", TrackOpens: true } }), /warning .*tracks opens/],
  ["Postmark's sandbox", () => openPostmark({ server: { Name: "N", DeliveryType: "Sandbox" } }), /error .*sandbox/],
  ["Resend without a domain", () => openResend({ verified: [] }), /error .*no domain/],
  ["Mailgun's sandbox", () => openMailgun({ authorized: [] }), /error .*sandbox/],
  ["a domain that Mailgun has not verified", () => openMailgun({ state: "unverified" }), /error .*unverified/],
])("%s is found", async (_, open, expected) => {
  const api =
    await opened<Awaited<ReturnType<typeof openMailgun | typeof openSes | typeof openPostmark | typeof openResend>>>(
      open(),
    );
  expect((await examined(api.mailUrl)).slice(1).join("\n")).toMatch(expected);
});

test("a wrong key, a wrong region and a provider out of reach are told, the key never", async () => {
  const doubles = await Promise.all([
    opened(openSes()),
    opened(openPostmark()),
    opened(openResend()),
    opened(openMailgun()),
  ]);
  for (const { mailUrl } of doubles) {
    const [, ...problems] = await examined(mailUrl.replace("secret", "canary"));
    expect(problems.join("\n")).toMatch(/refuses the key|refuses the token|does not let the key/);
    expect(problems.join("\n")).not.toContain("canary");
  }
  expect((await examined(doubles[3].mailUrl.replace("@mg.", "@mh.")))[1]).toContain("add ?region=eu");
  for (const double of doubles) await double.close();
  for (const { mailUrl } of doubles)
    expect((await examined(mailUrl))[1]).toMatch(/^error 127\.0\.0\.1:\d+ cannot be talked to/);
});
