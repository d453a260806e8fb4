import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dkimKeys } from "../../src/deliver/dkim-keys.ts";
import type { Check } from "../../src/issue/doctor/check.ts";
import { checkDkim } from "../../src/issue/doctor/dkim.ts";
import { checkDmarc } from "../../src/issue/doctor/dmarc.ts";
import { type Dns, dnsAt } from "../../src/issue/doctor/dns.ts";
import { checkMx } from "../../src/issue/doctor/mx.ts";
import { checkServer } from "../../src/issue/doctor/server.ts";
import { checkSpf } from "../../src/issue/doctor/spf.ts";
import { checkUnsubscribe } from "../../src/issue/doctor/unsubscribe.ts";
import { startCourant } from "../courant.ts";
import { openSink } from "../deliver/sink.ts";
import { newsroom, story } from "../newsroom.ts";
import { realPart } from "../real-part.ts";
import { temporaryStore } from "../store/temporary.ts";
import { openZone, type Zone } from "../zone.ts";

const pem = (type: "rsa" | "ed25519"): string =>
  (type === "rsa" ? generateKeyPairSync("rsa", { modulusLength: 2048 }) : generateKeyPairSync("ed25519")).privateKey
    .export({ type: "pkcs8", format: "pem" })
    .toString();
const secrets = { DKIM_RSA: pem("rsa"), DKIM_ED: pem("ed25519"), DKIM_LOST: pem("ed25519") };
const [ed, lost, rsa] = dkimKeys(secrets, "news@news.example");
const spki = (key: typeof rsa): Buffer => createPublicKey(key!.key).export({ type: "spki", format: "der" });

const records = [
  ["news.example", "TXT", "v=spf1 include:spf.relay.example -all"],
  ["news.example", "MX", "10 mx.news.example."],
  ["spf.relay.example", "TXT", "v=spf1 ip4:192.0.2.0/24 a:out.relay.example -all"],
  ["out.relay.example", "A", "192.0.2.1"],
  ["open.example", "TXT", "v=spf1 +all"],
  ["two.example", "TXT", "v=spf1 -all"],
  ["two.example", "TXT", "v=spf1 ~all"],
  ["void.example", "TXT", "v=spf1 a:x1.example a:x2.example mx:x3.example ~all"],
  ["lost.example", "TXT", "v=spf1 include:nowhere.example -all"],
  ["loop.example", "TXT", "v=spf1 include:loop.example -all"],
  ["long.example", "TXT", `v=spf1 ${Array.from({ length: 11 }, () => "a:out.relay.example").join(" ")} -all`],
  ["rsa._domainkey.news.example", "TXT", `v=DKIM1; k=rsa; p=${spki(rsa).toString("base64")}`],
  ["ed._domainkey.news.example", "TXT", `v=DKIM1; k=ed25519; t=y; p=${spki(ed).subarray(-32).toString("base64")}`],
  ["_dmarc.news.example", "TXT", "v=DMARC1; p=reject; rua=mailto:dmarc@news.example"],
  ["_dmarc.old.example", "TXT", "v=DMARC1; p=none; pct=50; rua=mailto:dmarc@reports.example"],
  ["_dmarc.agreed.example", "TXT", "v=DMARC1; p=reject; rua=mailto:dmarc@hired.example"],
  ["agreed.example._report._dmarc.hired.example", "TXT", "v=DMARC1"],
  ["_dmarc.gov.example", "TXT", "v=DMARC1; p=reject; psd=y; rua=mailto:d@gov.example"],
  ["_dmarc.strict.example", "TXT", "v=DMARC1; p=reject; adkim=s; sp=none; rua=mailto:d@strict.example"],
] as const;

const told = (check: Check): readonly string[] =>
  check.problems.map(({ level, code, message }) => `${level} ${code} ${message}`);

