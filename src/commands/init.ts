import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { CourantError, problem } from "../errors.ts";
import type { Instant } from "../model.ts";
import { dayIn, momentIn } from "../base/story-file.ts";
import type { Outcome, Session } from "./session.ts";

const templates = new URL("../../templates/newsroom/", import.meta.url);
const day = 24 * 60 * 60 * 1000;

/** Makes a newsroom with two linked stories, ready to publish. Never overwrites: what is in the way is named, all of it. */
export async function runInit(session: Session, folder = "."): Promise<Outcome> {
  const dir = resolve(session.dir, folder);
  const files = initNewsroom(dir, session.now);
  const place = relative(session.dir, dir);
  const text = [
    ...files.map((file) => `wrote ${join(place, file)}`),
    "",
    `Next: ${place === "" ? "" : `cd ${place} && `}courant publish`,
  ].join("\n");
  return { exit: 0, document: { ok: true, dir, files }, text, problems: [] };
}

/** Writes a new newsroom's files into `dir` and gives their paths in it. Its stories are dated yesterday and today. */
export function initNewsroom(dir: string, now: Instant): readonly string[] {
  const files = newsroomFiles(now);
  const taken = [...files.keys()].filter((file) => existsSync(join(dir, file)));
  if (taken.length > 0) {
    throw new CourantError(
      taken.map((file) =>
        problem("error", "FILE_EXISTS", file, 1, "is there already; move it away or choose another folder."),
      ),
    );
  }
  for (const [file, content] of files) {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), content, { flag: "wx" });
  }
  return [...files.keys()];
}

/** Path to content. The dotted names stand without their dot in templates/newsroom, since npm would not pack them. */
function newsroomFiles(now: Instant): ReadonlyMap<string, string> {
  const today = dayIn("UTC", now);
  const yesterday = dayIn("UTC", now - day);
  // The newer story carries the instant: a bare day would still be to come once the editor sets a zone further west.
  const values = { today, yesterday, now: momentIn("UTC", now) };
  const fill = (name: string): string =>
    readFileSync(new URL(name, templates), "utf8").replace(
      /\{\{(today|yesterday|now)\}\}/g,
      (_, key: keyof typeof values) => values[key],
    );
  return new Map([
    ["courant.yaml", fill("courant.yaml")],
    [`stories/${yesterday}-a-newsroom-opens.md`, fill("stories/first.md")],
    [`stories/${today}-stories-that-know-each-other.md`, fill("stories/second.md")],
    [".gitignore", fill("gitignore")],
    [".gitattributes", fill("gitattributes")],
  ]);
}
