/** The shape of courant.yaml after validation, every default filled in; contract §3 documents each key. */
import type { Author, TopicKey } from "../model.ts";

export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

/** When a digest is due: local wall-clock time in the newsroom's zone. */
export type Schedule =
  | { readonly every: "day"; readonly at: LocalTime; readonly on: readonly Weekday[] }
  | { readonly every: "week"; readonly at: LocalTime; readonly on: Weekday }
  /** `on`: day of the month, 1 to 31; the last day where a month is shorter. */
  | { readonly every: "month"; readonly at: LocalTime; readonly on: number }
  | { readonly every: "story" };

export interface LocalTime {
  readonly hour: number;
  readonly minute: number;
}

export type Digest = Schedule & {
  readonly name: string;
  readonly title: string;
  /** Empty: every story. */
  readonly tags: readonly TopicKey[];
  /** Stories an issue holds at most; what it leaves out waits for the next. */
  readonly max: number;
  readonly content: "dek" | "full";
  readonly subject: string | null;
  /** Milliseconds after the due moment in which a missed period is still made up for; default: the digest's own length. */
  readonly maxLateness: number | null;
};

export interface Relay {
  readonly name: string;
  /** Name of the environment variable that holds the URL, without "$". */
  readonly url: string;
  readonly weight: number;
}

export interface Config {
  readonly title: string;
  /** Absolute, without a trailing slash; may hold a path: `https://news.example/blog`. */
  readonly url: string;
  /** Where `start` answers; without a trailing slash. */
  readonly service: string;
  readonly description: string;
  /** BCP 47. */
  readonly language: string;
  /** IANA. */
  readonly timezone: string;
  readonly author: Author;
  /** Site paths or URLs, as written. */
  readonly icon: string | null;
  readonly logo: string | null;
  readonly copyright: string | null;
  /** Web address of the terms under which feeds may be used. */
  readonly license: string | null;
  /** `The Courant <news@news.example>`, split. Required to send. */
  readonly from: Author | null;
  readonly replyTo: Author | null;
  /** Required to send. */
  readonly postalAddress: string | null;
  /** `/stories/:slug/`. */
  readonly permalink: string;
  readonly feeds: {
    readonly limit: number;
    readonly bytes: number;
    readonly content: "full" | "summary";
    readonly hubs: readonly string[];
    readonly archives: boolean;
    /** `xml`: servers send RSS and Atom as application/xml, which browsers show instead of saving. */
    readonly mime: "feed" | "xml";
    readonly headers: readonly ("netlify" | "nginx" | "caddy")[];
  };
  readonly related: {
    readonly limit: number;
    readonly missing: "error" | "warning";
    readonly ignoreTags: readonly TopicKey[];
  };
  readonly threads: ReadonlyMap<TopicKey, { readonly title: string | null; readonly closed: boolean }>;
  /** Cron expression of the scheduled compile in `start`. */
  readonly build: string | null;
  readonly deploy: { readonly command: string; readonly verify: boolean } | null;
  /** In the order of courant.yaml. */
  readonly digests: readonly Digest[];
  readonly delivery: {
    readonly concurrency: number;
    readonly perDomain: number;
    readonly rate: number;
    readonly quota: number;
    readonly unsure: "resend" | "hold";
    readonly durability: "normal" | "strict";
    readonly relays: readonly Relay[];
  };
  readonly subscribe: { readonly enabled: boolean };
  readonly trustProxy: readonly string[];
  /** Set: each letter has a return path of its own. `listen` null: what comes back there is read by `courant bounce`. */
  readonly bounces: { readonly listen: string | null } | null;
  /** Line of every key in courant.yaml by its dotted path, for problems found later. */
  readonly lines: ReadonlyMap<string, number>;
}

/** Secrets and addresses of servers; from the environment or `.env`, never from courant.yaml, never printed. */
export interface Environment {
  readonly smtpUrl: string | null;
  readonly databaseUrl: string | null;
  readonly secret: string | null;
  /** Secrets before it, newest first: links made with them stay good. */
  readonly previousSecrets: readonly string[];
  /** Every `DKIM_*` variable as it is. */
  readonly dkim: Readonly<Record<string, string>>;
  /** URLs of `delivery.relays` by relay name. */
  readonly relayUrls: ReadonlyMap<string, string>;
}
