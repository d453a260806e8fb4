import { fail } from "../../errors.ts";
import type { Instant } from "../../model.ts";
import type { Routes } from "../desk.ts";
import type { Provider, ProviderEvent } from "./event.ts";
import { mailgun } from "./mailgun.ts";
import { postmark } from "./postmark.ts";
import { resend } from "./resend.ts";
import { sendgrid } from "./sendgrid.ts";
import { type Fetch, ses } from "./ses.ts";

/** Providers that the environment holds a key for; the others do not exist. SECRET_INVALID for one that cannot be a key. */
export function providersOf(
  environment: Readonly<Record<string, string | undefined>>,
  fetch: Fetch,
): ReadonlyMap<string, Provider> {
  const known = {
    ses: ["SES_TOPIC_ARN", (arn: string) => ses(arn, fetch)],
    sendgrid: ["SENDGRID_WEBHOOK_KEY", sendgrid],
    mailgun: ["MAILGUN_WEBHOOK_KEY", mailgun],
    postmark: ["POSTMARK_WEBHOOK_AUTH", postmark],
    resend: ["RESEND_WEBHOOK_SECRET", resend],
  } as const;
  return new Map(
    Object.entries(known).flatMap(([name, [variable, make]]) => {
      const key = environment[variable]?.trim() ?? "";
      if (key === "") return [];
      const [form, example] = forms[variable];
      if (!form.test(key)) fail("SECRET_INVALID", `${variable} is not of its form; set it to ${example}.`, 2);
      return [[name, make(key)] as const];
    }),
  );
}

/** What a key looks like: a mistake is told at the start, not by a provider's complaint that it is refused. */
const forms = {
  SES_TOPIC_ARN: [
    /^arn:aws(?:-cn|-us-gov)?:sns:[a-z0-9-]+:\d+:[\w-]+$/,
    "the topic's ARN: arn:aws:sns:eu-west-1:123456789012:bounces",
  ],
  SENDGRID_WEBHOOK_KEY: [
    /^MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE[\w+/]{86}==$/,
    "the verification key of the signed event webhook: MFkwEwYH…",
  ],
  MAILGUN_WEBHOOK_KEY: [/^\S[^\n]*$/, "the HTTP webhook signing key"],
  POSTMARK_WEBHOOK_AUTH: [/^[^:\s]+:\S[^\n]*$/, "the user:password of the webhook's address"],
  RESEND_WEBHOOK_SECRET: [/^whsec_[\w+/]+=*$/, "the signing secret of the webhook: whsec_…"],
} as const;

/**
 * `POST /webhooks/PROVIDER`. 200 only once everything is committed, so that a provider whose events we could not keep sends them
 * again; 401 for whatever is not genuine, without a word about why; 404 for providers that are not set up.
 */
export function webhookRoutes(
  providers: ReadonlyMap<string, Provider>,
  act: (event: ProviderEvent) => Promise<void>,
  clock: () => Instant,
): Routes {
  return (app) => {
    app.post("/webhooks/:provider", async (c) => {
      const provider = providers.get(c.req.param("provider"));
      if (provider === undefined) return c.body(null, 404);
      const raw = Buffer.from(await c.req.arrayBuffer());
      const events = await provider({ raw, headers: c.req.header() }, clock()).catch(unlessNoJson);
      if (events === null) return c.body(null, 401);
      for (const event of events) await act(event);
      return c.body(null, 200);
    });
  };
}

/** What is no JSON is not genuine. All else is a fault of this moment, such as a certificate that cannot be fetched: it comes again. */
function unlessNoJson(error: unknown): null {
  if (error instanceof SyntaxError) return null;
  throw error;
}
