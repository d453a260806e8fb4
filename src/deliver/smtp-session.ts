import type { Claim, Phase } from "../base/ledger.ts";
import type { Message } from "./message.ts";
import { attemptOf } from "./reply.ts";
import type { Conversation } from "./smtp-conversation.ts";
import { isTrouble, type Line, openLine } from "./smtp-line.ts";
import type { Relay } from "./smtp-url.ts";
import type { Result, Session, Tried } from "./transport.ts";
import { verdictOf } from "./verdict.ts";

/** One connection, opened by the first letter that wants to leave. */
export function smtpSession(relay: Relay): Session {
  let line: Line | undefined;
  let talk: Conversation | undefined;
  let over = false;
  let carried = 0;
  let busy = false;
  const send: Session["send"] = async (claim, message, gate) => {
    line ??= openLine(relay);
    const opened = talk ?? (await line.ready);
    if (isTrouble(opened)) {
      over = true;
      return resultOf(opened.phase, opened.reply, claim);
    }
    talk = opened;
    carried++;
    return carry(talk, claim, message, () => gate());
  };
  return {
    send: async (claim, message, gate) => {
      busy = true;
      return send(claim, message, gate).finally(() => (busy = false));
    },
    alive: () => !over && (talk?.open() ?? true) && carried < relay.maxMessages,
    close: async () => {
      if (busy && talk === undefined) line?.giveUp();
      else if (busy) talk?.hangUp("the server's reply was not waited for any longer");
      else talk?.quit();
    },
  };
}

async function carry(
  talk: Conversation,
  claim: Claim,
  message: Message,
  gate: () => Promise<boolean>,
): Promise<Result> {
  const octets = message.parts.reduce((sum, part) => sum + part.length, 0);
  if (octets > talk.most) return tooLarge(octets, talk.most, claim);
  const word = await talk.send(message, gate);
  return word === "kept" ? { verdict: "aborted" } : resultOf(word.phase, word.reply, claim);
}

/** The server was not asked, but would refuse this letter, and with it all others of the issue (RFC 1870). */
function tooLarge(octets: number, most: number, { reader }: Claim): Tried {
  const words = `the letter has ${octets} octets, and the server takes letters of up to ${most}`;
  return { attempt: attemptOf("mail", words, reader.email), verdict: "refused" };
}

function resultOf(phase: Phase, reply: string, claim: Claim): Tried {
  const attempt = attemptOf(phase, reply, claim.reader.email);
  return { attempt, verdict: verdictOf(attempt) };
}
