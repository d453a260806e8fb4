import { at } from "../../base/json-at.ts";
import { type Evidence, letterKey, type Wanted } from "./evidence.ts";

/**
 * Events of a mail provider, as its webhook, export or search gives them. Providers differ in where they put the Message-ID, or the
 * key of it that letters carry as a tag, but ours cannot be guessed, so it is looked for in every text of the event; and they
 * differ in what they call events, but all their words for an end without delivery are few. SES, Mailgun, Postmark, Resend and
 * SendGrid were looked at, SES also as SNS wraps it.
 */
export function readEvent(line: string, wanted: Wanted): readonly Evidence[] {
  return eventsIn(JSON.parse(line)).flatMap((one) => {
    const texts = [...textsIn(unwrap(one))];
    const letter = texts.map(({ text }) => letterKey(text)).find((key) => wanted.has(key));
    if (letter === undefined) return [];
    const name = texts.find(({ key }) => nameKeys.has(key))?.text ?? "event";
    return [{ letter, came: isEnd(name, texts) ? "bounced" : "taken", text: `the provider says: ${name}` }];
  });
}

/** A list of events, or a page of them: Mailgun's `items`, Postmark's `Messages` and `Bounces`. */
function eventsIn(json: unknown): readonly unknown[] {
  const lists = [json, ...["items", "Messages", "Bounces"].map((key) => at(json, key))];
  return lists.find((list) => Array.isArray(list)) ?? [json];
}

const nameKeys = new Set(["event", "eventtype", "notificationtype", "recordtype", "type"]);

interface Text {
  readonly key: string;
  readonly text: string;
}

function* textsIn(value: unknown, key = "", depth = 0): Generator<Text> {
  if (depth > 12) return;
  if (typeof value === "string") yield { key, text: value };
  else if (typeof value === "object" && value !== null)
    for (const [name, inner] of Object.entries(value)) yield* textsIn(inner, name.toLowerCase(), depth + 1);
}

/** SNS carries the event as text within its own JSON, under `Message`. */
function unwrap(event: unknown): unknown {
  if (typeof event !== "object" || event === null || !("Message" in event)) return event;
  return typeof event.Message === "string" && event.Message.startsWith("{") ? JSON.parse(event.Message) : event;
}

/** A delay, or a failure that the provider itself calls temporary, is no end: it goes on trying. */
function isEnd(name: string, texts: readonly Text[]): boolean {
  if (!/bounce|fail|reject|drop|suppress/i.test(name)) return false;
  return !texts.some(({ key, text }) => key === "severity" && text === "temporary");
}
