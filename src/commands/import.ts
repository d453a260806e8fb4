import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { loadConfig } from "../config/load.ts";
import { CourantError, fail, hasErrors, problem, sortProblems } from "../errors.ts";
import { buildGraph } from "../graph/graph.ts";
import { decodeText } from "../import/decode-text.ts";
import { importText, type ImportedStory, type ImportOptions } from "../import/text.ts";
import { loadNewsroom } from "../load/newsroom.ts";
import type { Problem } from "../model.ts";
import { published } from "../press.ts";
import { dayIn } from "../base/story-file.ts";
import type { Outcome, Session } from "./session.ts";

type Given = Omit<ImportOptions, "file" | "today">;

/** A story file that an import makes, or finds made already. */
interface Draft {
  /** What was imported, as given. */
  readonly source: string;
  /** In the newsroom. */
  readonly file: string;
  readonly markdown: string;
  readonly unchanged: boolean;
}

interface Reading {
  readonly draft: Draft | null;
  readonly problems: readonly Problem[];
}

/**
 * Turns articles into story files. Nothing is written if one of them cannot be, and no file is ever overwritten. Afterwards every
 * callout that leads to no story yet is named.
 */
export async function runImport(session: Session, sources: readonly string[], options: Given): Promise<Outcome> {
  if (options.date !== undefined && !isDate(options.date)) {
    fail("USAGE", `--date "${options.date}" is not a date; write 2026-11-22 or 2026-11-22T07:00:00Z.`, 2);
  }
  if (options.title !== undefined && sources.length > 1) {
    fail("USAGE", "--title is for one file; import the files one by one, or let each begin with its title.", 2);
  }
  const { timezone } = await loadConfig(session.dir);
  const { drafts, problems } = readSources(session.dir, sources, { ...options, today: dayIn(timezone, session.now) });
  if (hasErrors(problems)) throw new CourantError(problems);
  for (const draft of drafts) if (!draft.unchanged) write(session.dir, draft);
  const all = [...problems, ...(await looseEnds(session, drafts))];
  return {
    exit: 0,
    document: {
      ok: true,
      problems: all,
      stories: drafts.map(({ source, file, unchanged }) => ({ source, file, unchanged })),
    },
    text: drafts.map((draft) => `${draft.file}${draft.unchanged ? " (unchanged)" : ""}`).join("\n"),
    problems: all,
  };
}

function isDate(text: string): boolean {
  return (
    /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?$/.test(text) &&
    isDay(text.slice(0, 10)) &&
    !Number.isNaN(Date.parse(text))
  );
}

/** Date.parse takes February 30 for March 2. */
function isDay(day: string): boolean {
  const time = Date.parse(day);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

function readSources(
  dir: string,
  sources: readonly string[],
  options: Omit<ImportOptions, "file">,
): { readonly drafts: readonly Draft[]; readonly problems: readonly Problem[] } {
  const taken = storiesByName(dir);
  const drafts: Draft[] = [];
  const problems: Problem[] = [];
  for (const source of sources) {
    const reading = readSource(source, options, taken);
    problems.push(...reading.problems);
    if (reading.draft === null) continue;
    drafts.push(reading.draft);
    taken.set(nameOf(reading.draft.file), { file: reading.draft.file, content: reading.draft.markdown });
  }
  return { drafts, problems };
}

interface Existing {
  readonly file: string;
  readonly content: string;
}

/** The newsroom's story files by what gives them their slug: the name without folder and date. */
function storiesByName(dir: string): Map<string, Existing> {
  const stories = join(dir, "stories");
  mkdirSync(stories, { recursive: true });
  return new Map(
    readdirSync(stories, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".md"))
      .toSorted()
      .map((file) => [nameOf(file), { file: `stories/${file}`, content: readFileSync(join(stories, file), "utf8") }]),
  );
}

function nameOf(file: string): string {
  return basename(file, ".md").replace(/^\d{4}-\d\d-\d\d-/, "");
}

function readSource(
  source: string,
  options: Omit<ImportOptions, "file">,
  taken: ReadonlyMap<string, Existing>,
): Reading {
  const text = readText(source);
  if (typeof text !== "string") return { draft: null, problems: [text] };
  const { story, problems } = importText(text, { ...options, file: source });
  if (story === null) return { draft: null, problems };
  const there = taken.get(story.name);
  if (there === undefined) {
    const file = `stories/${story.day}-${story.name}.md`;
    return { draft: { source, file, markdown: story.markdown, unchanged: false }, problems };
  }
  const same = [story, sameOnItsDay(text, source, options, story, there)].find((s) => s?.markdown === there.content);
  if (same !== undefined) {
    return { draft: { source, file: there.file, markdown: there.content, unchanged: true }, problems: [] };
  }
  const message = `would become ${there.file}, which is there already with other content; move it away or give --title.`;
  return { draft: null, problems: [problem("error", "FILE_EXISTS", source, 1, message)] };
}

/** The story as it was on the day of its first import, where it carries no date of its own. */
function sameOnItsDay(
  text: string,
  source: string,
  options: Omit<ImportOptions, "file">,
  story: ImportedStory,
  there: Existing,
): ImportedStory | null {
  const day = /(\d{4}-\d\d-\d\d)-/.exec(basename(there.file))?.[1];
  return story.assumed ? importText(text, { ...options, file: source, date: day }).story : null;
}

function readText(source: string): string | Problem {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(resolve(source));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return problem("error", "IMPORT_INVALID", source, 1, `cannot be read: ${reason}.`);
  }
  return decodeText(bytes) ?? problem("error", "IMPORT_INVALID", source, 1, "is no text file.");
}

function write(dir: string, { file, markdown }: Draft): void {
  mkdirSync(dirname(join(dir, file)), { recursive: true });
  writeFileSync(join(dir, file), markdown, { flag: "wx" });
}

/** Callouts of the imported stories without a target: an error for `check`, and no surprise right after an import. */
async function looseEnds(session: Session, drafts: readonly Draft[]): Promise<readonly Problem[]> {
  const newsroom = await loadNewsroom(session.dir);
  const files = new Set(drafts.map((draft) => draft.file));
  const { problems } = buildGraph(newsroom, published(newsroom, session.now), session.now);
  const loose = problems.filter((p) => p.code.startsWith("EDGE_") && p.file !== null && files.has(p.file));
  return sortProblems(loose.map((p) => ({ ...p, level: "warning" })));
}
