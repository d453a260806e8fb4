import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { email } from "../store/temporary.ts";
import { testDesk, type TestDesk } from "./desk.ts";

const day = 24 * 3_600_000;
const oneClick = "List-Unsubscribe=One-Click";

async function ask(desk: TestDesk, address: string, ...more: (readonly [string, string])[]): Promise<[number, string]> {
  const response = await desk.post("/subscribe", [["email", address], ...more]);
  return [response.status, await response.text()];
}

async function statusOf(desk: TestDesk, address: string): Promise<string | undefined> {
  return (await desk.store.readers.find(email(address)))?.status;
}

describe("subscribing", () => {
  test("from a form without token or Origin leaves one note and a pending reader with what was ticked", async () => {
    const desk = await testDesk();
    await ask(
      desk,
      "ada@example.org",
      ["digest", "daily"],
      ["digest", "weekly"],
      ["tag", "Cloud"],
      ["thread", "tiktok-oracle"],
    );
    const topics = { tags: ["cloud"], threads: ["tiktok-oracle"] };
    expect(await desk.store.readers.find(email("ada@example.org"))).toMatchObject({
      status: "pending",
      subscriptions: [
        { digest: "daily", ...topics },
        { digest: "weekly", ...topics },
      ],
    });
    expect([await desk.notes(), desk.woken()]).toMatchObject([[{ kind: "confirm" }], 1]);
  });

  test("without a digest is to the first of courant.yaml, and unknown ones are passed over", async () => {
    const desk = await testDesk();
    await ask(desk, "ada@example.org", ["digest", "hourly"]);
    expect(await desk.store.readers.find(email("ada@example.org"))).toMatchObject({
      subscriptions: [{ digest: "weekly" }],
    });
  });

  test("has one answer for new, unconfirmed, known, gone and never-again addresses, and for robots", async () => {
    const desk = await testDesk();
    const known = await desk.join("known@example.org");
    const left = await desk.join("left@example.org");
    await desk.store.members.leave(left.link);
    await desk.store.readers.add([{ email: email("gone@example.org"), name: "", subscriptions: [] }]);
    await desk.store.readers.erase(email("gone@example.org"));
    const answers = [
      await ask(desk, "new@example.org"),
      await ask(desk, "new@example.org"),
      await ask(desk, known.email),
      await ask(desk, left.email),
      await ask(desk, "gone@example.org"),
      await ask(desk, "robot@example.org", ["website", "https://spam.example"]),
    ];
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]![0]).toBe(200);
    expect(await statusOf(desk, "robot@example.org")).toBeUndefined();
  });

  test("a second time within a day mails nothing", async () => {
    const desk = await testDesk();
    await ask(desk, "ada@example.org");
    await ask(desk, "ada@example.org");
    expect(await desk.notes()).toHaveLength(1);
  });

  test("through the service's own form has the wider limit, unless it was filled in no time", async () => {
    const desk = await testDesk();
    const form = async (): Promise<string> =>
      /name="t" value="([^"]+)"/.exec(await (await desk.get("/subscribe")).text())![1]!;
    const quick = await form();
    for (let i = 0; i < 8; i++) await ask(desk, `quick${i}@example.org`, ["t", quick]);
    expect(await desk.notes()).toHaveLength(5);
    const slow = await form();
    desk.wait(5000);
    for (let i = 0; i < 8; i++) await ask(desk, `slow${i}@example.org`, ["t", slow]);
    expect(await desk.notes()).toHaveLength(5);
  });

  test.each(["", "ada", "ada@localhost", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "ä@b.example"])(
    "with %j for an address shows the form again and says why",
    async (address) => {
      const desk = await testDesk();
      const [status, page] = await ask(desk, address);
      expect([status, page.includes('role="alert"'), await desk.notes()]).toEqual([422, true, []]);
    },
  );

  test("shows what was typed as text, never as markup", async () => {
    const [, page] = await ask(await testDesk(), '"><script>alert(1)</script>');
    expect(page).not.toContain("<script>");
  });

  test("takes no more than 16 kB", async () => {
    const response = await (await testDesk()).post("/subscribe", `email=${"a".repeat(17_000)}`);
    expect(response.status).toBe(413);
  });

  test("is refused where courant.yaml says so", async () => {
    const desk = await testDesk({}, { subscribe: { enabled: false } });
    expect([(await ask(desk, "ada@example.org"))[0], await desk.notes()]).toEqual([403, []]);
  });

  test("keeps a note for later when the database fails, and says to come again", async () => {
    const desk = await testDesk();
    await desk.store.close();
    expect((await ask(desk, "ada@example.org"))[0]).toBe(503);
  });
});

