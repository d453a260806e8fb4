import type { Membership } from "../../base/membership.ts";
import { check, type Check } from "./check.ts";

type Reply = { readonly status: number } | { readonly trouble: string };

/**
 * Does what a scanner and a mail program do with an unsubscribe link: GET and HEAD must change nothing, a POST (RFC 8058) must act at
 * once, without a redirect. Tried on a reader of its own, who is gone afterwards.
 */
export async function checkUnsubscribe(service: string, members: Membership): Promise<Check> {
  const about = `unsubscribe link at ${service}`;
  const link = await members.probe();
  const url = `${service}/unsubscribe/${link}`;
  const isGone = async (): Promise<boolean> => (await members.find(link)) === null;
  try {
    const looks = [await ask(url, "GET"), await ask(url, "HEAD")];
    const faults = looks.flatMap((reply) => lookFaults(reply, url));
    if (await isGone())
      faults.unshift(
        "a GET of the unsubscribe link unsubscribes: mail scanners follow links and would empty the list. Act on POST alone.",
      );
    if (faults.length === 0) {
      const reply = await ask(url, "POST");
      faults.push(...postFaults(reply, await isGone(), service));
    }
    const found = faults.length === 0 ? "GET changes nothing, POST acts" : "does not work";
    return check(
      about,
      found,
      "UNSUBSCRIBE_TROUBLE",
      faults.slice(0, 1).map((fault) => ["error", fault]),
    );
  } finally {
    await members.leave(link);
  }
}

async function ask(url: string, method: "GET" | "HEAD" | "POST"): Promise<Reply> {
  const body = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
  const request = { method, redirect: "manual", signal: AbortSignal.timeout(10_000) } as const;
  try {
    const reply = await fetch(url, method === "POST" ? { ...request, body } : request);
    await reply.arrayBuffer();
    return { status: reply.status };
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    return { trouble: cause instanceof Error ? cause.message : String(cause) };
  }
}

function lookFaults(reply: Reply, url: string): readonly string[] {
  const host = new URL(url).host;
  if ("trouble" in reply)
    return [
      `${host} cannot be reached (${reply.trouble}); run courant start there, or set \`service\` to where it answers.`,
    ];
  if (reply.status !== 200)
    return [`${host} answers the unsubscribe link with ${reply.status}; send /unsubscribe/ to courant start.`];
  return [];
}

function postFaults(reply: Reply, gone: boolean, service: string): readonly string[] {
  if ("trouble" in reply) return [`the POST of the unsubscribe link failed: ${reply.trouble}.`];
  if (reply.status >= 300 && reply.status < 400)
    return [
      `the POST of the unsubscribe link is redirected (${reply.status}); RFC 8058 forbids that. Set \`service\` to the final address.`,
    ];
  if (reply.status !== 200 && reply.status !== 202)
    return [
      `the POST of the unsubscribe link is answered with ${reply.status}; let it through without login, cookie or token.`,
    ];
  if (!gone)
    return [`the POST of the unsubscribe link was answered, but nobody left: is ${service} the service of this data/?`];
  return [];
}