describe.skipIf(!realPart("unbound"))("doctor asks the DNS", () => {
  let zone: Zone;
  let dns: Dns;
  beforeAll(async () => {
    zone = await openZone(records);
    dns = dnsAt(zone.server);
  });
  afterAll(() => zone.close());

  test("a good SPF record is followed through its includes, and what it costs is told", async () => {
    expect(await checkSpf("news.example", dns)).toEqual({
      about: "SPF of news.example",
      found: "2 of 10 look-ups",
      problems: [],
    });
  });

  test.each([
    ["none.example", "error DNS_SPF none.example has no SPF record"],
    ["open.example", 'error DNS_SPF the SPF record of open.example ends in "+all", which lets everybody send as you'],
    ["two.example", "error DNS_SPF two.example has 2 SPF records"],
    ["void.example", "error DNS_SPF the SPF record of void.example leads to 3 names without records"],
    ["lost.example", "error DNS_SPF the SPF record leads to nowhere.example, which has none"],
    ["loop.example", "error DNS_SPF the SPF record of loop.example costs 12 look-ups"],
    ["long.example", "error DNS_SPF the SPF record of long.example costs 11 look-ups"],
  ])("the SPF record of %s is found wanting", async (domain, words) => {
    expect(told(await checkSpf(domain, dns))[0]).toContain(words);
  });

  test("the key in the DNS is the one that signs", async () => {
    expect(await checkDkim(rsa!, dns)).toMatchObject({ found: "rsa-sha256, 2048 bits", problems: [] });
    expect(told(await checkDkim(ed!, dns))).toEqual([
      expect.stringContaining("warning DNS_DKIM ed._domainkey.news.example says t=y"),
    ]);
  });

  test("a key that is not in the DNS is told with the record to publish", async () => {
    const p = spki(lost).subarray(-32).toString("base64");
    expect(told(await checkDkim(lost!, dns))).toEqual([
      `error DNS_DKIM lost._domainkey.news.example has no TXT record, so no signature of ours verifies; publish "v=DKIM1; k=ed25519; p=${p}".`,
    ]);
    expect(told(await checkDkim({ ...lost!, selector: "rsa" }, dns))[0]).toContain(
      "holds another key than the one we sign with",
    );
  });

  test("a DMARC policy is found at the name or above it", async () => {
    const found = { found: "p=reject from news.example", problems: [] };
    expect(await checkDmarc("news.example", ["news.example"], dns)).toMatchObject(found);
    expect(await checkDmarc("mail.news.example", ["news.example"], dns)).toMatchObject(found);
    expect(told(await checkDmarc("none.test", [], dns))[0]).toContain("error DNS_DMARC none.test has no DMARC policy");
  });

  test("what RFC 9989 dropped, policies that protect nobody and reports that nobody takes are told", async () => {
    expect(told(await checkDmarc("old.example", [], dns))).toEqual([
      expect.stringContaining("warning DNS_DMARC _dmarc.old.example says p=none"),
      expect.stringContaining("warning DNS_DMARC _dmarc.old.example says pct=, which RFC 9989 dropped"),
      expect.stringContaining("reports of old.example go to reports.example, which has not agreed"),
    ]);
    expect((await checkDmarc("agreed.example", [], dns)).problems).toEqual([]);
  });

  test("a signature aligns within the organization, or by name alone where the policy is strict", async () => {
    expect((await checkDmarc("news.example", ["mail.news.example"], dns)).problems).toEqual([]);
    expect(told(await checkDmarc("news.example", ["relay.example"], dns))[0]).toContain(
      "which does not align; set DKIM_DOMAIN=news.example",
    );
    expect(told(await checkDmarc("strict.example", ["mail.strict.example"], dns))[0]).toContain(
      "does not align under adkim=s",
    );
    // Two towns below one public suffix are two organizations.
    expect(told(await checkDmarc("a.gov.example", ["b.gov.example"], dns))[0]).toContain("does not align");
  });

  test("a domain to which nobody can reply is told", async () => {
    expect((await checkMx("news.example", dns)).problems).toEqual([]);
    expect(told(await checkMx("out.relay.example", dns))[0]).toContain(
      "warning DNS_MX out.relay.example has no MX record",
    );
    expect(told(await checkMx("nowhere.example", dns))[0]).toContain("error DNS_MX nowhere.example has no MX record");
  });

  test("a DNS that gives no answer is told", async () => {
    await expect(checkSpf("news.example", dnsAt("127.0.0.1:1"))).rejects.toThrow("DNS_UNREACHABLE");
  });

  test("the whole of it, as its user sees it", { timeout: 120_000 }, async () => {
    const sink = await openSink();
    const dir = newsroom({
      "courant.yaml":
        "title: Test\nurl: https://news.example\nservice: http://127.0.0.1:1\nfrom: Test <news@news.example>\npostalAddress: 1 Example Street\ndigests:\n  weekly: { every: week, at: '08:00' }\n",
      "stories/one.md": story({ title: "One", date: "2026-11-18" }, "Words."),
    });
    const at = ["--dir", dir, "--now", "2026-11-23T13:00:00Z"];
    const env = { SMTP_URL: `smtp://127.0.0.1:${sink.port}` };
    const signed = { ...env, DKIM_RSA: secrets.DKIM_RSA };
    const run = await startCourant(["doctor", "--dns", zone.server, ...at], { env: signed }).ended;
    expect(run.stdout).toContain("✓ SPF of news.example: 2 of 10 look-ups");
    expect(run.stdout).toContain("✓ DKIM key rsa._domainkey.news.example: rsa-sha256, 2048 bits");
    expect(run.stdout).toContain("✓ DMARC of news.example: p=reject from news.example");
    expect(run.stdout).toContain("✓ MX of news.example: mx.news.example");
    expect(run.stdout).toContain("letter of weekly: 1 story");
    expect(run.stdout).toContain("UNSUBSCRIBE_TROUBLE 127.0.0.1:1 cannot be reached");
    expect(run.exit).toBe(1);
    await startCourant(["subscribers", "add", "ann@readers.example", "--yes", "--dir", dir]).ended;
    for (const verb of [["plan"], ["doctor", "--dns", zone.server]]) {
      const { problems } = (await startCourant([...verb, "--json", ...at], { env }).ended).json();
      expect(problems.map(({ code }: { code: string }) => code)).toContain("LETTER_UNSIGNED");
    }
    await sink.close();
  });
});

