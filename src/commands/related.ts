import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CourantError, fail, hasErrors } from "../errors.ts";
import { similarMaterial } from "../graph/graph.ts";
import { calibrate, LEAST_STORIES } from "../graph/similar/calibrate.ts";
import { measure, type Quality } from "../graph/similar/measure.ts";
import { renderWeights } from "../graph/similar/weights.ts";
import { loadNewsroom } from "../load/newsroom.ts";
import { published, weightsOf } from "../press.ts";
import { count } from "./count.ts";
import type { Outcome, Session } from "./session.ts";

export interface RelatedFlags {
  readonly measure?: boolean;
  readonly calibrate?: boolean;
}

/** How well computed edges find the links that people set in this newsroom; with `calibrate`, weights fitted to them. */
export async function runRelated(session: Session, flags: RelatedFlags): Promise<Outcome> {
  if ((flags.measure === true) === (flags.calibrate === true)) fail("USAGE", "say --measure or --calibrate.", 2);
  const newsroom = await loadNewsroom(session.dir);
  if (hasErrors(newsroom.problems)) throw new CourantError(newsroom.problems);
  const material = similarMaterial(newsroom, published(newsroom, session.now));
  if (flags.measure === true) {
    const quality = measure(material, weightsOf(newsroom).weights);
    return { exit: 0, document: { ok: true, quality }, text: renderQuality("computed edges", quality), problems: [] };
  }
  const fitted = calibrate(material);
  if (fitted === null) {
    fail(
      "RELATED_TOO_FEW",
      `fewer than ${LEAST_STORIES} stories link to others; weights fitted to so few would follow chance.`,
    );
  }
  keepWeights(session.dir, renderWeights(fitted.weights));
  const { before, after, weights } = fitted;
  const text = [
    "On the latest 30 % of linking stories, which the measured weights have not seen:",
    renderQuality("built-in weights", before),
    renderQuality("fitted weights", after),
    "related.weights.json is written; commit it. Delete it to go back.",
  ];
  return { exit: 0, document: { ok: true, before, after, weights }, text: text.join("\n"), problems: [] };
}

/** Beside it and then over it, so that the file is whole at any moment. */
function keepWeights(dir: string, text: string): void {
  const file = join(dir, "related.weights.json");
  writeFileSync(`${file}.part`, text);
  renameSync(`${file}.part`, file);
}

/** `fitted weights    R@5 0.781  MRR 0.802  nDCG@5 0.764  (88 stories)` */
function renderQuality(what: string, { recall5, mrr, ndcg5, stories }: Quality): string {
  const three = (value: number): string => value.toFixed(3);
  return `${what.padEnd(18)} R@5 ${three(recall5)}  MRR ${three(mrr)}  nDCG@5 ${three(ndcg5)}  (${count(stories, "story", "stories")})`;
}
