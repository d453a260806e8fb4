import { hasErrors } from "../errors.ts";
import { loadNewsroom } from "../load/newsroom.ts";
import { pressFolder } from "../press-folder.ts";
import { diffSite, writeSite } from "../write/site.ts";
import { renderVerdict } from "./check.ts";
import type { Outcome, Session } from "./session.ts";
import { renderSite, siteDocument } from "./site.ts";

/** Compiles and writes out/site. An error in the newsroom stops it before anything is written. */
export async function runBuild(session: Session): Promise<Outcome> {
  const pressed = pressFolder(await loadNewsroom(session.dir), session.now);
  const { problems } = pressed;
  if (hasErrors(problems)) {
    return { exit: 1, document: { ok: false, problems }, text: "", problems };
  }
  const diff = await diffSite(pressed.site, session.dir);
  await writeSite(diff);
  return {
    exit: 0,
    document: { ok: true, problems, site: siteDocument(diff) },
    text: `${renderVerdict(pressed.stories.length, problems)}\n${renderSite(diff)}`,
    problems,
  };
}
