import type { Press } from "../model.ts";
import { addressesOf, type Present } from "./present.ts";
import { offerOf, siteFacts } from "./site-facts.ts";

/** What the service must know of a press. Nothing that compiles is needed to work with it. */
export function presentOf(press: Press): Present {
  const { dir, config, templates } = press.newsroom;
  return {
    newsroom: { dir, config, templates },
    facts: siteFacts(press),
    offer: offerOf(press),
    ...addressesOf(config),
  };
}
