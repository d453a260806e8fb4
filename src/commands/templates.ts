import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { wordsFor } from "../compile/words.ts";
import { didYouMean, fail } from "../errors.ts";
import type { Outcome, Session } from "./session.ts";

const builtIn = fileURLToPath(new URL("../../templates", import.meta.url));

/**
 * Copies a built-in template into the newsroom's templates/, where it shadows the built-in one; `words.LANG.yaml` is made
 * of the words that stand in that language now. Never overwrites.
 */
export async function runEject(session: Session, name: string): Promise<Outcome> {
  const source = /^words\.[a-z0-9-]+\.yaml$/i.test(name) ? renderWords(name.split(".")[1]!) : builtInSource(name);
  const file = join(session.dir, "templates", name);
  if (existsSync(file))
    fail("FILE_EXISTS", `templates/${name} exists; delete it first to begin anew from the built-in one.`);
  mkdirSync(join(session.dir, "templates"), { recursive: true });
  writeFileSync(file, source);
  return { exit: 0, document: { ok: true, file: `templates/${name}` }, text: `templates/${name}`, problems: [] };
}

function builtInSource(name: string): string | Uint8Array {
  const names = readdirSync(builtIn, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .toSorted();
  if (!names.includes(name)) {
    const near = didYouMean(name, names);
    fail(
      "USAGE",
      `there is no template "${name}"; ${near.length > 0 ? `did you mean ${near.join(", ")}? ` : ""}The templates are ${names.join(", ")} and words.LANG.yaml.`,
      2,
    );
  }
  return readFileSync(join(builtIn, name));
}

/** JSON's quotes are YAML's as well. */
function renderWords(language: string): string {
  const words = Object.entries(wordsFor(language)).map(([key, word]) => `${key}: ${JSON.stringify(word)}\n`);
  return `# The fixed words of pages, letters and feeds in "${language}". {n}, {title} … are places that Courant fills.\n# A line that is removed counts as not translated.\n${words.join("")}`;
}
