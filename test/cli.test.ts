import { describe, expect, test } from "vitest";
import { courant, scratch } from "./courant.ts";

describe("the command line", () => {
  test("--help names every verb of the contract", () => {
    const { exit, stdout } = courant(["--help"]);
    const verbs = [
      "init",
      "new",
      "import",
      "check",
      "build",
      "plan",
      "publish",
      "tick",
      "send",
      "issues",
      "resume",
      "subscribers",
      "graph",
      "templates",
    ];
    expect([exit, verbs.filter((verb) => !stdout.includes(`\n  ${verb} `))]).toEqual([0, []]);
  });

  test("a verb's --help shows its options and ends with 0", () => {
    const { exit, stdout } = courant(["publish", "--help"]);
    expect([exit, stdout]).toEqual([0, expect.stringContaining("--plan <hash>")]);
  });

  test("an unknown verb is exit 2 with the nearest one named", () => {
    const { exit, stderr } = courant(["pubish"]);
    expect([exit, stderr]).toEqual([2, expect.stringContaining("publish")]);
  });

  test("an unknown option is exit 2", () => {
    expect(courant(["build", "--fast"]).exit).toBe(2);
  });

  test("a --now that is no instant is exit 2 and says the form", () => {
    const { exit, stderr } = courant(["check", "--now", "2026-11-22"]);
    expect([exit, stderr]).toEqual([2, expect.stringMatching(/^USAGE .*2026-11-22T07:00:00Z/m)]);
  });

  test("under --json even a usage error is one JSON document", () => {
    const { exit, json } = courant(["pubish", "--json"]);
    expect([exit, json()]).toMatchObject([2, { ok: false, problems: [{ code: "USAGE", level: "error" }] }]);
  });

  test("a folder without courant.yaml is exit 2 and says how to begin", () => {
    const { exit, stderr } = courant(["check", "--dir", scratch()]);
    expect([exit, stderr]).toEqual([2, expect.stringMatching(/NOT_A_NEWSROOM.*courant init/)]);
  });
});
