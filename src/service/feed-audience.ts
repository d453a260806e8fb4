import { hash } from "node:crypto";
import type { FeedDay } from "../base/membership.ts";
import type { Instant } from "../model.ts";
import type { Asked } from "../server/client.ts";

/** A day of feed requests: readers whom aggregators state in their User-Agent, and programs that ask for themselves. */
export interface FeedAudience {
  readonly note: (path: string, client: string, request: Asked) => void;
  readonly today: () => FeedDay;
}

/** Hashes kept of one day's pollers; beyond them the number stands still rather than the memory grow. */
const mostPollers = 200_000;

/**
 * Counts one day in UTC at a time. An aggregator's number counts once per aggregator and feed (its greatest of the day); a poller is
 * an address with a User-Agent, kept as a hash that is gone with the day. The salt keeps even that from being looked up.
 */
export function countFeedAudience(clock: () => Instant, salt: string): FeedAudience {
  let day = "";
  let requests = 0;
  let stated = new Map<string, number>();
  let pollers = new Set<string>();
  /** What a connection last asked: whoever asks the same again is not counted anew, and a hash is half of a ready answer's cost. */
  let asked = new WeakMap<object, string>();
  const turn = (): void => {
    const now = new Date(clock()).toISOString().slice(0, 10);
    if (now === day) return;
    [day, requests, stated, pollers] = [now, 0, new Map(), new Set()];
    asked = new WeakMap();
  };
  return {
    note: (path, client, request) => {
      turn();
      requests++;
      const agent = String(request.headers["user-agent"] ?? "");
      const question = `${client}\n${path}\n${agent}`;
      if (asked.get(request.socket) === question) return;
      asked.set(request.socket, question);
      const readers = statedReaders(agent);
      if (readers !== null) {
        const key = `${agent.replace(/\d+/g, "#")}\n${path}`;
        if (stated.size < 10_000) stated.set(key, Math.max(readers, stated.get(key) ?? 0));
      } else if (pollers.size < mostPollers)
        pollers.add(hash("sha256", `${salt}\n${day}\n${client}\n${agent}`, "base64url").slice(0, 12));
    },
    today: () => {
      turn();
      return { day, requests, stated: [...stated.values()].reduce((sum, n) => sum + n, 0), pollers: pollers.size };
    },
  };
}

/**
 * `Feedly/1.0 (+…; 12 subscribers; …)`, `Feedbin feed-id:1 - 41 subscribers`, `inoreader.com …; 5 readers`: what hosted readers say of
 * how many people they ask for. Null where none is said. No single aggregator has over ten million readers of one feed.
 */
export function statedReaders(agent: string): number | null {
  const match = /\b(\d{1,9})\s+(?:subscribers?|readers?|followers?|users?)\b|\bsubscribers?[:=]\s*(\d{1,9})\b/i.exec(
    agent.slice(0, 500),
  );
  if (match === null) return null;
  return Math.min(10_000_000, Number(match[1] ?? match[2]));
}
