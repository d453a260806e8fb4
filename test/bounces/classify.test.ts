import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assert, asyncProperty, uint8Array } from "fast-check";
import { describe, expect, test } from "vitest";
import { classifyMail } from "../../src/bounces/classify.ts";

const folder = join(import.meta.dirname, "../fixtures/bounces");
const samples = readdirSync(folder).map((name) => {
  const bytes = readFileSync(join(folder, name));
  const expected = /^X-Expect: (.*)$/m.exec(bytes.toString("utf8"))?.[1] ?? "";
  return { name: name.replace(".eml", ""), bytes, expected };
});

describe("a mail at the bounce address", () => {
  test.each(samples)("$name is $expected", async ({ bytes, expected }) => {
    const verdict = await classifyMail(bytes);
    const said = [verdict.class, ...verdict.recipients.map(({ address }) => address)];
    if (verdict.delayed) said.push("delayed");
    expect(said.join(" ")).toBe(expected);
  });

  test("lines that end in CRLF mean the same", async () => {
    for (const { bytes } of samples) {
      const crlf = Buffer.from(bytes.toString("utf8").replaceAll("\n", "\r\n"));
      const [one, other] = [await classifyMail(bytes), await classifyMail(crlf)];
      expect([other.class, other.recipients.length]).toEqual([one.class, one.recipients.length]);
    }
  });

  test("an envelope line of mbox before the headers changes nothing", async () => {
    const sample = samples.find(({ name }) => name === "qmail")!;
    const boxed = Buffer.concat([Buffer.from("From MAILER-DAEMON Fri Nov 20 07:00:05 2026\n"), sample.bytes]);
    expect(await classifyMail(boxed)).toEqual(await classifyMail(sample.bytes));
  });

  test("a report names the letter that came back", async () => {
    const { messageId } = await classifyMail(samples.find(({ name }) => name === "exim")!.bytes);
    expect(messageId).toBe("<daily.2026-11-20.abc@news.example>");
  });

  test("no answer to a bounce stops a reader, whatever it quotes", async () => {
    for (const { bytes } of samples.filter(({ expected }) => expected.startsWith("hard"))) {
      const quoted = bytes.toString("utf8").replace(/^/gm, "> ");
      const mail = `From: A Person <person@mail.example>\nTo: news@news.example\nSubject: Re: Undeliverable\n\n${quoted}`;
      expect((await classifyMail(Buffer.from(mail))).class).not.toBe("hard");
    }
  });

  test("no mail of a list, however much of a bounce it repeats, stops a reader", async () => {
    const head = "Return-Path: <talk-bounces@lists.example>\nList-Id: <talk.lists.example>\nPrecedence: list\n";
    for (const { bytes } of samples) {
      const body = bytes.toString("utf8").replace(/^[\s\S]*?\n\n/, "");
      const mail = `${head}From: A Person <person@mail.example>\nSubject: [talk] Undelivered mail\n\n${body}`;
      expect((await classifyMail(Buffer.from(mail))).class).not.toBe("hard");
    }
  });

  test("no automatic reply stops a reader, whatever it quotes", async () => {
    for (const { bytes } of samples) {
      const body = bytes.toString("utf8").replace(/^[\s\S]*?\n\n/, "");
      const head = "Return-Path: <>\nAuto-Submitted: auto-replied\nFrom: A Person <person@mail.example>\nSubject: Away";
      expect((await classifyMail(Buffer.from(`${head}\n\nI am away.\n\n${body}`))).class).not.toBe("hard");
    }
  });

  test.each([
    ["lines", "mailbox full\n"],
    ["words", "user is not exceed "],
    ["brackets", "<a@b ("],
    ["addresses", "a@b.example, "],
    ["dots", "a.b@.c."],
    ["line ends", "\n"],
    ["answers", "> \n"],
    ["letters", "a"],
    ["letters for somebody", `to ${"a".repeat(990)}\n`],
  ])("a mail of two million %s is read in time", async (_, part) => {
    const mail = `From: MAILER-DAEMON@mx.example\nSubject: failure notice ${part.trim().repeat(1000)}\n\n${part.repeat(2_000_000 / part.length)}`;
    expect((await classifyMail(Buffer.from(mail))).class).toBeTypeOf("string");
  });

  test.each(["<style>", "<style", "<br", "<", "<p>&lt;a@b", "</style><style>"])(
    "HTML of many %s is read in time",
    async (part) => {
      const head = "From: MAILER-DAEMON@mx.example\nSubject: failure notice\nContent-Type: text/html";
      const mail = `${head}\n\n${part.repeat(500_000 / part.length)}`;
      expect((await classifyMail(Buffer.from(mail))).class).toBeTypeOf("string");
    },
  );

  test.each(["To: ", "Subject: ", "From: ", "Return-Path: "])(
    "a header %sof any length is read in time",
    async (name) => {
      for (const part of ["a@b.example, ", "<", "=?utf-8?q?a?= ", "b+1.", "Re: "]) {
        const mail = `${name}${part.repeat(100_000 / part.length)}\n\nundeliverable`;
        expect((await classifyMail(Buffer.from(mail))).class).toBeTypeOf("string");
      }
    },
  );

  test("bytes of any kind give a verdict, and never a hard one", async () => {
    await assert(
      asyncProperty(uint8Array({ maxLength: 2000 }), async (bytes) => {
        expect((await classifyMail(bytes)).class).not.toBe("hard");
      }),
      { numRuns: 100 },
    );
  });
});
