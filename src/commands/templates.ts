import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { didYouMean, fail } from "../errors.ts";
import type { Outcome, Session } from "./session.ts";

const builtIn = fileURLToPath(new URL("../../templates", import.meta.url));

/** Copies a built-in template into the newsroom's templates/, where it shadows the built-in one. Never overwrites. */
export async function runEject(session: Session, name: string): Promise<Outcome> {
  const names = readdirSync(builtIn, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .toSorted();
  if (!names.includes(name)) {
    const near = didYouMean(name, names);
    fail(
      "USAGE",
      `there is no template "${name}"; ${near.length > 0 ? `did you mean ${near.join(", ")}? ` : ""}The templates are ${names.join(", ")}.`,
      2,
    );
  }
  const file = join(session.dir, "templates", name);
  if (existsSync(file))
    fail("FILE_EXISTS", `templates/${name} exists; delete it first to begin anew from the built-in one.`);
  mkdirSync(join(session.dir, "templates"), { recursive: true });
  writeFileSync(file, readFileSync(join(builtIn, name)));
  return { exit: 0, document: { ok: true, file: `templates/${name}` }, text: `templates/${name}`, problems: [] };
}
