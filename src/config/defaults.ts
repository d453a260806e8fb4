import { topicKey } from "../base/slug.ts";
import type { Author } from "../model.ts";
import type { Config, Digest, LocalTime, Schedule, Weekday } from "./config.ts";
import { parseMailbox } from "./mailbox.ts";
import type { RawConfig, RawDigest } from "./schema.ts";

/** A checked courant.yaml with every default of contract §3 filled in. */
export function fillDefaults(raw: RawConfig, lines: ReadonlyMap<string, number>): Config {
  const url = withoutSlash(raw.url);
  return {
    title: raw.title,
    url,
    service: withoutSlash(raw.service ?? url),
    description: raw.description ?? "",
    language: raw.language ?? "en",
    timezone: raw.timezone ?? "UTC",
    author: raw.author === undefined ? { name: raw.title } : defined(raw.author),
    icon: raw.icon ?? null,
    logo: raw.logo ?? null,
    copyright: raw.copyright ?? null,
    license: raw.license ?? null,
    from: toAuthor(raw.from),
    replyTo: toAuthor(raw.replyTo),
    postalAddress: raw.postalAddress ?? null,
    permalink: raw.permalink ?? "/stories/:slug/",
    feeds: {
      limit: 20,
      bytes: 250_000,
      content: "full",
      hubs: [],
      archives: true,
      mime: "feed",
      headers: [],
      ...defined(raw.feeds ?? {}),
    },
    related: {
      limit: raw.related?.limit ?? 5,
      missing: raw.related?.missing ?? "error",
      ignoreTags: (raw.related?.ignoreTags ?? []).map(topicKey),
    },
    threads: new Map(
      Object.entries(raw.threads ?? {}).map(([name, { title, closed }]) => [
        topicKey(name),
        { title: title ?? null, closed: closed ?? false },
      ]),
    ),
    build: raw.build ?? null,
    deploy: toDeploy(raw.deploy),
    digests: Object.entries(raw.digests ?? {}).map(([name, digest]) => toDigest(name, digest)),
    delivery: toDelivery(raw.delivery ?? {}),
    subscribe: { enabled: raw.subscribe?.enabled ?? true },
    trustProxy: raw.trustProxy ?? [],
    bounces: raw.bounces === undefined ? null : { listen: raw.bounces.listen ?? null },
    lines,
  };
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Drops keys that are set to undefined, so that a spread over defaults cannot unset one. */
function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as Defined<T>;
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}

function toAuthor(text: string | undefined): Author | null {
  const mailbox = text === undefined ? undefined : parseMailbox(text);
  return mailbox ?? null;
}

function toDeploy(raw: RawConfig["deploy"]): Config["deploy"] {
  if (raw === undefined) return null;
  return typeof raw === "string"
    ? { command: raw, verify: true }
    : { command: raw.command, verify: raw.verify ?? true };
}

function toDelivery(raw: NonNullable<RawConfig["delivery"]>): Config["delivery"] {
  return {
    concurrency: raw.concurrency ?? 10,
    perDomain: raw.perDomain ?? 5,
    rate: raw.rate ?? 0,
    quota: raw.quota ?? 0,
    unsure: raw.unsure ?? "resend",
    durability: raw.durability ?? "normal",
    relays: (raw.relays ?? []).map(({ name, url, weight }) => ({ name, url: url.slice(1), weight: weight ?? 1 })),
  };
}

function toDigest(name: string, raw: RawDigest): Digest {
  return {
    ...toSchedule(raw),
    name,
    title: raw.title ?? name[0]!.toUpperCase() + name.slice(1),
    tags: (raw.tags ?? []).map(topicKey),
    max: raw.max ?? 20,
    content: raw.content ?? "dek",
    subject: raw.subject ?? null,
    maxLateness: raw.maxLateness === undefined ? null : toMilliseconds(raw.maxLateness),
  };
}

const wholeWeek: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

function toSchedule(raw: RawDigest): Schedule {
  if (raw.every === "story") return { every: "story" };
  const at = toLocalTime(raw.at);
  if (raw.every === "day") return { every: "day", at, on: raw.on ?? wholeWeek };
  if (raw.every === "week") return { every: "week", at, on: raw.on ?? "mon" };
  return { every: "month", at, on: raw.on ?? 1 };
}

function toLocalTime(text: string): LocalTime {
  const [hour = 0, minute = 0] = text.split(":").map(Number);
  return { hour, minute };
}

function toMilliseconds(duration: string): number {
  const unit = { m: 60_000, h: 3_600_000, d: 86_400_000 }[duration.slice(-1)]!;
  return Number(duration.slice(0, -1)) * unit;
}
