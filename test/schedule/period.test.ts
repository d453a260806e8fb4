import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { type Calendar, currentPeriod, dueBefore, duePeriod } from "../../src/schedule/period.ts";
import { realPart } from "../real-part.ts";

const everyDay = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const at = (text: string): { hour: number; minute: number } => {
  const [hour, minute] = text.split(":").map(Number);
  return { hour: hour!, minute: minute! };
};
const daily = (time: string, on: (typeof everyDay)[number][] = [...everyDay]): Calendar => ({
  every: "day",
  at: at(time),
  on,
});
const weekly = (time: string, on: (typeof everyDay)[number]): Calendar => ({ every: "week", at: at(time), on });
const monthly = (time: string, on: number): Calendar => ({ every: "month", at: at(time), on });

/** `label due-as-ISO`, or null. */
function due(schedule: Calendar, zone: string, now: string, maxLateness: number | null = null): string | null {
  const period = duePeriod({ ...schedule, maxLateness }, zone, Date.parse(now));
  return period === null ? null : `${period.label} ${new Date(period.due).toISOString()}`;
}

describe("the period that is due", () => {
  test.each([
    [
      "a minute before seven is yesterday's",
      daily("07:00"),
      "America/New_York",
      "2026-11-20T11:59:00Z",
      "2026-11-19 2026-11-19T12:00:00.000Z",
    ],
    [
      "seven sharp is today's",
      daily("07:00"),
      "America/New_York",
      "2026-11-20T12:00:00Z",
      "2026-11-20 2026-11-20T12:00:00.000Z",
    ],
    [
      "Saturday morning still makes up for Friday",
      daily("07:00", ["mon", "tue", "wed", "thu", "fri"]),
      "UTC",
      "2026-11-21T06:00:00Z",
      "2026-11-20 2026-11-20T07:00:00.000Z",
    ],
    ["Sunday does not", daily("07:00", ["mon", "tue", "wed", "thu", "fri"]), "UTC", "2026-11-22T07:00:01Z", null],
    [
      "a week by its Monday",
      weekly("08:00", "mon"),
      "Europe/Berlin",
      "2026-11-18T12:00:00Z",
      "2026-W47 2026-11-16T07:00:00.000Z",
    ],
    ["week 53", weekly("08:00", "thu"), "UTC", "2027-01-02T00:00:00Z", "2026-W53 2026-12-31T08:00:00.000Z"],
    [
      "the ISO year is not the calendar's",
      weekly("08:00", "fri"),
      "UTC",
      "2027-01-01T09:00:00Z",
      "2026-W53 2027-01-01T08:00:00.000Z",
    ],
    [
      "a week of 1 in the old year",
      weekly("08:00", "mon"),
      "UTC",
      "2024-12-31T09:00:00Z",
      "2025-W01 2024-12-30T08:00:00.000Z",
    ],
    ["the first of the month", monthly("08:00", 1), "UTC", "2026-11-22T00:00:00Z", "2026-11 2026-11-01T08:00:00.000Z"],
    [
      "the 31st in a month of thirty",
      monthly("08:00", 31),
      "UTC",
      "2026-12-01T00:00:00Z",
      "2026-11 2026-11-30T08:00:00.000Z",
    ],
    ["the 31st in February", monthly("08:00", 31), "UTC", "2028-02-29T09:00:00Z", "2028-02 2028-02-29T08:00:00.000Z"],
    [
      "the hour that is skipped comes an hour later",
      daily("02:30"),
      "Europe/Berlin",
      "2026-03-29T12:00:00Z",
      "2026-03-29 2026-03-29T01:30:00.000Z",
    ],
    [
      "of the hour that comes twice, the first",
      daily("02:30"),
      "Europe/Berlin",
      "2026-10-25T12:00:00Z",
      "2026-10-25 2026-10-25T00:30:00.000Z",
    ],
    [
      "Lord Howe's half hour",
      daily("02:15"),
      "Australia/Lord_Howe",
      "2026-10-04T12:00:00Z",
      "2026-10-04 2026-10-03T15:45:00.000Z",
    ],
    [
      "Kathmandu's three quarters",
      daily("07:00"),
      "Asia/Kathmandu",
      "2026-11-20T12:00:00Z",
      "2026-11-20 2026-11-20T01:15:00.000Z",
    ],
    [
      "Casablanca on the last day before Ramadan",
      daily("07:00"),
      "Africa/Casablanca",
      "2025-02-22T12:00:00Z",
      "2025-02-22 2025-02-22T06:00:00.000Z",
    ],
    [
      "Apia has no Friday the 30th: its issue is Saturday's",
      daily("07:00", ["fri"]),
      "Pacific/Apia",
      "2011-12-30T18:00:00Z",
      "2011-12-31 2011-12-30T17:00:00.000Z",
    ],
    [
      "a year's end",
      daily("07:00"),
      "Pacific/Kiritimati",
      "2026-12-31T18:00:00Z",
      "2027-01-01 2026-12-31T17:00:00.000Z",
    ],
  ])("%s", (_, schedule, zone, now, expected) => {
    expect(due(schedule, zone, now)).toBe(expected);
  });

  test("maxLateness is counted from the due moment", () => {
    const hour = 60 * 60 * 1000;
    expect(due(daily("07:00"), "UTC", "2026-11-20T08:00:00Z", hour)).toBe("2026-11-20 2026-11-20T07:00:00.000Z");
    expect(due(daily("07:00"), "UTC", "2026-11-20T08:00:00.001Z", hour)).toBeNull();
    expect(due(daily("07:00", ["fri"]), "UTC", "2026-11-24T08:00:00Z", 100 * hour)).toContain("2026-11-20");
  });

  test("after forty days of downtime it is the latest one alone", () => {
    expect(due(weekly("08:00", "mon"), "UTC", "2026-11-22T00:00:00Z")).toContain("2026-W47");
    expect(due(monthly("08:00", 31), "UTC", "2027-03-30T00:00:00Z")).toContain("2027-02");
  });

  test("a clock set back an hour names the same period", () => {
    for (const now of ["2026-10-25T00:45:00Z", "2026-10-25T01:45:00Z"]) {
      expect(due(daily("02:30"), "Europe/Berlin", now)).toContain("2026-10-25 ");
    }
  });
});

