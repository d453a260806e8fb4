import type { Instant } from "../../model.ts";
import type { Routes } from "../desk.ts";
import type { Provider, ProviderEvent } from "./event.ts";
import { mailgun } from "./mailgun.ts";
import { postmark } from "./postmark.ts";
import { resend } from "./resend.ts";
import { sendgrid } from "./sendgrid.ts";
import { type Fetch, ses } from "./ses.ts";

/** Providers that the environment holds a key for; the others do not exist. */
export function providersOf(
  environment: Readonly<Record<string, string | undefined>>,
  fetch: Fetch,
): ReadonlyMap<string, Provider> {
  const known = {
    ses: [environment["SES_TOPIC_ARN"], (arn: string) => ses(arn, fetch)],
    sendgrid: [environment["SENDGRID_WEBHOOK_KEY"], sendgrid],
    mailgun: [environment["MAILGUN_WEBHOOK_KEY"], mailgun],
    postmark: [environment["POSTMARK_WEBHOOK_AUTH"], postmark],
    resend: [environment["RESEND_WEBHOOK_SECRET"], resend],
  } as const;
  return new Map(Object.entries(known).flatMap(([name, [key, make]]) => (key ? [[name, make(key)] as const] : [])));
}

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
