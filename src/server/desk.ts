import type { Hono } from "hono";
import type { Config, Digest } from "../config/config.ts";
import type { Membership } from "../base/membership.ts";
import type { Instant, TopicKey } from "../model.ts";
import type { Asked } from "./client.ts";
import type { KeyRing } from "./token.ts";

/** What node-server gives beside the request. */
export interface Env {
  readonly Bindings: { readonly incoming: Asked };
}

export type App = Hono<Env>;

/** Routes that another part of the service brings, such as provider webhooks: `(app) => app.post("/webhooks/ses", …)`. */
export type Routes = (app: App) => void;

export interface Topic {
  readonly key: TopicKey;
  readonly label: string;
}

/** What readers can choose from, as of the last build. */
export interface Offer {
  readonly digests: readonly Pick<Digest, "name" | "title" | "tags">[];
  readonly tags: readonly Topic[];
  readonly threads: readonly Topic[];
}

/** One of the service's templates: `service-message` is templates/service-message.liquid. */
export type PageName = "service-message" | "service-subscribe" | "service-preferences";

/** What the routes work with. Everything is asked for anew with each request, so a reload needs no restart. */
export interface Desk {
  readonly config: () => Pick<
    Config,
    "title" | "url" | "service" | "language" | "subscribe" | "trustProxy" | "digests"
  >;
  readonly members: Membership;
  readonly ring: KeyRing;
  /** The real clock. */
  readonly clock: () => Instant;
  readonly offer: () => Offer;
  /** A page as finished HTML; templates see `data`, the newsroom's words and its name. */
  readonly show: (name: PageName, data: object) => string;
  /** The fixed words of the newsroom's language. */
  readonly word: (name: string, values?: Readonly<Record<string, string>>) => string;
  /** A calendar day in words. */
  readonly day: (at: Instant) => string;
  /** Notes wait to leave: another process sends them, so that how long an answer takes does not tell whether one follows. */
  readonly wake: () => void;
  /** Reader numbers and counts; never an address, a link or a token. */
  readonly log: (event: string, facts?: Readonly<Record<string, string | number | boolean | null>>) => void;
  readonly count: (name: string, label: string) => void;
  /** All answers to a form come this long after it, whatever was found: milliseconds. */
  readonly answerAfter: number;
  readonly health: () => Health;
  /** Prometheus text. */
  readonly metrics: () => Promise<string>;
  /** For askers that are not on this machine; null: none. */
  readonly metricsToken: string | null;
  readonly routes: readonly Routes[];
}

export interface Health {
  readonly ok: boolean;
  /** In a word or two: "starting", "ok", "schedule stuck", "build failing". */
  readonly state: string;
  /** ISO 8601; null before the first. */
  readonly lastBuild: string | null;
  readonly lastTick: string | null;
}