describe("the current period", () => {
  test.each([
    ["today's, though seven has not come", daily("07:00"), "2026-11-20T05:00:00Z", "2026-11-20"],
    ["today's on a day off", daily("07:00", ["mon"]), "2026-11-20T05:00:00Z", "2026-11-20"],
    ["this week's, due on Friday", weekly("08:00", "fri"), "2026-11-16T05:00:00Z", "2026-W47"],
    ["this month's, due on its last day", monthly("08:00", 31), "2026-11-03T05:00:00Z", "2026-11"],
  ])("is %s", (_, schedule, now, label) => {
    expect(currentPeriod(schedule, "UTC", Date.parse(now)).label).toBe(label);
  });
});

describe("due moments before", () => {
  test.each([
    [
      "two before Monday's is Thursday's",
      daily("07:00", ["mon", "tue", "wed", "thu", "fri"]),
      "2026-11-23T07:00:00Z",
      2,
      "2026-11-19T07:00:00.000Z",
    ],
    ["two weeks back", weekly("07:00", "mon"), "2026-11-23T07:00:00Z", 2, "2026-11-09T07:00:00.000Z"],
    [
      "two months back, at the month's end",
      monthly("07:00", 31),
      "2027-03-31T07:00:00Z",
      1,
      "2027-02-28T07:00:00.000Z",
    ],
  ] as const)("%s", (_, schedule, from, count, expected) => {
    expect(new Date(dueBefore(schedule, "UTC", Date.parse(from), count)).toISOString()).toBe(expected);
  });

  test("a digest of single stories counts in days", () => {
    expect(new Date(dueBefore({ every: "story" }, "UTC", Date.parse("2026-11-23T07:00:00Z"), 2)).toISOString()).toBe(
      "2026-11-21T07:00:00.000Z",
    );
  });
});

