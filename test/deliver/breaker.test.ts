import { describe, expect, test } from "vitest";
import { createBreaker } from "../../src/deliver/breaker.ts";

const minute = 60_000;

describe("a circuit breaker", () => {
  test("opens after five in a row, not after four and a success", () => {
    const breaker = createBreaker();
    for (let i = 0; i < 4; i++) breaker.bad(0, false);
    breaker.good();
    for (let i = 0; i < 4; i++) breaker.bad(0, false);
    expect(breaker.open(0)).toBe(true);
    breaker.bad(0, false);
    expect(breaker.open(0)).toBe(false);
  });

  test("opens at once when the server hangs up", () => {
    const breaker = createBreaker();
    breaker.bad(0, true);
    expect(breaker.open(minute - 1)).toBe(false);
  });

  test("lets one through after a minute, and all of them if that one fares well", () => {
    const breaker = createBreaker();
    breaker.bad(0, true);
    expect([breaker.open(minute), breaker.open(minute)]).toEqual([true, false]);
    breaker.good();
    expect([breaker.open(minute), breaker.open(minute)]).toEqual([true, true]);
  });

  test("waits twice as long each time, up to half an hour", () => {
    const breaker = createBreaker();
    let now = 0;
    const pauses: number[] = [];
    for (let i = 0; i < 7; i++) {
      breaker.bad(now, true);
      const start = now;
      while (!breaker.open(now)) now += minute;
      pauses.push((now - start) / minute);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 30, 30]);
  });

  test("tells until when it rests; a clock that is set back does not make it longer than half an hour", () => {
    const breaker = createBreaker();
    expect(breaker.rests(0)).toBeNull();
    const now = 10 * 60 * minute;
    breaker.bad(now, true);
    expect(breaker.rests(now)).toBe(now + minute);
    expect(breaker.rests(now - 2 * 60 * minute)).toBe(now - 119 * minute);
    expect(breaker.open(now - 119 * minute)).toBe(true);
  });

  test("lets another one through where the first said nothing either way", () => {
    const breaker = createBreaker();
    breaker.bad(0, true);
    expect([breaker.open(minute), breaker.open(minute)]).toEqual([true, false]);
    breaker.unsaid();
    expect(breaker.open(minute)).toBe(true);
  });
});
