import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import PostalMime from "postal-mime";
import { nothing, type Reader, runIn, type Seen } from "./reader.ts";

/** Polls a server of ours and drops mail into a Maildir; what it shows is every mail it ever wrote. */
export const rss2email: Reader = {
  name: "rss2email",
  commands: ["r2e"],
  subscribe: async (folder, name) => {
    let served = "";
    const server = createServer((_, response) => response.setHeader("Content-Type", "application/xml").end(served));
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const inbox = join(folder, "mail", "inbox");
    for (const part of ["cur", "new", "tmp"]) mkdirSync(join(inbox, part), { recursive: true });
    const settings = {
      from: "feeds@news.example",
      to: "reader@news.example",
      "email-protocol": "maildir",
      "maildir-path": join(folder, "mail"),
      "maildir-mailbox": "inbox",
      "html-mail": "True",
      "date-header": "True",
    };
    const lines = Object.entries(settings).map(([key, value]) => `${key} = ${value}`);
    writeFileSync(join(folder, "c.cfg"), ["[DEFAULT]", ...lines, ""].join("\n"));
    const command = ["-c", join(folder, "c.cfg"), "-d", join(folder, "data.json")];
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`;
    await runIn(folder, "r2e", [...command, "add", "courant", address]);
    return {
      read: async (bytes) => {
        served = bytes;
        await runIn(folder, "r2e", [...command, "run"]);
        return Promise.all(readdirSync(join(inbox, "new")).map((file) => seen(readFileSync(join(inbox, "new", file)))));
      },
      close: () => void server.close(),
    };
  },
};

async function seen(bytes: Buffer): Promise<Seen> {
  const { subject = "", headers, html = "", text = "", from, date } = await PostalMime.parse(bytes);
  const header = (name: string): string => headers.find(({ key }) => key === name)?.value ?? "";
  return {
    ...nothing,
    id: header("x-rss-id"),
    title: subject,
    link: header("x-rss-url"),
    authors: from?.name ?? "",
    date: date === undefined ? null : Date.parse(date),
    text: html + text,
  };
}
