import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fail, hasErrors } from "../errors.ts";
import { graphDocument, renderGraph } from "../graph/formats.ts";
import { suggestEdges, type Suggestion } from "../graph/suggest.ts";
import { applySuggestion } from "../graph/suggest/apply.ts";
import { keepPromises } from "../issue/promises.ts";
import { loadNewsroom } from "../load/newsroom.ts";
import type { Press } from "../model.ts";
import { pressFolder } from "../press-folder.ts";
import { count } from "./count.ts";
import type { Outcome, Session } from "./session.ts";

export interface GraphOptions {
  readonly format: "json" | "dot" | "mermaid" | "graphml";
  readonly suggest?: boolean;
  readonly apply?: boolean;
}

/** Prints the Related graph. It is printed whole even where the newsroom has errors, which go to stderr and make the exit 1. */
export async function runGraph(session: Session, options: GraphOptions): Promise<Outcome> {
  if (options.apply === true && options.suggest !== true) fail("USAGE", "--apply goes with --suggest.", 2);
  const pressed = pressFolder(await loadNewsroom(session.dir), session.now);
  if (options.suggest === true) return suggestOutcome(session, pressed, options.apply === true);
  const document = graphDocument(pressed.stories, pressed.graph, pressed.newsroom.config);
  return {
    exit: hasErrors(pressed.problems) ? 1 : 0,
    document,
    text: renderGraph(document, options.format),
    problems: pressed.problems,
  };
}

/** Proposals as front matter to paste; with `apply` they are written into the stories' files. */
async function suggestOutcome(session: Session, pressed: Press, apply: boolean): Promise<Outcome> {
  const suggestions = suggestEdges(pressed.newsroom, pressed.stories, pressed.graph);
  const files = apply ? applyAll(session.dir, suggestions) : [];
  if (apply) keepPromises(pressFolder(await loadNewsroom(session.dir), session.now));
  const verdict = apply
    ? `${count(suggestions.length, "line", "lines")} written into ${count(files.length, "file", "files")}; see git diff.`
    : `${count(suggestions.length, "proposal", "proposals")}. Paste what you like, or write all with --apply.`;
  return {
    exit: hasErrors(pressed.problems) ? 1 : 0,
    document: { ok: !hasErrors(pressed.problems), problems: pressed.problems, suggestions, applied: files },
    text: [...suggestions.map(renderSuggestion), verdict].join("\n"),
    problems: pressed.problems,
  };
}

/** Every file is written whole and at once; several proposals for one file go in one after the other. */
function applyAll(dir: string, suggestions: readonly Suggestion[]): readonly string[] {
  const byFile = Map.groupBy(suggestions, ({ file }) => file);
  for (const [file, additions] of byFile) {
    const path = join(dir, file);
    const text = additions.reduce((before, addition) => applySuggestion(before, addition), readFileSync(path, "utf8"));
    writeFileSync(`${path}.part`, text);
    renameSync(`${path}.part`, path);
  }
  return [...byFile.keys()];
}

/** `stories/a.md:3: thread: tiktok-oracle   because …` */
function renderSuggestion({ file, line, frontMatter, reason }: Suggestion): string {
  return `${file}:${line}: ${frontMatter}\n    ${reason}`;
}
