import { describe, expect, test } from "vitest";
import { loadDotEnv, readEnvironment } from "../../src/config/environment.ts";
import { CourantError } from "../../src/errors.ts";
import { newsroom } from "../newsroom.ts";

const delivery = {
  concurrency: 1,
  perDomain: 1,
  rate: 0,
  quota: 0,
  unsure: "resend",
  durability: "normal",
  relays: [],
} as const;
const relays = [{ name: "one", url: "ONE_URL", weight: 1 }];

function thrownBy(run: () => unknown): CourantError {
  try {
    run();
  } catch (error) {
    if (error instanceof CourantError) return error;
  }
  throw new Error("nothing was wrong");
}

describe("the environment", () => {
  test("gives secrets, and null for what is unset or empty", () => {
    const env = {
      SMTP_URL: "smtps://u:p@mail.example:465?pool=true",
      DATABASE_URL: "",
      DKIM_KEY: "pem",
      DKIM_X: "",
      OTHER: "x",
    };
    expect(readEnvironment({ delivery }, env)).toEqual({
      smtpUrl: "smtps://u:p@mail.example:465?pool=true",
      databaseUrl: null,
      secret: null,
      previousSecrets: [],
      dkim: { DKIM_KEY: "pem" },
      relayUrls: new Map(),
    });
  });

  test("gives the URLs that relays name", () => {
    const env = { ONE_URL: "smtp://relay.example" };
    expect(readEnvironment({ delivery: { ...delivery, relays } }, env).relayUrls).toEqual(
      new Map([["one", "smtp://relay.example"]]),
    );
  });

  test("takes providers beside mail servers, and tells all that is wrong with each", () => {
    const two = [...relays, { name: "two", url: "TWO_URL", weight: 2 }];
    const env = { ONE_URL: "smtp://relay.example", TWO_URL: "ses://KEY:a/b@eu-west-1" };
    expect(readEnvironment({ delivery: { ...delivery, relays: two } }, env).relayUrls.get("two")).toBe(env.TWO_URL);
    const wrong = { ...env, SMTP_URL: "resend://hunter2", TWO_URL: "postmark://hunter2@?batch=501&color=hunter2" };
    const error = thrownBy(() => readEnvironment({ delivery: { ...delivery, relays: two } }, wrong));
    expect(error.problems.map(({ message }) => message)).toEqual([
      expect.stringContaining("SMTP_URL is not of the form resend://KEY@"),
      expect.stringContaining('TWO_URL has an option "color" that Courant does not know'),
      "TWO_URL has a batch that is not a number above 0 and up to 500.",
    ]);
    expect(error.message).not.toContain("hunter2");
  });

  test("names every bad secret at once, and never its value", () => {
    const env = { SMTP_URL: "mail.example hunter2", DATABASE_URL: "mysql://hunter2", COURANT_SECRET: "hunter2" };
    const error = thrownBy(() => readEnvironment({ delivery: { ...delivery, relays } }, env));
    expect(error).toMatchObject({ exit: 2, problems: [{ code: "SECRET_INVALID" }, {}, {}, {}] });
    expect(error.problems.map(({ message }) => message.split(" ")[0])).toEqual([
      "SMTP_URL",
      "DATABASE_URL",
      "COURANT_SECRET",
      "ONE_URL",
    ]);
    expect(error.message).not.toContain("hunter2");
  });

  test(".env fills in what is not set; a variable set to nothing stays so", () => {
    const dir = newsroom({ ".env": "SMTP_URL=smtp://file\nA=1 # note\nB='two words'\n" });
    expect(loadDotEnv(dir, { SMTP_URL: "", C: "3", A: undefined })).toEqual({
      SMTP_URL: "",
      A: "1",
      B: "two words",
      C: "3",
    });
  });

  test("no .env changes nothing", () => {
    expect(loadDotEnv(newsroom({ "x.txt": "" }), { A: "1" })).toEqual({ A: "1" });
  });
});
