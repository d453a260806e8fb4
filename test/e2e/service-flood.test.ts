/** Strangers who abuse the subscribe form. `npm run bench:serve` does the same with 10,000 attempts. */
import { expect, test } from "vitest";
import { freePort, openMailbox, type Running, servedNewsroom, startService, until } from "./service-process.ts";

const attempts = 1000;

async function subscribe({ url }: Running, email: string, from: string): Promise<string> {
  const body = new URLSearchParams({ email });
  const response = await fetch(`${url}/subscribe`, { method: "POST", body, headers: { "X-Forwarded-For": from } });
  return `${response.status} ${await response.text()}`;
}

test(
  `${attempts} attempts of one network bring five confirmations, also after a restart; a reader elsewhere gets theirs`,
  { timeout: 120_000 },
  async () => {
    const [port, mailbox] = [await freePort(), await openMailbox()];
    const dir = servedNewsroom(port, "trustProxy: [127.0.0.1]\n");
    const first = await startService(dir, port, { SMTP_URL: mailbox.url });
    const waiting = Array.from({ length: attempts }, (_, i) => `r${i}@flood.example`);
    const answers = new Set<string>();
    const flood = async (): Promise<void> => {
      for (let email = waiting.pop(); email !== undefined; email = waiting.pop())
        answers.add(await subscribe(first, email, "192.0.2.1, 203.0.113.9"));
    };
    const pages = async (): Promise<void> => {
      while (waiting.length > 0) expect((await fetch(`${first.url}/feed.xml`)).status).toBe(200);
    };
    await Promise.all([...Array.from({ length: 50 }, flood), pages()]);
    answers.add(await subscribe(first, "ada@readers.example", "198.51.100.7"));
    // Whoever came in, whoever was turned away, and whoever is welcome: one answer.
    expect(answers.size).toBe(1);
    await until(() => mailbox.letters().length >= 6, "six confirmations");
    first.kill("SIGTERM");
    expect(await first.ended).toBe(0);
    const second = await startService(dir, port, { SMTP_URL: mailbox.url });
    for (let i = 0; i < 10; i++) await subscribe(second, `again${i}@flood.example`, "203.0.113.200");
    await subscribe(second, "bob@readers.example", "198.51.100.8");
    await until(
      () => mailbox.letters().some(({ to }) => to![0]!.address === "bob@readers.example"),
      "the last reader's",
    );
    const to = mailbox.letters().map((letter) => letter.to![0]!.address!);
    expect(to.filter((address) => address.endsWith("@readers.example")).toSorted()).toEqual([
      "ada@readers.example",
      "bob@readers.example",
    ]);
    expect(to.filter((address) => address.endsWith("@flood.example"))).toHaveLength(5);
  },
);