describe("confirming", () => {
  test("takes a press of the button: following the link changes nothing", async () => {
    const desk = await testDesk();
    await ask(desk, "ada@example.org");
    const [note] = await desk.notes();
    const path = `/confirm/${desk.token("confirm", note!.subject)}`;
    for (let i = 0; i < 50; i++) expect((await desk.get(path)).status).toBe(200);
    expect(await statusOf(desk, "ada@example.org")).toBe("pending");
    for (const _ of [1, 2]) expect((await desk.post(path, "")).status).toBe(200);
    expect(await statusOf(desk, "ada@example.org")).toBe("active");
  });

  test("is over after three days, and a token of another purpose is none", async () => {
    const desk = await testDesk();
    await ask(desk, "ada@example.org");
    const [note] = await desk.notes();
    const path = `/confirm/${desk.token("confirm", note!.subject, 72 * 3_600_000)}`;
    expect((await desk.post(`/confirm/${desk.token("preferences", note!.subject)}`, "")).status).toBe(404);
    desk.wait(3 * day);
    expect([(await desk.get(path)).status, (await desk.post(path, "")).status]).toEqual([410, 410]);
    expect(await statusOf(desk, "ada@example.org")).toBe("pending");
  });
});

describe("unsubscribing", () => {
  test("a thousand robots' GET and HEAD change nothing", async () => {
    const desk = await testDesk();
    const { link } = await desk.join("ada@example.org");
    for (let i = 0; i < 500; i++) await desk.get(`/unsubscribe/${link}`);
    for (let i = 0; i < 500; i++) await desk.app.request(`/unsubscribe/${link}`, { method: "HEAD" });
    expect(await statusOf(desk, "ada@example.org")).toBe("active");
  });

  test("by one click works urlencoded and multipart, twice, without cookie or redirect, and after erasure", async () => {
    const desk = await testDesk();
    const multipart = new FormData();
    multipart.set("List-Unsubscribe", "One-Click");
    const { link } = await desk.join("ada@example.org");
    for (const body of [oneClick, multipart, "", oneClick]) {
      const response = await desk.post(`/unsubscribe/${link}`, body);
      expect([response.status, response.headers.get("set-cookie"), response.redirected]).toEqual([200, null, false]);
      expect(await statusOf(desk, "ada@example.org")).toBe("left");
    }
    await desk.store.readers.erase(email("ada@example.org"));
    expect((await desk.post(`/unsubscribe/${link}`, oneClick)).status).toBe(200);
  });
});

