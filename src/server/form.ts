import type { Context } from "hono";
import type { Subscription, TopicKey } from "../model.ts";
import { topicKey } from "../base/slug.ts";
import type { Env, Offer } from "./desk.ts";

/** Fields of a posted form, each with all its values; urlencoded and multipart alike. Files count as nothing. */
export type Form = ReadonlyMap<string, readonly string[]>;

export async function readForm(c: Context<Env>): Promise<Form> {
  const type = c.req.header("content-type") ?? "";
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) return formOf(new URLSearchParams(await c.req.text()));
  if (!/^multipart\/form-data\b/i.test(type)) return new Map();
  // A body that is not what it says is an empty one.
  return formOf(await c.req.formData().catch(() => []));
}

function formOf(fields: Iterable<[string, unknown]>): Form {
  const form = new Map<string, string[]>();
  for (const [name, value] of fields) {
    if (typeof value !== "string") continue;
    const values = form.get(name);
    if (values === undefined) form.set(name, [value]);
    else values.push(value);
  }
  return form;
}

export function field(form: Form, name: string): string {
  return form.get(name)?.[0]?.trim() ?? "";
}

const mostTopics = 50;

/**
 * What a form chooses: each `digest`, with the `tag`s and `thread`s of the whole form and those of the digest alone
 * (`tag.weekly`). Digests that do not exist are passed over.
 */
export function choicesOf(form: Form, digests: Offer["digests"]): readonly Subscription[] {
  const known = new Set(digests.map(({ name }) => name));
  const chosen = [...new Set(form.get("digest") ?? [])].filter((name) => known.has(name));
  const topics = (kind: string, digest: string): readonly TopicKey[] => {
    const written = [...(form.get(kind) ?? []), ...(form.get(`${kind}.${digest}`) ?? [])];
    const keys = written.filter((text) => text.trim() !== "" && text.length <= 100).map(topicKey);
    return [...new Set(keys)].toSorted().slice(0, mostTopics);
  };
  return chosen.map((digest) => ({ digest, tags: topics("tag", digest), threads: topics("thread", digest) }));
}
