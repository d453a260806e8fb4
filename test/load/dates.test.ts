import { describe, expect, test } from "vitest";
import { dayOf, parseDate } from "../../src/load/dates.ts";

const instant = (text: string, zone = "America/New_York"): string | undefined => {
  const date = parseDate(text, zone);
  return date && new Date(date.instant).toISOString();
};

describe("a date", () => {
  test.each([
    ["2026-11-22", "2026-11-22T05:00:00.000Z"],
    ["2026-11-22 10:00", "2026-11-22T15:00:00.000Z"],
    ["2026-11-22T10:00:00Z", "2026-11-22T10:00:00.000Z"],
    ["2026-11-22 10:00:00 +0100", "2026-11-22T09:00:00.000Z"],
    ["2026-11-22T10:00:00.250-05:30", "2026-11-22T15:30:00.250Z"],
    ["2026-11-22 10:00:00 UTC", "2026-11-22T10:00:00.000Z"],
    ["2026/1/5 8:05:09", "2026-01-05T13:05:09.000Z"],
    ["Jul 08 2022", "2022-07-08T04:00:00.000Z"],
    ["July 8th, 2022", "2022-07-08T04:00:00.000Z"],
    ["8 July 2022", "2022-07-08T04:00:00.000Z"],
    ["Fri, 08 Jul 2022 10:00:00 +0200", "2022-07-08T08:00:00.000Z"],
  ])("%s is read in the newsroom's zone", (text, expected) => {
    expect(instant(text)).toBe(expected);
  });

  test.each([
    "22/11",
    "tomorrow",
    "",
    "2026-02-31",
    "2026-13-01",
    "2026-11-22T25:00",
    "2026-11-22 10:00 PST",
    "2026-11-22T",
    "Foo 8 2022",
    "20261122",
  ])("%j is none", (text) => {
    expect(parseDate(text, "UTC")).toBeUndefined();
  });

  test("that a clock change skips is an hour later, one that repeats is the first", () => {
    expect(instant("2026-03-29 02:30", "Europe/Berlin")).toBe("2026-03-29T01:30:00.000Z");
    expect(instant("2026-10-25 02:30", "Europe/Berlin")).toBe("2026-10-25T00:30:00.000Z");
  });

  test("with a time knows so, and its day is the newsroom's", () => {
    expect(parseDate("2026-11-22T03:00:00Z", "America/New_York")).toMatchObject({ dateOnly: false, day: "2026-11-21" });
    expect(parseDate("2026-11-22", "Asia/Tokyo")).toMatchObject({ dateOnly: true, day: "2026-11-22" });
  });

  test("a day is the zone's own", () => {
    expect([dayOf(0, "UTC"), dayOf(0, "America/New_York")]).toEqual(["1970-01-01", "1969-12-31"]);
  });
});
