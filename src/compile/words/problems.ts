import { problem } from "../../errors.ts";
import type { Composition, Problem, Template } from "../../model.ts";
import { languageOf, wordsFilesOf } from "../words.ts";
import { builtInWords, english } from "./built-in.ts";
import { readWordsFile } from "./file.ts";

/**
 * What is wrong with the newsroom's words files, and where its readers meet words of another language: the newsroom's own
 * language, or that of a story that goes out by feed, has none, or not all. Pages and letters speak the newsroom's language.
 */
export function wordsProblems(c: Pick<Composition, "newsroom" | "stories">): readonly Problem[] {
  const { config, templates } = c.newsroom;
  const files = [...templates.values()].filter(({ name }) => languageOf(name) !== null);
  const told = c.stories.filter(({ channels }) => channels.includes("feed"));
  const line = config.lines.get("language") ?? 1;
  const speaks = builtInWords(config.language) !== null || wordsFilesOf(config.language, templates).length > 0;
  const places = [
    ...told.map(({ lang, file, lines }) => ({
      language: lang,
      file,
      line: lines["lang"] ?? 1,
      otherwise: speaks ? config.language : "en",
    })),
    { language: config.language, file: "courant.yaml", line, otherwise: "en" },
  ];
  // Stories stand newest first: of one language the last place is the newsroom itself, else the oldest story.
  const first = new Map(places.map((place) => [place.language.split("-")[0]!.toLowerCase(), place]));
  return [
    ...files.flatMap((file) => readWordsFile(file).problems),
    ...[...first.values()].flatMap((place) => lackOf(place, templates) ?? []),
  ];
}

interface Place {
  readonly language: string;
  /** Where the newsroom first speaks it. */
  readonly file: string;
  readonly line: number;
  /** The language that steps in. */
  readonly otherwise: string;
}

function lackOf({ language, file, line, otherwise }: Place, templates: ReadonlyMap<string, Template>): Problem | null {
  if (builtInWords(language) !== null) return null;
  const own = wordsFilesOf(language, templates);
  const given = new Set(own.flatMap((each) => Object.keys(readWordsFile(each).words)));
  const lacking = Object.keys(english).filter((word) => !given.has(word));
  const [last] = own.toReversed();
  if (lacking.length === 0) return null;
  if (last === undefined) {
    const base = language.split("-")[0]!;
    const message = `There are no words in "${base}" for "${english.related}", "${english.correction}" and the like, so they stand in "${otherwise}"; courant templates eject words.${base}.yaml makes a file to fill in.`;
    return problem("warning", "WORDS_MISSING", file, line, message);
  }
  const names =
    lacking.length > 5 ? `${lacking.slice(0, 5).join(", ")} and ${lacking.length - 5} more` : lacking.join(", ");
  return problem("warning", "WORDS_MISSING", last.file, 1, `The words lack ${names}; these stand in "${otherwise}".`);
}
