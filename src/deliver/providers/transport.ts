import type { ProviderAccount, ProviderName } from "../../base/mail-url.ts";
import type { Instant } from "../../model.ts";
import type { Gate, Result, Session, Transport } from "../transport.ts";
import { carry, type Carrier } from "./carry.ts";
import { createGatherer, type Waiting } from "./gatherer.ts";
import { openLine } from "./line.ts";
import { mailgun } from "./mailgun.ts";
import { createPace } from "./pace.ts";
import { postmark } from "./postmark.ts";
import { type Provider, secretsOf } from "./provider.ts";
import { resend } from "./resend.ts";
import { ses } from "./ses.ts";

const makers: Readonly<Record<ProviderName, (account: ProviderAccount) => Provider>> = {
  ses,
  postmark,
  resend,
  mailgun,
};

export function providerOf(account: ProviderAccount): Provider {
  return makers[account.provider](account);
}

/**
 * Letters by a provider's API. A session is one letter's place in a request, so there are as many as `concurrency` requests hold;
 * letters that are ready at the same moment leave together.
 */
export function providerTransport(account: ProviderAccount, concurrency: number, clock: () => Instant): Transport {
  const provider = providerOf(account);
  const line = openLine(account.endpoint, concurrency, account.timeout);
  const pace = createPace(account.rate === null ? provider.interval : 1000 / account.rate, clock);
  const carrier: Carrier = { provider, line, pace, clock, secrets: secretsOf(account) };
  const gather = createGatherer({
    most: provider.most,
    bytes: provider.bytes,
    connections: concurrency,
    whole: provider.idempotent,
    turn: () => pace.turn(),
    carry: (letters) => carry(carrier, letters),
  });
  let open = 0;
  return {
    name: provider.name,
    concurrency: concurrency * provider.most,
    open: () => {
      open++;
      return sessionBy(gather, () => {
        if (--open === 0) line.close();
      });
    },
  };
}

const givenUp: Result = {
  verdict: "deferred",
  attempt: { phase: "connect", code: null, enhanced: null, text: "given up", queueId: null },
};

function sessionBy(gather: (letter: Waiting) => void, ended: () => void): Session {
  const closing = new AbortController();
  /** Ends a letter whose turn has not come yet. */
  let giveUp = (): void => {};
  return {
    send: (claim, message, gate) =>
      new Promise<Result>((settle) => {
        giveUp = () => settle(givenUp);
        const ask: Gate = (batch) => {
          giveUp = () => {};
          return gate(batch);
        };
        gather({ claim, message, gate: ask, settle, signal: closing.signal });
      }),
    queues: true,
    alive: () => !closing.signal.aborted,
    close: async () => {
      if (closing.signal.aborted) return;
      closing.abort();
      giveUp();
      ended();
    },
  };
}
