import { withoutMarks } from "../../base/slot.ts";
import type { Composition, Slug } from "../../model.ts";
import { say, wordsFor } from "../words.ts";
import { periodOf, type IssueToCompile } from "./letter-data.ts";

/**
 * The subject of the letter that `lead` leads: the editor's, else the digest's with {headline}, {title}, {digest} and {period} filled in,
 * else the lead's headline. `unfilled`: what looks like such a place and is none.
 */
export function subjectOf(
  c: Composition,
  issue: IssueToCompile,
  lead: Slug | undefined,
): { readonly subject: string; readonly unfilled: readonly string[] } {
  const { config, templates } = c.newsroom;
  const headline = (lead === undefined ? undefined : c.bySlug.get(lead)?.title) ?? issue.digest.title;
  const template = issue.note?.subject ?? issue.digest.subject ?? "{headline}";
  const period = periodOf(c, issue, wordsFor(config.language, templates));
  const values = { headline, title: config.title, digest: issue.digest.title, period };
  const unfilled = (template.match(/\{\w+\}/g) ?? []).filter((place) => !Object.hasOwn(values, place.slice(1, -1)));
  return { subject: withoutMarks(say(template, values)), unfilled };
}
