import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeKeyRing, readToken, signToken } from "../../src/server/token.ts";

const now = Date.UTC(2026, 10, 22);
const ring = makeKeyRing(["a secret of the newsroom"]);
const token = signToken(ring, "confirm", "q83vEjRW", now + 1000);

describe("a token", () => {
  test("gives back its subject to whoever holds the key", () => {
    expect(readToken(ring, "confirm", token, now)).toEqual({ subject: "q83vEjRW", expired: false });
  });

  test("is nothing for another purpose", () => {
    expect(readToken(ring, "preferences", token, now)).toBeNull();
  });

  test("says when its time is over, so that a fresh one can be sent", () => {
    expect(readToken(ring, "confirm", token, now + 1000)).toEqual({ subject: "q83vEjRW", expired: true });
  });

  test("is nothing to a ring without its key", () => {
    expect(readToken(makeKeyRing(["another secret, as long"]), "confirm", token, now)).toBeNull();
  });

  test("outlives a change of the secret while the old one is in the ring", () => {
    const next = makeKeyRing(["the secret after it", "a secret of the newsroom"]);
    expect(readToken(next, "confirm", token, now)?.subject).toBe("q83vEjRW");
    expect(readToken(ring, "confirm", signToken(next, "confirm", "x", now + 1000), now)).toBeNull();
  });

  test("holds nothing of the secret", () => {
    expect(token).not.toContain("secret");
  });

  test("is refused whatever letter of it is changed", () => {
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom("a", "Z", "0", "9", "-", "_", "."), (at, letter) => {
        fc.pre(token[at] !== letter);
        expect(readToken(ring, "confirm", token.slice(0, at) + letter + token.slice(at + 1), now)).toBeNull();
      }),
    );
  });

  test("is refused whatever text is given for one", () => {
    const texts = fc.sample(fc.string(), 1000);
    expect(texts.filter((text) => readToken(ring, "confirm", text, now) !== null)).toEqual([]);
  });
});
