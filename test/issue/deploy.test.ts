import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { deploySite } from "../../src/issue/deploy.ts";
import { courant, startCourant } from "../courant.ts";
import { newsroom, story } from "../newsroom.ts";

const now = ["--now", "2026-11-23T13:00:00Z"];

/** A web server that shows a folder's manifest.json. */
async function host(dir: () => string): Promise<string> {
  const server = createServer((_, response) => {
    const file = join(dir(), "public", "manifest.json");
    if (existsSync(file)) response.end(readFileSync(file));
    else response.writeHead(404).end();
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => {
    server.close().closeAllConnections();
  });
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

function weekly(url: string, deploy: string): string {
  const dir = newsroom({
    "courant.yaml": `title: Test\nurl: ${url}\nfrom: Test <test@news.example>\npostalAddress: 1 Example Street\ndeploy: ${deploy}\ndigests:\n  weekly: { every: week, on: mon, at: "08:00" }\n`,
    "stories/one.md": story({ title: "One", date: "2026-11-18" }, "Words."),
  });
  courant(["subscribers", "add", "ann@readers.example", "--yes", "--dir", dir]);
  return dir;
}

const publish = (dir: string, ...more: string[]) =>
  startCourant(["publish", "--yes", "--dir", dir, ...now, ...more]).ended;
const hasMail = (dir: string): boolean => existsSync(join(dir, "out", "mail"));

describe("deploy", () => {
  test("runs before mail, once for each state of the site, and is looked at", async () => {
    let dir = "";
    dir = weekly(await host(() => dir), "cp -r out/site/. public && echo ran >> ran.txt");
    mkdirSync(join(dir, "public"));
    const { exit } = await publish(dir);
    await publish(dir);
    expect([exit, readFileSync(join(dir, "ran.txt"), "utf8"), hasMail(dir)]).toEqual([0, "ran\n", true]);
  });

  test("that fails stops the mail and gives the command's own words", async () => {
    const dir = weekly("http://localhost:1", '"echo disk full >&2; exit 3"');
    const { exit, stderr } = await publish(dir);
    expect([exit, stderr, hasMail(dir)]).toEqual([
      1,
      expect.stringMatching(/DEPLOY_FAILED .*ended with 3: disk full/),
      false,
    ]);
  });

  test("that leaves another site at the address stops the mail", async () => {
    const dir = newsroom({ "out/site/manifest.json": "{ new }", "public/manifest.json": "{ old }" });
    const url = await host(() => dir);
    const config = { url, deploy: { command: "true", verify: true } };
    await expect(deploySite({ dir, config }, {}, true, [1, 1])).rejects.toThrow(
      /DEPLOY_UNVERIFIED .* still serves another manifest/,
    );
  });

  test("is not looked at where courant.yaml says so", async () => {
    const dir = weekly("http://localhost:1", '{ command: "true", verify: false }');
    expect([(await publish(dir)).exit, hasMail(dir)]).toEqual([0, true]);
  });

  test("is given no secret", async () => {
    const dir = weekly("http://localhost:1", '{ command: "env > env.txt", verify: false }');
    const env = {
      COURANT_SECRET: "a secret of the newsroom",
      DKIM_SELECTOR: "",
      SITE_KEY: "for the host",
      OWN_RELAY: "ses://KEY:canary@eu-west-1",
    };
    rmSync(join(dir, "data"), { recursive: true });
    await startCourant(["publish", "--no-send", "--dir", dir, ...now], { env }).ended;
    const seen = readFileSync(join(dir, "env.txt"), "utf8");
    expect([seen.includes("COURANT_SECRET"), seen.includes("SITE_KEY=for the host")]).toEqual([false, true]);
    expect(seen).not.toContain("canary");
  });
});

test("mail over SMTP is refused where data/ is new but courant.lock knows issues; files in out/mail are not", async () => {
  const dir = weekly("http://localhost:1", '{ command: "true", verify: false }');
  await publish(dir);
  rmSync(join(dir, "data"), { recursive: true });
  courant(["subscribers", "add", "ann@readers.example", "--yes", "--dir", dir]);
  const env = { SMTP_URL: "smtp://127.0.0.1:1" };
  const refused = await startCourant(["publish", "--yes", "--dir", dir, ...now], { env }).ended;
  expect([refused.exit, refused.stderr]).toEqual([1, expect.stringMatching(/DATA_NEW .*weekly\/2026-W48/)]);
  expect((await publish(dir)).exit).toBe(0);
});
