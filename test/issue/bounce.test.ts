import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Treatment, treatMail } from "../../src/issue/bounce.ts";
import type { BounceWork } from "../../src/issue/bounce-subject.ts";
import { messageIdOf } from "../../src/deliver/message.ts";
import type { IssueId } from "../../src/model.ts";
import type { SentLetter } from "../../src/base/returns.ts";
import { returnPathOf } from "../../src/base/return-path.ts";
import { email, entry, issue, temporaryStore, type TemporaryStore } from "../store/temporary.ts";

const now = Date.UTC(2026, 10, 22, 8);
const secret = "a secret for tests only";
const reader = email("reader@mail.example");
const daily = "daily/2026-11-20" as IssueId;
const sample = (name: string): string =>
  readFileSync(join(import.meta.dirname, `../fixtures/bounces/${name}.eml`), "utf8");

describe("a mail that comes back", () => {
  let place: TemporaryStore;
  let work: BounceWork;
  let letter: SentLetter;
  beforeEach(async () => {
    place = await temporaryStore(() => now);
    await place.store.readers.add([entry(reader), entry("other@mail.example")]);
    await place.store.issues.freeze(issue(daily, ["launch"]));
    letter = (await place.store.returns.lettersTo(reader, 1))[0]!;
    const from = { name: "The Courant", email: "news@news.example" };
    work = { store: place.store, config: { from }, secrets: ["newer secret of tests", secret], now, trust: "network" };
  });
  afterEach(() => place.remove());

  const treat = (mail: string, rest: Partial<BounceWork> = {}, envelope = ""): Promise<Treatment> =>
    treatMail(Buffer.from(mail), { ...work, ...rest }, envelope);
  const status = async (address = reader): Promise<string | undefined> =>
    (await place.store.readers.find(address))?.status;
  const path = (): string => returnPathOf(secret, letter.delivery, letter.link, "news.example");

  test("the return path alone tells whose it is, whatever address the bounce names", async () => {
    const mail = sample("qmail").replaceAll(reader, "someone@elsewhere.example");
    expect(await treat(mail, {}, path())).toMatchObject({ class: "hard", handled: "bounced" });
    expect(await status()).toBe("bounced");
  });

  const asking = (subject: string): string =>
    `From: Ann <${reader}>\r\nTo: ${path()}\r\nSubject: ${subject}\r\nMessage-ID: <1@mail.example>\r\n\r\n`;

  test.each(["unsubscribe", " Unsubscribe "])(
    "the subject %j, sent to a letter's own address, unsubscribes its reader",
    async (subject) => {
      expect(await treat(asking(subject), {}, path())).toMatchObject({
        class: "none",
        handled: "left",
        readers: [letter.reader],
      });
      expect([await status(), await status(email("other@mail.example"))]).toEqual(["left", "active"]);
    },
  );

  test("a question about unsubscribing, an automatic reply or another address unsubscribes nobody", async () => {
    const forged = path().replace(/\.[0-9a-z]{8}@/, ".00000000@");
    const automatic = asking("unsubscribe").replace("\r\n\r\n", "\r\nAuto-Submitted: auto-replied\r\n\r\n");
    expect((await treat(asking("How do I unsubscribe?"), {}, path())).handled).toBe("ignored");
    expect((await treat(automatic, {}, path())).handled).toBe("ignored");
    expect((await treat(asking("unsubscribe").replace(path(), forged), {}, forged)).handled).toBe("ignored");
    expect((await treat(asking("unsubscribe").replace(path(), "news@news.example"))).handled).toBe("ignored");
    expect(await status()).toBe("active");
  });

  test("a server that folds the return path's case changes nothing", async () => {
    expect((await treat(sample("qmail"), {}, path().toUpperCase())).handled).toBe("bounced");
  });

  test("a forged return path stops nobody, not even by an editor's hand", async () => {
    const forged = path().replace(/\.[0-9a-z]{8}@/, ".00000000@");
    expect((await treat(sample("qmail"), { trust: "editor" }, forged)).handled).toBe("unproven");
    expect(await status()).toBe("active");
  });

  test("a bounce from the network that proves nothing stops nobody", async () => {
    expect((await treat(sample("qmail"))).handled).toBe("unproven");
    expect(await status()).toBe("active");
  });

  test("the Message-ID of the letter is proof", async () => {
    const mail = sample("qmail").replace(
      "<daily.2026-11-20.abc@news.example>",
      messageIdOf(daily, letter.link, "news.example"),
    );
    expect((await treat(mail)).handled).toBe("bounced");
  });

  test("an editor's file names readers by their address", async () => {
    expect((await treat(sample("postfix-user-unknown"), { trust: "editor" })).handled).toBe("bounced");
    expect(await status(email("other@mail.example"))).toBe("active");
  });

  test("the same mail twice counts once", async () => {
    await treat(sample("qmail-full"), { trust: "editor" });
    expect((await treat(sample("qmail-full"), { trust: "editor" })).handled).toBe("repeated");
  });

  test.each(["vacation", "left-company", "postfix-delayed", "delivered", "read-receipt"])(
    "%s is ignored",
    async (name) => {
      expect((await treat(sample(name), {}, path())).handled).toBe("ignored");
      expect(await status()).toBe("active");
    },
  );

  test("a complaint is for ever", async () => {
    expect((await treat(sample("feedback-report"), {}, path())).handled).toBe("complained");
    expect(await status()).toBe("complained");
  });

  test("who we never heard of is unknown", async () => {
    const mail = sample("qmail").replaceAll(reader, "stranger@mail.example");
    expect((await treat(mail, { trust: "editor" })).handled).toBe("unknown");
  });
});
