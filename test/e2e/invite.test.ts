/** Confirmations without the service: `subscribers … --invite` and `tick`, with a real mail server. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { courant, startCourant } from "../courant.ts";
import { email } from "../store/temporary.ts";
import { freePort, linksOf, openMailbox, servedNewsroom, startService } from "./service-process.ts";

async function storeOf(dir: string): Promise<Store> {
  const data = join(dir, "data");
  const store = await openStore({ data, clock: Date.now, secret: null, durability: "normal", create: true });
  onTestFinished(() => store.close());
  return store;
}

function statuses(dir: string): readonly string[] {
  const { readers } = courant(["subscribers", "list", "--json", "--dir", dir]).json();
  return readers.map((reader: { email: string; status: string }) => `${reader.email} ${reader.status}`);
}

test("--invite mails a confirmation, asks nobody at the terminal, and makes no reader before the button is pressed", async () => {
  const [port, mailbox] = [await freePort(), await openMailbox()];
  const dir = servedNewsroom(port);
  const env = { SMTP_URL: mailbox.url };
  const add = ["subscribers", "add", "ada@readers.example", "--name", "Ada", "--invite", "--json", "--dir", dir];
  const { exit, json } = await startCourant(add, { env }).ended;
  expect([exit, json()]).toMatchObject([0, { ok: true, invited: 1, notes: { sent: 1, failed: 0, waiting: 0 } }]);
  const asked = await mailbox.next();
  expect(asked.to).toEqual([{ address: "ada@readers.example", name: "" }]);
  expect(statuses(dir)).toEqual(["ada@readers.example pending"]);
  const again = await startCourant(add, { env }).ended;
  expect(again.json()).toMatchObject({ invited: 0, unchanged: 1, notes: { sent: 0 } });

  const service = await startService(dir, port);
  const confirm = linksOf(asked).find((link) => link.includes("/confirm/"))!;
  await fetch(confirm);
  expect(statuses(dir)).toEqual(["ada@readers.example pending"]);
  expect((await fetch(confirm, { method: "POST" })).status).toBe(200);
  expect(statuses(dir)).toEqual(["ada@readers.example active"]);
  expect(mailbox.letters()).toHaveLength(1);
  service.kill("SIGTERM");
  expect(await service.ended).toBe(0);
}, 60_000);

test("an import invites each once, whoever stands in several rows, and passes over who left", async () => {
  const mailbox = await openMailbox();
  const dir = servedNewsroom(1, "  weekly: { every: week, at: '07:00' }\n");
  courant(["subscribers", "add", "left@readers.example", "--yes", "--dir", dir]);
  courant(["subscribers", "remove", "left@readers.example", "--dir", dir]);
  courant(["subscribers", "add", "here@readers.example", "--yes", "--dir", dir]);
  const file = join(dir, "readers.csv");
  writeFileSync(
    file,
    "email,digest\nbob@readers.example,instant\nBob@readers.example,weekly\nleft@readers.example,\nhere@readers.example,\n",
  );
  const ran = startCourant(["subscribers", "import", file, "--invite", "--json", "--dir", dir], {
    env: { SMTP_URL: mailbox.url },
  });
  expect((await ran.ended).json()).toEqual({
    ok: true,
    invited: 1,
    unchanged: 1,
    skipped: [{ email: "left@readers.example", status: "left" }],
    notes: { sent: 1, failed: 0, waiting: 0 },
  });
  expect(mailbox.letters().map(({ to }) => to![0]!.address)).toEqual(["bob@readers.example"]);
  const store = await storeOf(dir);
  expect((await store.readers.find(email("bob@readers.example")))?.subscriptions.map(({ digest }) => digest)).toEqual([
    "instant",
    "weekly",
  ]);
}, 60_000);

test("tick sends the notes that wait, each once though two run, and keeps those that a server does not take", async () => {
  const mailbox = await openMailbox();
  const dir = servedNewsroom(1);
  const { members } = await storeOf(dir);
  const choices = [{ digest: "instant", tags: [], threads: [] }];
  for (const name of ["ada", "bob", "cy"]) {
    const network = `198.51.100.${name}/24`;
    await members.apply({ email: email(`${name}@readers.example`), choices, network, form: "form-1 en", signed: true });
  }
  const tick = ["tick", "--json", "--dir", dir];
  const env = { SMTP_URL: mailbox.url };
  const ran = await Promise.all([startCourant(tick, { env }).ended, startCourant(tick, { env }).ended]);
  expect(ran.map(({ exit }) => exit)).toEqual([0, 0]);
  expect(ran.reduce((sum, { json }) => sum + json().notes.sent, 0)).toBe(3);
  expect(
    mailbox
      .letters()
      .map(({ to }) => to![0]!.address)
      .toSorted(),
  ).toEqual(["ada@readers.example", "bob@readers.example", "cy@readers.example"]);
  const add = ["subscribers", "add", "dee@readers.example", "--invite", "--json", "--dir", dir];
  const { exit, json, stderr } = await startCourant(add, { env: { SMTP_URL: "smtp://127.0.0.1:1" } }).ended;
  expect([exit, json().notes, stderr.includes("readers.example")]).toEqual([
    0,
    { sent: 0, failed: 0, waiting: 1 },
    false,
  ]);
}, 60_000);
