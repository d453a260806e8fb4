import { createHash } from "node:crypto";
import { CourantError, problem } from "../../errors.ts";
import { compileMjml, mjmlVersion } from "../../base/mjml.ts";
import type { Template } from "../../model.ts";
import { fillTemplate } from "../template.ts";
import { parseGalley, type Galley } from "./galley.ts";
import type { LetterCache } from "./letter-cache.ts";
import { templateLine } from "./template-line.ts";

type Templates = ReadonlyMap<string, Template>;

/** Both forms of an issue's letters, before they are set. */
export interface Galleys {
  readonly html: Galley;
  readonly text: Galley;
}

/** Fills `NAME.mjml` and `NAME.txt.liquid` with the same data and compiles the first, or takes it from the cache. */
export async function fillGalleys(
  templates: Templates,
  name: string,
  data: object,
  cache?: LetterCache,
): Promise<Galleys> {
  const html = await compileTemplate(templates, `${name}.mjml`, data, cache);
  const text = fillTemplate(templates, `${name}.txt.liquid`, data);
  return { html: galleyOf(templates, `${name}.mjml`, html), text: galleyOf(templates, `${name}.txt.liquid`, text) };
}

async function compileTemplate(templates: Templates, name: string, data: object, cache?: LetterCache): Promise<string> {
  const source = fillTemplate(templates, name, data);
  const key = createHash("sha256").update(`${mjmlVersion}\n${source}`).digest("hex");
  const ready = await cache?.get(key);
  if (ready !== undefined) return ready;
  const result = await compileMjml(source);
  if ("faults" in result) {
    throw new CourantError(
      result.faults.map(({ code, line, message }) => {
        const at = templateLine(templates, name, data, line);
        return problem("error", code, at.file, at.line, message);
      }),
    );
  }
  await cache?.set(key, result.html);
  return result.html;
}

function galleyOf(templates: Templates, name: string, text: string): Galley {
  try {
    // Marks alone on their line take the line with it.
    return parseGalley(text.replace(/^((?:[\uFDD2\uFDD3][^\uFDD4]*\uFDD4)+)\n/gm, "$1"));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const file = templates.get(name)?.file ?? `templates/${name}`;
    throw new CourantError([
      problem(
        "error",
        "TEMPLATE_INVALID",
        file,
        1,
        `${error.message}; every {{ ….begin }} needs its {{ ….end }}, in one place of the markup.`,
      ),
    ]);
  }
}
