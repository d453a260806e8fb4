/** What every transport must do, whatever carries the letters. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { messageBytes } from "../../src/deliver/message.ts";
import type { Transport } from "../../src/deliver/transport.ts";
import { claimOf, letterFor } from "../deliver/letter.ts";

export interface TransportUnderTest {
  readonly transport: Transport;
  /** Letters that have arrived, as bytes. */
  readonly arrived: () => readonly Buffer[];
  readonly close: () => Promise<void>;
}

export function transportContract(name: string, open: () => Promise<TransportUnderTest>): void {
  describe(`${name} as a transport`, () => {
    let place: TransportUnderTest;
    beforeEach(async () => {
      place = await open();
    });
    afterEach(() => place.close());

    test("a letter arrives byte for byte", async () => {
      const claim = claimOf("ada@example.org");
      const session = place.transport.open()!;
      expect(await session.send(claim, letterFor(claim), async () => true)).toMatchObject({ verdict: "sent" });
      await session.close();
      expect(place.arrived()).toEqual([messageBytes(letterFor(claim))]);
    });

    test("nothing arrives before the gate opens", async () => {
      const claim = claimOf("ada@example.org");
      const session = place.transport.open()!;
      let before: number | undefined;
      await session.send(claim, letterFor(claim), async () => {
        before = place.arrived().length;
        return true;
      });
      expect(before).toBe(0);
      expect(place.arrived()).toHaveLength(1);
      await session.close();
    });

    test("nothing arrives when the gate stays shut, and the next letter is not harmed", async () => {
      const shut = claimOf("ada@example.org");
      const open = claimOf("bob@example.org", {
        reader: { ...shut.reader, email: "bob@example.org" as never, id: "BBBB" },
      });
      let session = place.transport.open()!;
      expect(await session.send(shut, letterFor(shut), async () => false)).toEqual({ verdict: "aborted" });
      if (!session.alive()) session = place.transport.open()!;
      expect(await session.send(open, letterFor(open), async () => true)).toMatchObject({ verdict: "sent" });
      await session.close();
      expect(place.arrived()).toEqual([messageBytes(letterFor(open))]);
    });

    test("several letters go through one session", async () => {
      const session = place.transport.open()!;
      for (const id of ["A", "B", "C"]) {
        const claim = claimOf(`${id}@example.org`);
        const addressed = { ...claim, reader: { ...claim.reader, id } };
        expect(await session.send(addressed, letterFor(addressed), async () => true)).toMatchObject({
          verdict: "sent",
        });
        expect(session.alive()).toBe(true);
      }
      await session.close();
      expect(place.arrived()).toHaveLength(3);
    });

    test("its name shows no credentials", () => {
      expect(place.transport.name).not.toMatch(/secret|@/);
    });
  });
}
