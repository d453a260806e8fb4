import { describe, expect, test } from "vitest";
import { parseSmtpUrl } from "../../src/deliver/smtp-url.ts";

describe("an SMTP URL", () => {
  test.each([
    ["smtp://user:pa%40ss@mail.example:2587", { requireTLS: true, host: "mail.example", port: 2587 }],
    ["smtp://mail.example", { requireTLS: true }],
    ["smtps://mail.example", { secure: true, requireTLS: false }],
    ["smtp://127.0.0.1:2525", { ignoreTLS: true }],
    ["smtp://localhost:2525", { ignoreTLS: true }],
    ["smtp://relay.internal?ignoreTLS=true", { ignoreTLS: true }],
    ["smtp://mail.example?name=news.example&socketTimeout=5000", { name: "news.example", socketTimeout: 5000 }],
  ])("%s gives the options meant", (url, expected) => {
    expect(parseSmtpUrl(url, "SMTP_URL").options).toMatchObject(expected);
  });

  test("certificates are checked: nothing of ours switches that off", () => {
    expect(parseSmtpUrl("smtp://mail.example", "SMTP_URL").options.tls).toBeUndefined();
  });

  test("the credentials are decoded and stay out of the name", () => {
    const relay = parseSmtpUrl("smtp://user:pa%40ss@mail.example:2587?maxMessages=20", "SMTP_URL");
    expect(relay).toMatchObject({ name: "mail.example:2587", auth: { user: "user", pass: "pa@ss" }, maxMessages: 20 });
  });

  test.each(["mail.example:587", "http://mail.example", "smtp:///x", "smtp://u:p#ss@h"])(
    "%s is refused without being shown",
    (url) => {
      expect(() => parseSmtpUrl(url, "SMTP_URL")).toThrow("SECRET_INVALID SMTP_URL is not");
      expect(() => parseSmtpUrl(url, "SMTP_URL")).not.toThrow(url);
    },
  );
});
