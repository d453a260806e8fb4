import type { Member } from "../base/membership.ts";
import type { Subscription, TopicKey } from "../model.ts";
import type { Desk, Offer, Topic } from "./desk.ts";

/** The page with everything as it stands; `told` is one sentence above it, "" for none. */
export function preferencesPage(desk: Desk, member: Member, told: string): string {
  const { reader, pausedUntil } = member;
  const offer = desk.offer();
  const stopped = reader.status === "bounced" || reader.status === "complained";
  return desk.show("service-preferences", {
    heading: desk.word("preferences"),
    told,
    for: desk.word("preferencesFor", { email: maskEmail(reader.email) }),
    stopped,
    left: reader.status === "left",
    paused: pausedUntil === null ? null : desk.word("pausedUntil", { date: desk.day(pausedUntil) }),
    digests: offer.digests.map((digest) => digestView(offer, digest, reader.subscriptions)),
    pauses: [1, 4, 13].map((weeks) => ({ weeks, label: desk.word(`pause${weeks}`) })),
  });
}

function digestView(offer: Offer, digest: Offer["digests"][number], subscriptions: readonly Subscription[]): object {
  const own = subscriptions.find((subscription) => subscription.digest === digest.name);
  const tags = offer.tags.filter(({ key }) => digest.tags.length === 0 || digest.tags.includes(key));
  return {
    name: digest.name,
    title: digest.title,
    chosen: own !== undefined,
    narrowed: own !== undefined && own.tags.length + own.threads.length > 0,
    tags: ticked(tags, own?.tags ?? []),
    threads: ticked(offer.threads, own?.threads ?? []),
  };
}

/** Topics on offer, and those the reader once chose though no story has them now: saving the page must not lose them. */
function ticked(topics: readonly Topic[], chosen: readonly TopicKey[]): readonly object[] {
  const more = chosen.filter((key) => !topics.some((topic) => topic.key === key)).map((key) => ({ key, label: key }));
  return [...topics, ...more].map(({ key, label }) => ({ key, label, chosen: chosen.includes(key) }));
}

/** `a…e@example.org`: enough for its owner, not for whoever was sent the letter on. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf("@");
  const name = email.slice(0, at);
  return `${name[0]}…${name.length > 2 ? name.at(-1) : ""}${email.slice(at)}`;
}
