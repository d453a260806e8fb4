import { hasErrors } from "../errors.ts";
import { graphDocument, renderGraph } from "../graph/formats.ts";
import { loadNewsroom } from "../load/newsroom.ts";
import { press } from "../press.ts";
import type { Outcome, Session } from "./session.ts";

export interface GraphOptions {
  readonly format: "json" | "dot" | "mermaid" | "graphml";
}

/** Prints the Related graph. It is printed whole even where the newsroom has errors, which go to stderr and make the exit 1. */
export async function runGraph(session: Session, options: GraphOptions): Promise<Outcome> {
  const pressed = press(await loadNewsroom(session.dir), session.now);
  const document = graphDocument(pressed.stories, pressed.graph, pressed.newsroom.config);
  return {
    exit: hasErrors(pressed.problems) ? 1 : 0,
    document,
    text: renderGraph(document, options.format),
    problems: pressed.problems,
  };
}
