import { createRequire } from "node:module";
import type { Liquid, Template as ParsedTemplate } from "liquidjs";
import { CourantError, problem } from "../errors.ts";
import type { Problem, Template } from "../model.ts";
import { say } from "./words.ts";

/** The largest template, in characters; the longest a filling may take, in ms; the objects it may make. */
const limits = { parseLimit: 1e6, renderLimit: 20_000, memoryLimit: 5e7 };

const load = createRequire(import.meta.url);
/** Loaded at the first filling: a build with nothing new fills nothing. */
const liquidjs = () => load("liquidjs") as typeof import("liquidjs");

interface Engine {
  readonly liquid: Liquid;
  readonly parsed: Map<string, ParsedTemplate[]>;
}

const engines = new WeakMap<ReadonlyMap<string, Template>, Engine>();

/**
 * Fills a Liquid template of the newsroom. Every value is escaped for HTML unless the template says `| raw`; a variable or filter
 * that does not exist is an error; partials and layouts come from `templates` alone, never from the disk; size, time and memory are bounded.
 * `{{ words.part | fill: n: 3, of: 7 }}` puts values into a word. Throws TEMPLATE_INVALID with the template's file and line.
 */
export function fillTemplate(templates: ReadonlyMap<string, Template>, name: string, data: object): string {
  const engine = engineFor(templates);
  try {
    const filled: unknown = engine.liquid.renderSync(parse(engine, templates, name), data);
    return String(filled);
  } catch (error) {
    throw new CourantError([templateProblem(templates, name, error)]);
  }
}

/** What is wrong with the newsroom's own templates whose names end so, before any of them is filled: `.liquid`. */
export function templateProblems(templates: ReadonlyMap<string, Template>, ending: string): readonly Problem[] {
  return [...templates.values()]
    .filter(({ name, file }) => name.endsWith(ending) && !file.startsWith("courant:"))
    .flatMap(({ name }) => {
      try {
        parse(engineFor(templates), templates, name);
        return [];
      } catch (error) {
        return [templateProblem(templates, name, error)];
      }
    });
}

function engineFor(templates: ReadonlyMap<string, Template>): Engine {
  const ready = engines.get(templates);
  if (ready !== undefined) return ready;
  const sources = [...templates].map(([name, template]) => [name, template.source] as const);
  const liquid: Liquid = new (liquidjs().Liquid)({
    ...limits,
    templates: Object.fromEntries(sources),
    cache: true,
    outputEscape: "escape",
    ownPropertyOnly: true,
    strictVariables: true,
    strictFilters: true,
    lenientIf: true,
  });
  liquid.registerFilter("fill", (word: string, ...values: [string, string | number][]) =>
    say(word, Object.fromEntries(values)),
  );
  const engine = { liquid, parsed: new Map<string, ParsedTemplate[]>() };
  engines.set(templates, engine);
  return engine;
}

function parse(engine: Engine, templates: ReadonlyMap<string, Template>, name: string): ParsedTemplate[] {
  const ready = engine.parsed.get(name);
  if (ready !== undefined) return ready;
  const template = templates.get(name);
  if (template === undefined) throw new Error(`there is no template "${name}"`);
  const parsed = engine.liquid.parse(template.source, name);
  engine.parsed.set(name, parsed);
  return parsed;
}

/** Errors of Liquid carry the token they stand at: its place, and the whole text of its template (but not always the name). */
function templateProblem(templates: ReadonlyMap<string, Template>, name: string, error: unknown): Problem {
  const at = liquidjs().LiquidError.is(error) ? error.token : undefined;
  const template = [...templates.values()].find(({ source }) => source === at?.input) ?? templates.get(name);
  const line = at?.getPosition()[0] ?? 1;
  const [what = ""] = (error instanceof Error ? error.message : String(error)).split(/, (?:file|line):/);
  return problem(
    "error",
    "TEMPLATE_INVALID",
    template?.file ?? `templates/${name}`,
    line,
    `The template cannot be filled: ${what}.`,
  );
}
