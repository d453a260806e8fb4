import { describe, expect, test } from "vitest";
import { mailUrlFaults, readProviderUrl } from "../../src/base/mail-url.ts";

describe("the URL of a provider", () => {
  test.each([
    [
      "ses://AKIA1:abc/d+e:f@eu-west-1",
      { key: "AKIA1", secret: "abc/d+e:f", place: "eu-west-1" },
      "https://email.eu-west-1.amazonaws.com/",
    ],
    ["ses://A:b%3Fc@cn-north-1", { secret: "b?c" }, "https://email.cn-north-1.amazonaws.com.cn/"],
    [
      "ses://A:b@us-gov-west-1?session=t/1&configurationSet=x",
      { session: "t/1", configurationSet: "x" },
      "https://email.us-gov-west-1.amazonaws.com/",
    ],
    [
      "postmark://T-1@",
      { key: "T-1", secret: "", place: "", stream: null, batch: null },
      "https://api.postmarkapp.com/",
    ],
    ["postmark://T-1@/?stream=news&batch=500", { stream: "news", batch: 500 }, "https://api.postmarkapp.com/"],
    ["RESEND://re_1@?rate=10&timeout=5000", { key: "re_1", rate: 10, timeout: 5000 }, "https://api.resend.com/"],
    ["mailgun://k@mg.news.example", { place: "mg.news.example" }, "https://api.mailgun.net/"],
    ["mailgun://k@mg.news.example?region=eu", {}, "https://api.eu.mailgun.net/"],
    ["resend://re_1@?endpoint=http://127.0.0.1:8080", {}, "http://127.0.0.1:8080/"],
  ])("%s is read", (url, expected, endpoint) => {
    expect(readProviderUrl(url)).toMatchObject({ account: { ...expected, endpoint: new URL(endpoint) } });
    expect(mailUrlFaults(url)).toEqual([]);
  });

  test.each([
    ["ses://canary-key@eu-west-1", ["form ses://KEY:SECRET@eu-west-1"]],
    ["ses://canary:canary@Ireland", ["form ses://"]],
    ["ses://canary:can?ary@eu-west-1", ["form ses://"]],
    ["postmark://canary", ["form postmark://TOKEN@"]],
    ["postmark://canary:canary@", ["form postmark://"]],
    ["resend://canary@resend.com", ["form resend://KEY@"]],
    ["resend://%E0%A4%A@", ["form resend://"]],
    ["mailgun://canary@", ["form mailgun://"]],
    [
      "resend://canary@?batch=101&endpoint=http://api.example&unknwon=1&rate=0",
      ["batch", "endpoint", "unknwon", "rate"],
    ],
    ["mailgun://canary@mg.example?region=mars&timeout=canary", ["region", "timeout"]],
    ["resend://re_1@?canary%40=1", ["an option that Courant"]],
    ["resend://re_1@?endpoint=https://canary:canary@api.example", ["endpoint"]],
    ["sess://canary:canary@eu-west-1", ["smtp://user:password@host:587"]],
    ["canary", ["resend://KEY@"]],
  ])("%s: every fault at once, and no secret in any", (url, expected) => {
    const faults = mailUrlFaults(url);
    expect(faults).toHaveLength(expected.length);
    for (const words of expected) expect(faults.join("\n")).toContain(words);
    expect(faults.join("\n")).not.toContain("canary");
  });

  test("a mail server's is left to the one who talks to it", () => {
    expect(readProviderUrl("smtps://u:p@mail.example:465")).toBeNull();
    expect(mailUrlFaults("smtps://u:p@mail.example:465")).toEqual([]);
  });
});
