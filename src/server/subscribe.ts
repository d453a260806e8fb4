import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "hono";
import { parseEmail } from "../base/email.ts";
import type { Reception } from "../base/membership.ts";
import type { Instant } from "../model.ts";
import { clientOf, networkOf } from "./client.ts";
import type { App, Desk, Env } from "./desk.ts";
import { choicesOf, field, type Form, readForm } from "./form.ts";
import { message } from "./message.ts";
import { readToken, signToken } from "./token.ts";

/** Kept with every consent: what the reader saw when they agreed. Moves when the form or its words do. */
const formVersion = "form-1";
const lifetime = 24 * 3_600_000;
/** Nobody reads and fills a form in less. */
const quickest = 3000;

/**
 * The form and what is done with it. Whatever is known of an address, the answer is the same words at the same time after the
 * request: what was found out shows only in the mailbox.
 */
export function subscribeRoutes(app: App, desk: Desk): void {
  app.get("/subscribe", (c) => c.html(formPage(desk, "", [], "")));
  app.post("/subscribe", async (c) => {
    if (!desk.config().subscribe.enabled) return c.html(formPage(desk, "", [], ""), 403);
    const form = await readForm(c);
    const email = parseEmail(field(form, "email"));
    if (email === undefined) {
      const error = desk.word("emailInvalid");
      return c.html(formPage(desk, field(form, "email"), form.get("digest") ?? [], error), 422);
    }
    const [reception] = await Promise.all([receive(desk, c, form, email), sleep(desk.answerAfter)]);
    if (reception === "mailed") desk.wake();
    if (reception === "busy") return c.html(message(desk, "busyTitle", ["busyText"]), 503, { "Retry-After": "60" });
    return c.html(message(desk, "askedTitle", ["askedText"]));
  });
}

async function receive(
  desk: Desk,
  c: Context<Env>,
  form: Form,
  email: NonNullable<ReturnType<typeof parseEmail>>,
): Promise<Reception> {
  // A field that no person sees: whoever fills it is none, and must not learn that it was noticed.
  if (field(form, "website") !== "") return count(desk, "suppressed", "honeypot");
  const config = desk.config();
  const chosen = choicesOf(form, config.digests);
  const first = config.digests[0];
  const all = first === undefined ? [] : choicesOf(new Map([...form, ["digest", [first.name]]]), config.digests);
  const network = networkOf(clientOf(c.env.incoming, config.trustProxy));
  try {
    const reception = await desk.members.apply({
      email,
      choices: chosen.length > 0 ? chosen : all,
      network,
      form: `${formVersion} ${config.language}`,
      signed: isSigned(desk, field(form, "t")),
    });
    if (reception === "full")
      desk.log("subscribe limit reached", { error: "more confirmations in a day than is usual" });
    return count(desk, reception, reception);
  } catch (error) {
    desk.log("subscribe failed", { error: error instanceof Error ? error.message : "unknown" });
    return count(desk, "busy", "busy");
  }
}

function count(desk: Desk, reception: Reception, label: string): Reception {
  desk.count("subscribe", label);
  return reception;
}

function formPage(desk: Desk, email: string, chosen: readonly string[], error: string): string {
  const { digests, tags, threads } = desk.offer();
  const ticked = chosen.length > 0 ? chosen : digests.slice(0, 1).map(({ name }) => name);
  const now = desk.clock();
  return desk.show("service-subscribe", {
    heading: desk.word("subscribe"),
    enabled: desk.config().subscribe.enabled && digests.length > 0,
    email,
    error,
    time: signToken(desk.ring, "form", now.toString(36), now + lifetime),
    digests: digests.map(({ name, title }) => ({ name, title, chosen: ticked.includes(name) })),
    tags,
    threads,
  });
}

/** Made by the service, and not within the last three seconds. */
function isSigned(desk: Desk, token: string): boolean {
  const now = desk.clock();
  const read = readToken(desk.ring, "form", token, now);
  const made: Instant = read === null ? now : parseInt(read.subject, 36);
  return read !== null && !read.expired && now - made >= quickest;
}
