import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { courant, startCourant } from "../courant.ts";
import { openSink } from "../deliver/sink.ts";
import type { Api, ApiOptions } from "../deliver/providers/api.ts";
import { openMailgun } from "../deliver/providers/mailgun-double.ts";
import { openPostmark } from "../deliver/providers/postmark-double.ts";
import { openResend } from "../deliver/providers/resend-double.ts";
import { opened } from "../deliver/providers/send.ts";
import { openSes } from "../deliver/providers/ses-double.ts";
import { newsroom, story } from "../newsroom.ts";

const id = "weekly/2026-W48";
const now = ["--now", "2026-11-23T13:00:00Z"];
const readers = 240;
const concurrency = 3;

interface Double extends Api {
  readonly taken: readonly { readonly to: string }[];
  readonly mailUrl: string;
}

const doubles: readonly (readonly [
  name: string,
  open: (options: ApiOptions) => Promise<Double>,
  perRequest: number,
])[] = [
  ["Amazon SES", openSes, 1],
  ["Postmark", openPostmark, 10],
  ["Resend", openResend, 10],
  ["Mailgun", openMailgun, 1],
];

async function until(ready: () => boolean): Promise<void> {
  while (!ready()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe("by a provider's API, with the real program,", { timeout: 120_000 }, () => {
  let dir: string;
  beforeEach(() => {
    dir = newsroom({
      // perDomain is the default of 5: it must not keep letters to one domain from filling requests.
      "courant.yaml": `title: Test\nurl: https://news.example\nfrom: Test <test@news.example>\npostalAddress: 1 Example Street\ndelivery: { concurrency: ${concurrency} }\ndigests:\n  weekly: { title: Weekly, every: week, on: mon, at: "08:00" }\n`,
      "stories/one.md": story({ title: "One opens", date: "2026-11-18" }, "First words."),
    });
    const csv = Array.from({ length: readers }, (_, i) => `r${i}@reader.example`);
    writeFileSync(join(dir, "readers.csv"), ["email", ...csv, ""].join("\n"));
    run("subscribers", "import", join(dir, "readers.csv"), "--yes");
  });

  function run(...args: string[]): ReturnType<typeof courant> {
    return courant([...args, "--dir", dir, "--json"]);
  }

  function start(env: Record<string, string>, ...args: string[]): ReturnType<typeof startCourant> {
    return startCourant([...args, "--dir", dir, "--json"], { env });
  }

  test.each(doubles)("%s gets one letter for each reader", async (_, open) => {
    const api = await opened(open({}));
    const { exit, json, stderr } = await start({ SMTP_URL: api.mailUrl }, "publish", "--yes", ...now).ended;
    expect([exit, json().issues]).toMatchObject([0, [{ id, recipients: readers, sent: readers }]]);
    expect(new Set(api.taken.map(({ to }) => to)).size).toBe(readers);
    expect(api.taken).toHaveLength(readers);
    expect(stderr).not.toContain("LETTER_UNSIGNED");
  });

  // The worst that can happen: the API has taken what is on its way, and nobody hears its answer.
  test.each(doubles)(
    "%s, killed in mid-send: nobody is lost, and who gets two is known",
    async (_, open, perRequest) => {
      const count = { free: 5, silent: 0 };
      const fault = (): "take-and-hang" | undefined => {
        if (count.free-- > 0) return undefined;
        count.silent++;
        return "take-and-hang";
      };
      const api = await opened(open({ fault }));
      const env = { SMTP_URL: perRequest > 1 ? `${api.mailUrl}&batch=${perRequest}` : api.mailUrl };
      for (const then of [7, Infinity]) {
        const publishing = start(env, "publish", "--yes", ...now);
        await until(() => count.silent === concurrency);
        await new Promise((resolve) => setTimeout(resolve, 100));
        publishing.kill("SIGKILL");
        await publishing.ended;
        Object.assign(count, { free: then, silent: 0 });
      }
      const { exit, json } = await start(env, "publish", "--yes", ...now).ended;
      expect([exit, json().issues]).toMatchObject([0, [{ recipients: readers, sent: readers }]]);
      const copies = new Map<string, number>();
      for (const { to } of api.taken) copies.set(to, (copies.get(to) ?? 0) + 1);
      expect(copies.size).toBe(readers);
      const inFlight = 2 * concurrency * perRequest;
      const knowsKeys = open === openResend;
      expect(api.taken.length - readers).toBe(knowsKeys ? 0 : inFlight);
      const named = run("issues", id).json().readers as readonly { readonly email: string; readonly tries: number }[];
      const doubted = new Set(named.filter(({ tries }) => tries > 1).map(({ email }) => email));
      expect(doubted.size).toBe(inFlight);
      expect([...copies].filter(([to, count]) => count > 1 && !doubted.has(to))).toEqual([]);
    },
  );

  test("under hold nothing in doubt is sent again, and the provider's own list of letters settles it", async () => {
    const count = { free: 5, silent: 0 };
    const fault = (): "take-and-hang" | undefined => {
      if (count.free-- > 0) return undefined;
      count.silent++;
      return "take-and-hang";
    };
    const postmark = await opened(openPostmark({ fault }));
    const env = { SMTP_URL: `${postmark.mailUrl}&batch=10` };
    const yaml = readFileSync(join(dir, "courant.yaml"), "utf8");
    writeFileSync(join(dir, "courant.yaml"), yaml.replace("delivery: {", "delivery: { unsure: hold,"));
    const publishing = start(env, "publish", "--yes", ...now);
    await until(() => count.silent === concurrency);
    await new Promise((resolve) => setTimeout(resolve, 100));
    publishing.kill("SIGKILL");
    await publishing.ended;
    count.free = Infinity;
    const { exit, json } = await start(env, "publish", "--yes", ...now).ended;
    expect([exit, json().issues]).toMatchObject([1, [{ sent: readers - 30, unsure: 30 }]]);
    const list = postmark.taken.map(({ id: MessageID, to, email }) => {
      return { MessageID, Recipients: [to], Status: "Sent", Metadata: email.Metadata };
    });
    writeFileSync(join(dir, "sent.json"), JSON.stringify({ TotalCount: list.length, Messages: list }));
    expect(run("reconcile", join(dir, "sent.json")).json()).toMatchObject({
      settled: { sent: 30, failed: 0 },
      left: 0,
    });
    expect(run("issues").json().issues).toMatchObject([{ sent: readers, unsure: 0 }]);
    expect(postmark.taken).toHaveLength(readers);
  });

  test("SIGTERM finishes the requests under way; the next run sends the rest, and nobody gets two", async () => {
    const resend = await opened(openResend({ fault: () => ({ delay: 150 }) }));
    const env = { SMTP_URL: `${resend.mailUrl}&batch=10` };
    const publishing = start(env, "publish", "--yes", ...now);
    await until(() => resend.taken.length >= 30);
    publishing.kill("SIGTERM");
    const first = await publishing.ended;
    expect(first.json().issues).toMatchObject([{ sent: resend.taken.length, sending: 0, unsure: 0, deferred: 0 }]);
    expect(resend.taken.length).toBeLessThan(readers);
    expect((await start(env, "publish", "--yes", ...now).ended).json().issues).toMatchObject([{ sent: readers }]);
    expect(resend.taken).toHaveLength(readers);
  });

  test("a provider that fails hands over to a mail server beside it, and nobody is lost or mailed twice", async () => {
    const resend = await opened(openResend({ fault: () => ({ status: 503, body: "down" }) }));
    const sink = await openSink();
    writeFileSync(
      join(dir, "courant.yaml"),
      `title: Test\nurl: https://news.example\nfrom: Test <test@news.example>\npostalAddress: 1 Example Street\ndelivery: { concurrency: 4, relays: [{ name: api, url: $API_URL, weight: 3 }, { name: own, url: $OWN_URL, weight: 1 }] }\ndigests:\n  weekly: { title: Weekly, every: week, on: mon, at: "08:00" }\n`,
    );
    const env = { API_URL: resend.mailUrl, OWN_URL: sink.url };
    const { exit, json } = await start(env, "publish", "--yes", ...now).ended;
    await sink.close();
    expect([exit, json().issues]).toMatchObject([0, [{ recipients: readers, sent: readers }]]);
    expect(new Set(sink.taken.map(({ to }) => to)).size).toBe(readers);
    expect(resend.taken).toHaveLength(0);
  });

  test("a wrong key pauses the issue, costs no reader anything, and is shown nowhere", async () => {
    const postmark = await opened(openPostmark());
    const url = postmark.mailUrl.replace("pm-secret-token", "pm-canary-token");
    for (const verb of [
      ["publish", "--yes", ...now],
      ["resume", id],
    ]) {
      const { exit, stdout, stderr } = await start({ SMTP_URL: url }, ...verb).ended;
      expect([exit, JSON.parse(stdout).issues]).toMatchObject([1, [{ queued: readers, failed: 0 }]]);
      expect(stdout + stderr).not.toContain("canary");
    }
    expect(
      run("subscribers", "list")
        .json()
        .readers.every(({ status }: { status: string }) => status === "active"),
    ).toBe(true);
    expect(run("issues", id).json().issue.reason).toMatch(/^AUTH failed: 10 The Server Token/);
    const { exit, json } = await start({ SMTP_URL: postmark.mailUrl }, "resume", id).ended;
    expect([exit, json().issues]).toMatchObject([0, [{ sent: readers }]]);
  });

  test("a URL with faults stops before anything is done, with all of them and without its secret", async () => {
    const env = { SMTP_URL: "resend://re_canary@?batch=1000&color=blue" };
    const { exit, stdout, stderr } = await start(env, "publish", "--yes", ...now).ended;
    expect(exit).toBe(2);
    expect(JSON.parse(stdout).problems).toMatchObject([{ code: "SECRET_INVALID" }, { code: "SECRET_INVALID" }]);
    expect(stdout + stderr).not.toContain("canary");
  });
});
