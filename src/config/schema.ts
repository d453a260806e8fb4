/** courant.yaml as an editor may write it; contract §3 documents each key. Defaults are filled in by defaults.ts. */
import * as z from "zod/mini";
import * as form from "./forms.ts";
import { parseMailbox } from "./mailbox.ts";

/** A text of one form. `expected` ends the sentence "… is not …". */
function text(fits: (text: string) => boolean, expected: string): z.ZodMiniType<string> {
  return z.custom<string>((value) => typeof value === "string" && fits(value), { error: expected });
}

function whole(least: number, expected: string): z.ZodMiniType<number> {
  return z.custom<number>((value) => Number.isSafeInteger(value) && value >= least, { error: expected });
}

function oneOf<const Word extends string>(words: readonly Word[]): z.ZodMiniEnum<{ [W in Word]: W }> {
  return z.enum(words, { error: `one of ${words.join(", ")}` });
}

function list<T>(item: z.ZodMiniType<T>, expected: string): z.ZodMiniArray<z.ZodMiniType<T>> {
  return z.array(item, { error: expected });
}

const words = text((t) => t.trim() !== "", "text (in quotes, if it looks like a number)");
const yesOrNo = z.boolean({ error: "true or false" });
const count = whole(1, "a whole number of 1 or more");
const cap = whole(0, "a whole number, 0 for no limit");
const webAddress = text(form.isWebAddress, "an https address such as https://news.example (http only for localhost)");
const mailbox = text((t) => parseMailbox(t) !== undefined, "a mailbox; write The Courant <news@news.example>");
const clock = text(form.isLocalTime, 'a time of day; write it as "07:00"');
const duration = text(form.isDuration, "a duration; write it as 7d, 36h or 90m");
const weekday = oneOf(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);
const monthDay = z.custom<number>((v) => Number.isInteger(v) && v >= 1 && v <= 31, {
  error: "a day of the month, 1 to 31",
});
const variable = text((t) => /^\$[A-Za-z_]\w*$/.test(t), "the name of an environment variable, such as $RELAY_URL");

const authorKeys = {
  name: words,
  email: z.optional(text((t) => parseMailbox(t)?.name === "", "an e-mail address")),
  url: z.optional(text((t) => /^https?:$/.test(URL.parse(t)?.protocol ?? ""), "a web address")),
};
const feedKeys = {
  limit: z.optional(count),
  bytes: z.optional(count),
  content: z.optional(oneOf(["full", "summary"])),
  hubs: z.optional(list(webAddress, "a list of hub addresses")),
  archives: z.optional(yesOrNo),
  mime: z.optional(oneOf(["feed", "xml"])),
  headers: z.optional(list(oneOf(["netlify", "nginx", "caddy"]), "a list of netlify, nginx, caddy")),
};
const relatedKeys = {
  limit: z.optional(whole(0, "a whole number, 0 for none")),
  missing: z.optional(oneOf(["error", "warning"])),
  ignoreTags: z.optional(list(words, "a list of tags")),
};
const threadKeys = { title: z.optional(words), closed: z.optional(yesOrNo) };
const deployKeys = { command: words, verify: z.optional(yesOrNo) };
const relayKeys = { name: words, url: variable, weight: z.optional(count) };
const deliveryKeys = {
  concurrency: z.optional(count),
  perDomain: z.optional(cap),
  rate: z.optional(cap),
  quota: z.optional(cap),
  unsure: z.optional(oneOf(["resend", "hold"])),
  durability: z.optional(oneOf(["normal", "strict"])),
  relays: z.optional(list(z.strictObject(relayKeys), "a list of { name, url, weight }")),
};
const everyDigest = {
  title: z.optional(words),
  tags: z.optional(list(words, "a list of tags")),
  max: z.optional(count),
  content: z.optional(oneOf(["dek", "full"])),
  subject: z.optional(words),
  maxLateness: z.optional(duration),
};
const timedDigest = { ...everyDigest, at: clock };
const weekdays = list(weekday, "a list of days; write [mon, tue, wed]");
const digest = z.discriminatedUnion(
  "every",
  [
    z.strictObject({ ...timedDigest, every: z.literal("day"), on: z.optional(weekdays) }),
    z.strictObject({ ...timedDigest, every: z.literal("week"), on: z.optional(weekday) }),
    z.strictObject({ ...timedDigest, every: z.literal("month"), on: z.optional(monthDay) }),
    z.strictObject({ ...everyDigest, every: z.literal("story") }),
  ],
  { error: "one of day, week, month, story" },
);
const topKeys = {
  title: words,
  url: webAddress,
  service: z.optional(webAddress),
  description: z.optional(words),
  language: z.optional(text(form.isLanguage, "a language tag (BCP 47) such as en or pt-BR")),
  timezone: z.optional(text(form.isZone, "an IANA time zone; write one such as Europe/Berlin")),
  author: z.optional(z.strictObject(authorKeys, { error: "an author; write { name: … }" })),
  icon: z.optional(words),
  logo: z.optional(words),
  copyright: z.optional(words),
  license: z.optional(text((t) => /^https?:$/.test(URL.parse(t)?.protocol ?? ""), "the web address of a licence")),
  from: z.optional(mailbox),
  replyTo: z.optional(mailbox),
  postalAddress: z.optional(words),
  permalink: z.optional(text(form.isPermalink, "a path such as /stories/:slug/, of :slug, :year, :month and :day")),
  feeds: z.optional(z.strictObject(feedKeys)),
  related: z.optional(z.strictObject(relatedKeys)),
  threads: z.optional(z.record(z.string(), z.strictObject(threadKeys))),
  build: z.optional(words),
  deploy: z.optional(z.union([words, z.strictObject(deployKeys)], { error: "a command, or { command, verify }" })),
  digests: z.optional(z.record(z.string(), digest)),
  delivery: z.optional(z.strictObject(deliveryKeys)),
  subscribe: z.optional(z.strictObject({ enabled: z.optional(yesOrNo) })),
  trustProxy: z.optional(list(text(form.isNetwork, "an IP address or network"), "a list of addresses")),
  bounces: z.optional(
    z.strictObject({ listen: z.optional(text(form.isListenAddress, "an address such as 127.0.0.1:2526")) }),
  ),
};

export const schema = z.strictObject(topKeys);

/** A digest whose `every` says nothing: what can be judged of it all the same. */
export const undecidedDigest = z.strictObject({
  ...everyDigest,
  every: z.optional(z.unknown()),
  at: z.optional(clock),
  on: z.optional(z.unknown()),
});
export type RawConfig = z.infer<typeof schema>;
export type RawDigest = z.infer<typeof digest>;

const digestKeys = ["every", "on", ...Object.keys(timedDigest)];

/** The keys known at a place of courant.yaml, for "did you mean". */
export function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  const [first, ...rest] = path;
  if (first === undefined) return Object.keys(topKeys);
  if (first === "digests") return digestKeys;
  if (first === "threads") return Object.keys(threadKeys);
  if (first === "delivery") return Object.keys(rest.length > 0 ? relayKeys : deliveryKeys);
  return Object.keys(sections[String(first)] ?? {});
}

const sections: Readonly<Record<string, object>> = {
  author: authorKeys,
  feeds: feedKeys,
  related: relatedKeys,
  deploy: deployKeys,
  subscribe: { enabled: true },
  bounces: { listen: true },
};
