import { Resolver } from "node:dns/promises";
import { fail } from "../../errors.ts";

/** What doctor asks the DNS for. A name without such records gives an empty list. */
export interface Dns {
  /** TXT records, each joined from its strings. */
  readonly txt: (name: string) => Promise<readonly string[]>;
  readonly mx: (name: string) => Promise<readonly string[]>;
  readonly addresses: (name: string) => Promise<readonly string[]>;
}

/** Asks `server` (`HOST:PORT`; null: the system's), each question once. DNS_UNREACHABLE where it gives no answer at all. */
export function dnsAt(server: string | null): Dns {
  const resolver = new Resolver({ timeout: 3000, tries: 2 });
  if (server !== null) setServer(resolver, server);
  const asked = new Map<string, Promise<readonly string[]>>();
  const ask = (kind: string, name: string, question: () => Promise<readonly string[]>): Promise<readonly string[]> => {
    const key = `${kind} ${name}`;
    const answer = asked.get(key) ?? question().catch((error: NodeJS.ErrnoException) => nothing(error, name));
    asked.set(key, answer);
    return answer;
  };
  return {
    txt: (name) => ask("TXT", name, async () => (await resolver.resolveTxt(name)).map((strings) => strings.join(""))),
    mx: (name) =>
      ask("MX", name, async () =>
        (await resolver.resolveMx(name)).map(({ exchange }) => exchange).filter((exchange) => exchange !== ""),
      ),
    addresses: async (name) => [
      ...(await ask("A", name, () => resolver.resolve4(name))),
      ...(await ask("AAAA", name, () => resolver.resolve6(name))),
    ],
  };
}

function setServer(resolver: Resolver, server: string): void {
  try {
    resolver.setServers([server]);
  } catch {
    fail("USAGE", `--dns "${server}" is not the IP address of a server; write 9.9.9.9 or 127.0.0.1:5300.`, 2);
  }
}

function nothing(error: NodeJS.ErrnoException, name: string): readonly string[] {
  // EBADNAME: a name that no server could hold, such as one with an empty label.
  if (["ENOTFOUND", "ENODATA", "EBADNAME"].includes(error.code ?? "")) return [];
  return fail(
    "DNS_UNREACHABLE",
    `the DNS gave no answer about ${name} (${error.code ?? error.message}); ask again, or another server with --dns 9.9.9.9.`,
  );
}
