import type { Context } from "hono";
import { setTimeout as sleep } from "node:timers/promises";
import { parseEmail } from "../base/email.ts";
import type { Member } from "../base/membership.ts";
import { clientOf, networkOf } from "./client.ts";
import type { App, Desk, Env } from "./desk.ts";
import { choicesOf, field, type Form, readForm } from "./form.ts";
import { message } from "./message.ts";
import { preferencesPage } from "./preferences-page.ts";
import { readToken } from "./token.ts";

const day = 24 * 3_600_000;
/** Letters are passed on and kept for years; a link older than this proves nothing about who holds it. */
const fresh = 30 * day;

/**
 * What a reader gets, and all else they may do with what is theirs. Two kinds of link lead here: the one in letters, good for
 * thirty days after the last letter, and a signed one that is mailed to whoever comes with an older.
 */
export function preferencesRoutes(app: App, desk: Desk): void {
  app.get("/preferences/:id", async (c) => {
    const { member, live } = await visitor(desk, c.req.param("id"));
    if (member === null) return c.html(message(desk, "linkUnknownTitle", ["linkUnknownText"]), 404);
    if (live) return c.html(preferencesPage(desk, member, ""));
    const button = { label: "freshLinkButton", name: "action", value: "remind" };
    return c.html(message(desk, "preferences", ["freshLinkText"], { button }));
  });
  app.post("/preferences/:id", async (c) => {
    const { member, live } = await visitor(desk, c.req.param("id"));
    if (member === null) return c.html(message(desk, "linkUnknownTitle", ["linkUnknownText"]), 404);
    const form = await readForm(c);
    const action = field(form, "action") || "save";
    if (!live || action === "remind") return remind(c, desk, member);
    desk.log("preferences", { reader: member.reader.id, action });
    desk.count("preferences", Object.hasOwn(acts, action) ? action : "unknown");
    return Object.hasOwn(acts, action)
      ? acts[action as keyof typeof acts](c, desk, member, form)
      : c.html(preferencesPage(desk, member, ""), 400);
  });
}

interface Visitor {
  readonly member: Member | null;
  /** The link is young enough to show and change something. */
  readonly live: boolean;
}

async function visitor(desk: Desk, id: string): Promise<Visitor> {
  const now = desk.clock();
  const token = readToken(desk.ring, "preferences", id, now);
  const member = await desk.members.find(token?.subject ?? id);
  const live = member !== null && (token === null ? now - member.linkSent < fresh : !token.expired);
  return { member, live };
}

async function remind(c: Context<Env>, desk: Desk, member: Member): Promise<Response> {
  const [reception] = await Promise.all([desk.members.remind(member.link), sleep(desk.answerAfter)]);
  if (reception === "mailed") desk.wake();
  desk.count("preferences", "remind");
  return c.html(message(desk, "freshLinkTitle", ["freshLinkSentText"]));
}

type Act = (c: Context<Env>, desk: Desk, member: Member, form: Form) => Promise<Response>;

const acts: Readonly<Record<"save" | "pause" | "resume" | "move" | "export" | "erase" | "leave", Act>> = {
  save: async (c, desk, { link }, form) => {
    await desk.members.choose(link, choicesOf(form, desk.config().digests));
    return again(c, desk, link, "saved");
  },
  pause: async (c, desk, { link }, form) => {
    const weeks = Math.min(52, Math.max(1, Math.trunc(Number(field(form, "weeks"))) || 1));
    await desk.members.pause(link, desk.clock() + weeks * 7 * day);
    return again(c, desk, link, "saved");
  },
  resume: async (c, desk, { link }) => {
    await desk.members.pause(link, null);
    return again(c, desk, link, "saved");
  },
  leave: async (c, desk, { link }) => {
    await desk.members.leave(link);
    return c.html(message(desk, "unsubscribedTitle", ["unsubscribedText"]));
  },
  move: async (c, desk, member, form) => {
    const email = parseEmail(field(form, "email"));
    if (email === undefined) return c.html(preferencesPage(desk, member, desk.word("emailInvalid")), 422);
    const network = networkOf(clientOf(c.env.incoming, desk.config().trustProxy));
    const [reception] = await Promise.all([desk.members.move(member.link, email, network), sleep(desk.answerAfter)]);
    if (reception === "mailed") desk.wake();
    return c.html(message(desk, "moveTitle", ["moveAskedText"]));
  },
  export: async (c, desk, { link }) => {
    const text = JSON.stringify(await desk.members.data(link), null, 2);
    const headers = {
      "Content-Type": "application/json; charset=utf-8",
      "Content-Disposition": 'attachment; filename="my-data.json"',
    };
    return c.body(`${text}\n`, 200, headers);
  },
  erase: async (c, desk, member, form) => {
    if (field(form, "sure") === "") return c.html(preferencesPage(desk, member, desk.word("eraseNotSure")), 422);
    await desk.members.erase(member.link);
    return c.html(message(desk, "erasedTitle", ["erasedText"]));
  },
};

async function again(c: Context<Env>, desk: Desk, link: string, word: string): Promise<Response> {
  const member = await desk.members.find(link);
  if (member === null) return c.html(message(desk, "linkUnknownTitle", ["linkUnknownText"]), 404);
  return c.html(preferencesPage(desk, member, desk.word(word)));
}
