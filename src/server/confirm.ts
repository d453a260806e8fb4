import type { Confirmation } from "../base/membership.ts";
import type { App, Desk } from "./desk.ts";
import { message } from "./message.ts";
import { readToken, type Token } from "./token.ts";

interface Asked extends Token {
  readonly purpose: "confirm" | "address";
}

/** The link shows a button, since mail scanners follow links; the button confirms, as often as it is pressed. */
export function confirmRoutes(app: App, desk: Desk): void {
  app.get("/confirm/:token", (c) => {
    const asked = askedBy(desk, c.req.param("token"));
    if (asked === null) return c.html(message(desk, "linkUnknownTitle", ["linkUnknownText"]), 404);
    if (asked.expired) return c.html(message(desk, "linkExpiredTitle", ["linkExpiredText"]), 410);
    const words =
      asked.purpose === "confirm"
        ? (["confirmTitle", "confirmText"] as const)
        : (["moveTitle", "moveConfirmText"] as const);
    return c.html(message(desk, words[0], [words[1]], { button: { label: "confirmButton" } }));
  });
  app.post("/confirm/:token", async (c) => {
    const asked = askedBy(desk, c.req.param("token"));
    if (asked === null) return c.html(message(desk, "linkUnknownTitle", ["linkUnknownText"]), 404);
    if (asked.expired) return c.html(message(desk, "linkExpiredTitle", ["linkExpiredText"]), 410);
    const confirmation = await confirm(desk, asked);
    desk.count("confirm", confirmation);
    if (confirmation === "unknown") return c.html(message(desk, "linkExpiredTitle", ["linkExpiredText"]), 410);
    if (confirmation === "taken") return c.html(message(desk, "moveTitle", ["moveTakenText"]), 409);
    desk.wake(); // an old address that is told of its successor
    return c.html(
      asked.purpose === "confirm"
        ? message(desk, "confirmedTitle", ["confirmedText"])
        : message(desk, "movedTitle", ["movedText"]),
    );
  });
}

function askedBy(desk: Desk, token: string): Asked | null {
  for (const purpose of ["confirm", "address"] as const) {
    const read = readToken(desk.ring, purpose, token, desk.clock());
    if (read !== null) return { ...read, purpose };
  }
  return null;
}

function confirm(desk: Desk, { purpose, subject }: Asked): Promise<Confirmation> {
  return purpose === "confirm" ? desk.members.confirm(subject) : desk.members.confirmMove(subject);
}