describe("preferences", () => {
  async function member(): Promise<{ desk: TestDesk; path: string; link: string }> {
    const desk = await testDesk();
    const { link } = await desk.join("ada.lovelace@example.org");
    return { desk, link, path: `/preferences/${link}` };
  }

  test("show what the reader gets, and not their whole address", async () => {
    const { desk, path } = await member();
    const page = await (await desk.get(path)).text();
    expect(page).toContain('value="weekly" checked');
    expect(page).toContain("a…e@example.org");
    expect(page).not.toContain("ada.lovelace");
  });

  test("keep digests, each with its own topics", async () => {
    const { desk, path } = await member();
    await desk.post(path, [
      ["digest", "weekly"],
      ["digest", "daily"],
      ["tag.daily", "cloud"],
      ["thread.weekly", "tiktok-oracle"],
    ]);
    expect(await desk.store.readers.find(email("ada.lovelace@example.org"))).toMatchObject({
      subscriptions: [
        { digest: "daily", tags: ["cloud"], threads: [] },
        { digest: "weekly", tags: [], threads: ["tiktok-oracle"] },
      ],
    });
  });

  test("pause for a while and go on", async () => {
    const { desk, path } = await member();
    const page = await (
      await desk.post(path, [
        ["action", "pause"],
        ["weeks", "4"],
      ])
    ).text();
    expect(page).toContain("Paused until December 20, 2026");
    expect(await statusOf(desk, "ada.lovelace@example.org")).toBe("paused");
    await desk.post(path, [["action", "resume"]]);
    expect(await statusOf(desk, "ada.lovelace@example.org")).toBe("active");
  });

  test("change the address once the new one has confirmed", async () => {
    const { desk, path } = await member();
    await desk.post(path, [
      ["action", "move"],
      ["email", "ada@new.example"],
    ]);
    const [note] = await desk.notes();
    expect(note).toMatchObject({ kind: "address", email: "ada@new.example" });
    const confirm = `/confirm/${desk.token("address", note!.subject)}`;
    expect(await (await desk.get(confirm)).text()).toContain("<button");
    expect(await statusOf(desk, "ada@new.example")).toBeUndefined();
    await desk.post(confirm, "");
    expect(await statusOf(desk, "ada@new.example")).toBe("active");
  });

  test("hand out the reader's data as a file", async () => {
    const { desk, path } = await member();
    const response = await desk.post(path, [["action", "export"]]);
    expect(response.headers.get("content-disposition")).toContain("attachment");
    expect(await response.json()).toMatchObject({
      email: "ada.lovelace@example.org",
      consents: [{ network: "10.24.0.0/24" }],
    });
  });

  test("erase the reader, once they say they are sure", async () => {
    const { desk, path } = await member();
    expect((await desk.post(path, [["action", "erase"]])).status).toBe(422);
    expect(
      (
        await desk.post(path, [
          ["action", "erase"],
          ["sure", "yes"],
        ])
      ).status,
    ).toBe(200);
    const bytes = readdirSync(desk.data).map((file) => readFileSync(`${desk.data}/${file}`, "latin1"));
    expect(bytes.join().toLowerCase()).not.toContain("lovelace");
    expect((await desk.get(path)).status).toBe(404);
  });

  test("behind an old link first mail a fresh one, by a button, and show nothing", async () => {
    const { desk, path, link } = await member();
    desk.wait(31 * day);
    const page = await (await desk.get(path)).text();
    expect([page.includes("weekly"), page.includes("example.org"), await desk.notes()]).toEqual([false, false, []]);
    await desk.post(path, [
      ["action", "erase"],
      ["sure", "yes"],
    ]);
    expect(await desk.notes()).toMatchObject([{ kind: "preferences", email: "ada.lovelace@example.org" }]);
    const fresh = `/preferences/${desk.token("preferences", link, 30 * day)}`;
    expect(await (await desk.get(fresh)).text()).toContain('value="weekly" checked');
    desk.wait(30 * day);
    expect(await (await desk.get(fresh)).text()).not.toContain("weekly");
  });

  test("of nobody are 404", async () => {
    const desk = await testDesk();
    expect((await desk.get("/preferences/AAAAAAAAAAAAAAAAAAAAAA")).status).toBe(404);
    expect((await desk.post("/preferences/AAAAAAAAAAAAAAAAAAAAAA", "action=erase&sure=yes")).status).toBe(404);
  });
});

describe("watching", () => {
  test("/metrics is for this machine, not for what comes through a proxy on it", async () => {
    const [near, far] = [await testDesk({}, {}, "127.0.0.1"), await testDesk()];
    const status = async (desk: TestDesk, headers = {}): Promise<number> =>
      (await desk.get("/metrics", headers)).status;
    expect([await status(near), await status(near, { "x-forwarded-for": "192.0.2.1" }), await status(far)]).toEqual([
      200, 404, 404,
    ]);
  });

  test("/metrics is for whoever holds the token", async () => {
    const desk = await testDesk({ metricsToken: "a metrics token" });
    const status = async (token: string): Promise<number> =>
      (await desk.get("/metrics", { authorization: `Bearer ${token}` })).status;
    expect([await status("a metrics token"), await status("a metrics tokem"), await status("")]).toEqual([
      200, 404, 404,
    ]);
  });

  test("/healthz is 503 when something is stuck", async () => {
    const health = { ok: false, state: "schedule stuck", lastBuild: null, lastTick: null };
    const response = await (await testDesk({ health: () => health })).get("/healthz");
    expect([response.status, await response.json()]).toEqual([503, health]);
  });
});

test("every page forbids scripts, frames, copies and referrers", async () => {
  const desk = await testDesk();
  for (const path of ["/subscribe", "/unsubscribe/x", "/preferences/x", "/confirm/x", "/nothing", "/healthz"]) {
    const { headers } = await desk.get(path);
    expect(headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'self'.*frame-ancestors 'none'$/,
    );
    expect([headers.get("cache-control"), headers.get("referrer-policy")]).toEqual(["no-store", "no-referrer"]);
  }
});

test("another part can bring its routes", async () => {
  const desk = await testDesk({ routes: [(app) => app.post("/webhooks/ses", (c) => c.text("taken", 202))] });
  expect((await desk.post("/webhooks/ses", "{}")).status).toBe(202);
});

test("no log line holds an address, a link or a token", async () => {
  const desk = await testDesk();
  const { link } = await desk.join("canary@example.org");
  await ask(desk, "canary2@example.org");
  await desk.post(`/preferences/${link}`, "digest=weekly");
  await desk.post(`/unsubscribe/${link}`, oneClick);
  expect(desk.log.length).toBeGreaterThan(1);
  expect(desk.log.join("\n")).not.toMatch(new RegExp(`canary|${link}`));
});
