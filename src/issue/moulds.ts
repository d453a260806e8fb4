import type { DkimKey } from "../deliver/dkim-keys.ts";
import { signMessage } from "../deliver/dkim.ts";
import { composeMessage, type Message, type Mould } from "../deliver/message.ts";
import { fail } from "../errors.ts";
import type { Claim } from "../base/ledger.ts";
import type { Newsroom } from "../model.ts";
import { returnPathOf } from "../base/return-path.ts";
import type { Issues } from "../store/store.ts";
import { reasonsIn } from "./reason.ts";

/** Moulds at hand: 20 MB at 100 kB each, however many letters an issue of many topics has. The oldest is cast again when asked for. */
const mostMoulds = 200;

/**
 * Turns claims into messages: a letter becomes MIME once, when the first of its readers comes up, and is spliced for each
 * reader after that. The letters are the ones kept when their issue was frozen, so whoever goes on sends the same bytes.
 */
export function addressWith(
  newsroom: Newsroom,
  issues: Pick<Issues, "letter">,
  keys: readonly DkimKey[],
  secret: string,
): (claim: Claim) => Promise<Message> {
  const reasonFor = reasonsIn(newsroom);
  const { bounces, from } = newsroom.config;
  const domain = from?.email?.replace(/^.*@/, "") ?? "";
  const moulds = new Map<number, Promise<Mould>>();
  return async (claim) => {
    let mould = moulds.get(claim.variant);
    if (mould === undefined) {
      mould = mouldOf(claim, newsroom, issues);
      if (moulds.size >= mostMoulds) moulds.delete(moulds.keys().next().value!);
      moulds.set(claim.variant, mould);
    }
    const { email, name, id } = claim.reader;
    const reason = reasonFor(claim);
    const message = (await mould).address({
      email,
      name,
      id,
      reason,
      ...(bounces === null ? {} : { returnPath: returnPathOf(secret, claim.delivery, id, domain) }),
    });
    return keys.length === 0 ? message : signMessage(message, keys);
  };
}

async function mouldOf(claim: Claim, newsroom: Newsroom, issues: Pick<Issues, "letter">): Promise<Mould> {
  const letter = await issues.letter(claim.variant);
  if (letter === null) return fail("INTERNAL", `${claim.issue} has no letter kept for its variant ${claim.variant}.`);
  const name = claim.issue.slice(0, claim.issue.indexOf("/"));
  const digest = newsroom.config.digests.find((d) => d.name === name) ?? { name, title: newsroom.config.title };
  return composeMessage(letter, { config: newsroom.config, issue: claim.issue, digest, date: claim.made });
}
