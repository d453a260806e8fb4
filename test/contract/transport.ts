/** What every transport must do, whatever carries the letters. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { messageBytes, type Message } from "../../src/deliver/message.ts";
import type { Result, Session, Transport } from "../../src/deliver/transport.ts";
import type { Claim } from "../../src/base/ledger.ts";
import type { Email } from "../../src/model.ts";
import { claimOf, letterFor } from "../deliver/letter.ts";

/**
 * What the other side is to do with the next letter. `silence`: take it and say nothing; `later`: put it off; `reader`: refuse this
 * reader; `us`: refuse the sender, whoever the reader.
 */
export type Mood = "silence" | "later" | "reader" | "us";

const moods: readonly (readonly [Mood, string])[] = [
  ["silence", "unsure"],
  ["later", "deferred"],
  ["reader", "failed"],
  ["us", "refused"],
];

export interface TransportUnderTest {
  readonly transport: Transport;
  /** Letters that have arrived, in the form of `expected`. */
  readonly arrived: () => readonly unknown[];
  /** What must arrive for a message; not there: its bytes. */
  readonly expected?: (message: Message) => unknown;
  readonly beInMood: (mood: Mood) => void;
  readonly goAway: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface TransportContract {
  readonly open: () => Promise<TransportUnderTest>;
  /** Moods that the other side cannot have, with the reason; `gone`: it cannot go away. */
  readonly never?: Partial<Readonly<Record<Mood | "gone", string>>>;
}

const yes = async (): Promise<boolean> => true;

export function transportContract(name: string, { open, never = {} }: TransportContract): void {
  describe(`${name} as a transport`, () => {
    let place: TransportUnderTest;
    let session: Session;
    beforeEach(async () => {
      place = await open();
      session = place.transport.open()!;
    });
    afterEach(async () => {
      await session.close();
      await place.close();
    });

    const expected = (message: Message): unknown => (place.expected ?? messageBytes)(message);
    const send = (claim: Claim, gate: () => Promise<boolean> = yes): Promise<Result> => {
      if (!session.alive()) session = place.transport.open()!;
      return session.send(claim, letterFor(claim), gate);
    };

    test("a letter arrives as it is", async () => {
      const claim = reader("ada");
      expect(await send(claim)).toMatchObject({ verdict: "sent" });
      expect(place.arrived()).toEqual([expected(letterFor(claim))]);
    });

    test("nothing arrives before the gate opens", async () => {
      let before: number | undefined;
      await send(reader("ada"), async () => {
        before = place.arrived().length;
        return true;
      });
      expect([before, place.arrived().length]).toEqual([0, 1]);
    });

    test("nothing arrives when the gate stays shut, and the next letter is not harmed", async () => {
      expect(await send(reader("ada"), async () => false)).toEqual({ verdict: "aborted" });
      expect(await send(reader("bob"))).toMatchObject({ verdict: "sent" });
      expect(place.arrived()).toEqual([expected(letterFor(reader("bob")))]);
    });

    test("several letters go through one session", async () => {
      for (const name of ["ada", "bob", "cyd"]) {
        expect(await send(reader(name))).toMatchObject({ verdict: "sent" });
        expect(session.alive()).toBe(true);
      }
      expect(place.arrived()).toHaveLength(3);
    });

    test("letters of several sessions at once arrive once each, none with another's words", async () => {
      const claims = Array.from({ length: 8 }, (_, i) => reader(`r${i}`, i + 1));
      const sessions = claims.map(() => place.transport.open()!);
      const results = await Promise.all(claims.map((claim, i) => sessions[i]!.send(claim, letterFor(claim), yes)));
      for (const one of sessions) await one.close();
      expect(new Set(results.map(({ verdict }) => verdict))).toEqual(new Set(["sent"]));
      const texts = (letters: readonly unknown[]): readonly string[] =>
        letters.map((one) => JSON.stringify(one)).toSorted();
      expect(texts(place.arrived())).toEqual(texts(claims.map((claim) => expected(letterFor(claim)))));
    });

    test("its name shows no credentials", () => {
      expect(place.transport.name).not.toMatch(/secret|@/);
    });

    for (const [mood, verdict] of moods) {
      const claim = never[mood] ?? `the letter is ${verdict}, its reader in no words, and the next one is not harmed`;
      test.skipIf(mood in never)(`${mood}: ${claim}`, async () => {
        place.beInMood(mood);
        const result = await send(reader("ada"));
        expect(result.verdict).toBe(verdict);
        expect(JSON.stringify(result)).not.toContain("ada@");
        expect(await send(reader("bob"))).toMatchObject({ verdict: "sent" });
      });
    }

    test.skipIf("gone" in never)("with nobody there the letter is deferred", async () => {
      await place.goAway();
      expect(await send(reader("ada"))).toMatchObject({ verdict: "deferred", attempt: { code: null } });
    });

    test.skipIf("silence" in never)("given up on the way, a letter is in doubt or surely not sent", async () => {
      place.beInMood("silence");
      const sending = send(reader("ada"), async () => {
        setTimeout(() => void session.close(), 50);
        return true;
      });
      expect(["unsure", "deferred"]).toContain((await sending).verdict);
    });
  });
}

function reader(name: string, delivery = 1): Claim {
  const claim = claimOf(`${name}@example.org`, { delivery });
  return { ...claim, reader: { ...claim.reader, email: `${name}@example.org` as Email, id: name } };
}