describe("doctor asks the mail server", () => {
  test("and is told when it can be signed in to, and when nobody is there", async () => {
    const sink = await openSink();
    const url = `smtp://127.0.0.1:${sink.port}`;
    expect(await checkServer(url, "SMTP_URL")).toMatchObject({ found: "no TLS, no password", problems: [] });
    const secure = await checkServer(`${url}?requireTLS=true&ignoreTLS=false`, "SMTP_URL");
    expect(told(secure)[0]).toContain("error SERVER_TROUBLE");
    await sink.close();
    expect(told(await checkServer(url, "SMTP_URL"))[0]).toContain("cannot be talked to");
  });
});

describe("doctor tries the unsubscribe link", () => {
  async function trying(
    answer: (method: string, leave: () => Promise<unknown>) => Promise<number>,
  ): Promise<readonly string[]> {
    const place = await temporaryStore();
    const server: Server = createServer((request, response) => {
      const link = request.url!.split("/").at(-1)!;
      const reply = async (): Promise<void> => {
        const status = await answer(request.method!, () => place.store.members.leave(link));
        response.writeHead(status, status === 302 ? { location: "/" } : {}).end("ok");
      };
      void reply();
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const { port } = server.address() as AddressInfo;
    const found = await checkUnsubscribe(`http://127.0.0.1:${port}`, place.store.members);
    expect((await place.store.readers.counts()).pending).toBe(0);
    server.close().closeAllConnections();
    await place.remove();
    return told(found);
  }

  test("and is content where a GET changes nothing and a POST acts", async () => {
    expect(
      await trying(async (method, leave) => {
        if (method === "POST") await leave();
        return 200;
      }),
    ).toEqual([]);
  });

  test("and tells of a GET that unsubscribes", async () => {
    expect(
      await trying(async (_, leave) => {
        await leave();
        return 200;
      }),
    ).toEqual([expect.stringContaining("a GET of the unsubscribe link unsubscribes")]);
  });

  test("and tells of a POST that is redirected, refused or does nothing", async () => {
    const post = (status: number): Promise<readonly string[]> =>
      trying(async (method) => (method === "POST" ? status : 200));
    expect(await post(302)).toEqual([expect.stringContaining("is redirected (302)")]);
    expect(await post(403)).toEqual([expect.stringContaining("is answered with 403")]);
    expect(await post(200)).toEqual([expect.stringContaining("nobody left")]);
    expect(await trying(async () => 404)).toEqual([expect.stringContaining("answers the unsubscribe link with 404")]);
  });
});
