/**
 * courant.lock: one fact a line, sorted by code unit, so that git's union merge of two branches is a file that means both.
 *
 *     callout launch "BIG NEWS IN TOWN" big-news
 *     feeds https://news.example
 *     id launch tag:news.example,2026-11-22:launch
 *     issue daily/2026-11-22 launch big-news
 */
import { problem } from "../errors.ts";
import type { IssueId, Lock, Problem, Slug } from "../model.ts";
import { parseSlug } from "./slug.ts";

// "#" sorts before every fact, and both sides of a merge hold the same line.
const header =
  "# What readers were promised, kept by courant. Commit it; merge it by union (courant.lock merge=union).";

export const emptyLock: Lock = { ids: new Map(), callouts: new Map(), issues: new Map() };

export interface ReadLock {
  readonly lock: Lock;
  readonly problems: readonly Problem[];
  /** Line of the id that each slug was promised. */
  readonly idLines: ReadonlyMap<Slug, number>;
}

/**
 * Reads the facts. A line that says nothing known is an error; two different facts of one thing (both sides of a merge
 * promised something) are a warning, and the lesser line by code unit counts, so every machine chooses the same.
 */
export function parseLock(text: string, file: string): ReadLock {
  const facts: Facts = {
    feeds: null,
    ids: new Map<Slug, string>(),
    callouts: new Map<string, Slug>(),
    issues: new Map<IssueId, readonly Slug[]>(),
    idLines: new Map<Slug, number>(),
  };
  const seen = new Map<string, string>();
  const problems: Problem[] = [];
  text.split("\n").forEach((written, i) => {
    const line = written.trimEnd();
    if (line === "" || line.startsWith("#")) return;
    const fact = parseFact(line);
    if (fact === undefined) {
      problems.push(problem("error", "LOCK_INVALID", file, i + 1, explain(line)));
      return;
    }
    const before = seen.get(fact.about);
    if (before !== undefined && before !== line) {
      const message = `Line differs from "${before}" about the same thing; keep one of the two.`;
      problems.push(problem("warning", "LOCK_INVALID", file, i + 1, message));
    }
    if (before !== undefined && before <= line) return;
    seen.set(fact.about, line);
    fact.apply(facts, i + 1);
  });
  const { idLines, feeds, ...lock } = facts;
  return { lock: feeds === null ? lock : { ...lock, feeds }, problems, idLines };
}

interface Facts {
  feeds: string | null;
  readonly ids: Map<Slug, string>;
  readonly callouts: Map<string, Slug>;
  readonly issues: Map<IssueId, readonly Slug[]>;
  readonly idLines: Map<Slug, number>;
}

interface Fact {
  /** Equal for two facts that exclude each other. */
  readonly about: string;
  readonly apply: (facts: Facts, line: number) => void;
}

function parseFact(line: string): Fact | undefined {
  const [kind, subject = "", ...rest] = splitWords(line);
  if (kind === "issue") return parseIssue(subject, rest);
  if (kind === "feeds") return parseFeeds(subject, rest);
  const slug = parseSlug(subject);
  if (slug === undefined || rest.some((word) => word === "")) return undefined;
  const [first, second] = rest;
  if (kind === "id" && rest.length === 1) {
    const apply: Fact["apply"] = ({ ids, idLines }, line) => {
      ids.set(slug, first!);
      idLines.set(slug, line);
    };
    return { about: `id ${slug}`, apply };
  }
  const to = parseSlug(second ?? "");
  if (kind !== "callout" || rest.length !== 2 || to === undefined) return undefined;
  const key = calloutKey(slug, first!);
  return { about: `callout ${key}`, apply: ({ callouts }) => callouts.set(key, to) };
}

function parseFeeds(url: string, rest: readonly string[]): Fact | undefined {
  if (rest.length > 0 || !/^https?:$/.test(URL.parse(url)?.protocol ?? "")) return undefined;
  return { about: "feeds", apply: (facts) => void (facts.feeds = url) };
}

function parseIssue(id: string, words: readonly string[]): Fact | undefined {
  const stories = words.map((word) => parseSlug(word)).filter((slug) => slug !== undefined);
  if (!/^[a-z0-9-]+\/[A-Za-z0-9-]+$/.test(id) || stories.length < words.length) return undefined;
  return { about: `issue ${id}`, apply: ({ issues }) => issues.set(id as IssueId, stories) };
}

function explain(line: string): string {
  return /^(?:<{7}|={7}|>{7}|\|{7})/.test(line)
    ? "This is a merge mark; keep the lines of both sides and remove the marks."
    : `"${line}" is not a fact that Courant knows; restore the line from git, or remove it.`;
}

/** The text of a lock. `parseLock(renderLock(lock))` gives the lock back. */
export function renderLock(lock: Lock): string {
  const facts = [
    ...(lock.feeds === undefined ? [] : [`feeds ${word(lock.feeds)}`]),
    ...[...lock.ids].map(([slug, id]) => `id ${slug} ${word(id)}`),
    ...[...lock.callouts].map(([key, to]) => {
      const cut = key.indexOf("\n");
      return `callout ${key.slice(0, cut)} ${word(key.slice(cut + 1))} ${to}`;
    }),
    ...[...lock.issues].map(([id, stories]) => ["issue", id, ...stories].join(" ")),
  ];
  return `${[header, ...facts.toSorted()].join("\n")}\n`;
}

/** The facts of both; where they differ, the choice that `parseLock` makes of a union. */
export function mergeLock(a: Lock, b: Lock): Lock {
  return parseLock(renderLock(a) + renderLock(b), "courant.lock").lock;
}

/** The key under which a lock remembers where a callout of a story leads. */
export function calloutKey(from: Slug, key: string): string {
  return `${from}\n${key}`;
}

/** As it stands where it can be told from its neighbours, else as a JSON string. */
function word(text: string): string {
  return /^[^\s"\p{C}]+$/u.test(text) ? text : JSON.stringify(text);
}

function splitWords(line: string): readonly string[] {
  const words = line.match(/"(?:[^"\\]|\\.)*"|[^\s"]+/g) ?? [];
  if (words.join(" ") !== line) return [];
  return words.map((w) => (w.startsWith('"') ? unquote(w) : w));
}

function unquote(json: string): string {
  try {
    return String(JSON.parse(json));
  } catch {
    return "";
  }
}
