import { problem } from "../errors.ts";
import type { Body, Reference } from "../model.ts";
import { decode, hash } from "./address.ts";
import type { Catalogue } from "./catalogue.ts";
import { findCallout, findStory } from "./find-story.ts";
import { followLink, type Lead, type Origin } from "./follow-link.ts";
import { judge, judgeStory, nowhere, settled, suggestion, type Verdict } from "./verdict.ts";

/** Decides where each reference of a body leads; index-aligned with `body.references`. */
export function readBody(catalogue: Catalogue, origin: Origin, body: Body): readonly Verdict[] {
  return body.references.map((reference) => readReference(catalogue, origin, reference));
}

function readReference(catalogue: Catalogue, origin: Origin, reference: Reference): Verdict {
  const { kind, target } = reference;
  if (kind === "picture") return settled(nowhere);
  if (kind === "anchor") return settled({ to: "here", fragment: hash(target.replace(/^#/, "")) });
  if (kind === "link") return readLink(catalogue, origin, reference);
  if (kind === "wiki") {
    return judge(catalogue, origin, reference, findStory(catalogue, origin, target), `[[${target}]]`);
  }
  if (reference.href !== undefined) return readLinkedCallout(catalogue, origin, reference, reference.href);
  return judge(catalogue, origin, reference, findCallout(catalogue, origin, target), calloutName(reference));
}

function readLink(catalogue: Catalogue, origin: Origin, link: Reference): Verdict {
  const lead = followLink(catalogue, origin, link.target);
  const named = `the link ${link.target}`;
  if (lead.to === "story") return judgeStory(catalogue, origin, link, found(lead), named);
  if (lead.to !== "lost") return settled(lead);
  const warning = problem(
    "warning",
    "LINK_UNKNOWN",
    origin.file,
    link.line,
    `${named} ${lostLink(catalogue, link.target, lead)}`,
  );
  // A path may be served by something else than Courant; a Markdown file is never served, so its words stand alone.
  if (isMarkdown(lead.path)) return settled(nowhere, [warning]);
  return settled(lead.form === "url" ? { to: "outside", url: link.target } : { to: "page", path: lead.path }, [
    warning,
  ]);
}

/** Only a page is likely to be another page misspelled; a picture is not. */
function lostLink(catalogue: Catalogue, target: string, { path }: Extract<Lead, { to: "lost" }>): string {
  const [, name = "", extension = ""] = /([^/]*?)(\.\w+)?\/?(?:[?#].*)?$/s.exec(path) ?? [];
  const near = /^$|^\.(?:md|markdown|html?)$/.test(extension) ? catalogue.titles.nearest(decode(name)) : [];
  const meant = hostless.test(target) ? [`https://${target}`] : near.map((story) => story.file);
  const hint = meant.length === 0 ? "; check its path." : `; did you mean ${meant.join(", ")}?`;
  return `leads to no ${isMarkdown(path) ? "file" : "page"} of the newsroom${hint}`;
}

/** `github.com/rust-lang/rust`: an address without its https://. */
const hostless = /^(?:[a-z0-9-]+\.)+(?!md|html?)[a-z]{2,}\/./i;

function isMarkdown(path: string): boolean {
  return /\.(?:md|markdown)(?:[?#]|$)/.test(path);
}

/** A callout that holds a link: the link says where, whatever its words are. One to another site is no edge and no fault. */
function readLinkedCallout(catalogue: Catalogue, origin: Origin, callout: Reference, href: string): Verdict {
  const lead = followLink(catalogue, origin, href);
  const named = calloutName(callout);
  if (lead.to === "lost") {
    const { missing } = catalogue.newsroom.config.related;
    const message = `${named} links to ${href}, where no story is${suggestion(catalogue, callout.text)}`;
    return settled(nowhere, [problem(missing, "EDGE_MISSING", origin.file, callout.line, message)]);
  }
  if (lead.to !== "story") return settled(lead);
  const verdict = judgeStory(catalogue, origin, callout, found(lead), named);
  const words = catalogue.titles.findExact(callout.text);
  if (verdict.story === null || words.found !== "one" || words.story.slug === lead.story.slug) return verdict;
  const message = `${named} links to ${lead.story.file}, but that is the title of ${words.story.file}; the link was taken.`;
  return {
    ...verdict,
    problems: [...verdict.problems, problem("warning", "EDGE_FUZZY", origin.file, callout.line, message)],
  };
}

function found(lead: Extract<Lead, { to: "story" }>) {
  return { found: "one", story: lead.story, near: false, fragment: lead.fragment, byTitle: null } as const;
}

function calloutName(callout: Reference): string {
  return `the callout "${callout.text}"`;
}