/**
 * Python's zoneinfo: another implementation, another reading of the same rules. Asked once for the whole table. For each row the
 * latest due moment by `every` and `on`, and the day, ISO week or month of its local date.
 */
const oracle = String.raw`
import sys, json
from calendar import monthrange
from datetime import datetime, timedelta, time
from zoneinfo import ZoneInfo
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
def isdue(d, every, on):
    if every == "month": return d.day == min(on, monthrange(d.year, d.month)[1])
    return days[d.weekday()] in (on if every == "day" else [on])
def due(d, hh, mm, zone):
    return int(datetime.combine(d, time(hh, mm)).replace(tzinfo=ZoneInfo(zone), fold=0).timestamp() * 1000)
labels = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m"}
out = []
for zone, every, on, hh, mm, now in json.load(sys.stdin):
    today = datetime.fromtimestamp(now / 1000, ZoneInfo(zone)).date()
    near = [today + timedelta(days=k) for k in range(-64, 3)]
    best = max(m for m in (due(d, hh, mm, zone) for d in near if isdue(d, every, on)) if m <= now)
    out.append(datetime.fromtimestamp(best / 1000, ZoneInfo(zone)).strftime(labels[every]) + " " + str(best))
print(json.dumps(out))
`;

describe("against an independent oracle", () => {
  const zones = [
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Africa/Casablanca",
    "UTC",
  ];
  // Years gone by: what a zone will do next year differs between two machines' tables.
  const days = {
    "clocks of Berlin": ["2025-03-30", "2025-10-26"],
    "clocks of New York": ["2025-03-09", "2025-11-02"],
    "half an hour of Lord Howe": ["2025-04-06", "2025-10-05"],
    "the day that Apia left out": ["2011-12-30"],
    "Kathmandu's change of zone": ["1986-01-01"],
    "a zone that gave up its summer time": ["2018-11-04", "2019-02-17"],
    "Ramadan in Casablanca": ["2025-02-23", "2025-04-06"],
    "the ends of years, week 53 among them": ["2024-12-31", "2021-01-03", "2020-12-31", "2016-01-01"],
    "the ends of months": ["2024-02-29", "2025-02-28", "2025-04-30"],
  };
  const calendars: readonly Calendar[] = [
    daily("00:00"),
    daily("01:30"),
    daily("02:15"),
    daily("02:30"),
    daily("07:00"),
    daily("07:00", ["fri", "mon"]),
    weekly("02:30", "sun"),
    weekly("08:00", "fri"),
    weekly("00:00", "mon"),
    monthly("00:15", 1),
    monthly("08:00", 31),
  ];

  test.skipIf(!realPart("/usr/bin/python3"))(
    "days, weeks and months around every change of clocks and zones agree with Python's zoneinfo",
    () => {
      const moments = Object.values(days)
        .flat()
        .flatMap((day) =>
          [-26, -13.5, -1, 0, 0.5, 3, 14].map((hours) => Date.parse(`${day}T12:00:00Z`) + hours * 3_600_000),
        );
      const rows = zones.flatMap((zone) =>
        calendars.flatMap((calendar) => moments.map((now) => ({ zone, calendar, now }))),
      );
      const input = rows.map(({ zone, calendar: { every, on, at }, now }) => [
        zone,
        every,
        on,
        at.hour,
        at.minute,
        now,
      ]);
      const { stdout, stderr } = spawnSync("/usr/bin/python3", ["-c", oracle], {
        input: JSON.stringify(input),
        encoding: "utf8",
        maxBuffer: 1e8,
      });
      expect(stderr).toBe("");
      const expected = JSON.parse(stdout) as string[];
      const wrong = rows.flatMap(({ zone, calendar, now }, i) => {
        const { label, due } = duePeriod({ ...calendar, maxLateness: 1e10 }, zone, now)!;
        const found = `${label} ${due}`;
        if (found === expected[i]) return [];
        return `${zone} ${JSON.stringify(calendar)} ${new Date(now).toISOString()}: ${found}, expected ${expected[i]}`;
      });
      expect(wrong).toEqual([]);
      expect(rows.length).toBeGreaterThan(10_000);
    },
    60_000,
  );
});
