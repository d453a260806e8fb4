/**
 * When digests are due. A period is the calendar day, ISO week or month, in the newsroom's zone, in which the due moment
 * falls; its label, not the moment, is what an issue is known by. So neither an hour that comes twice nor a clock set back makes
 * a second issue. Wall-clock times that a zone skips or repeats follow Temporal's "compatible" rule: later by the gap, first of two.
 */
import { Temporal } from "temporal-polyfill";
import type { Schedule, Weekday } from "../config/config.ts";
import type { Instant } from "../model.ts";

export interface Period {
  /** `2026-11-20`, `2026-W47`, `2026-11`. */
  readonly label: string;
  /** The due moment. */
  readonly due: Instant;
}

/** A schedule with due moments of its own; `every: story` has none. */
export type Calendar = Exclude<Schedule, { readonly every: "story" }>;

const weekdays: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/**
 * The latest period whose due moment has come, or null where that was longer ago than `maxLateness` milliseconds (null: the
 * digest's own length). Only ever the latest: after downtime nothing older is made up for.
 */
export function duePeriod(
  schedule: Calendar & { readonly maxLateness: number | null },
  zone: string,
  now: Instant,
): Period | null {
  const latest = periodOf(schedule, zone, latestDue(schedule, zone, now));
  const end = schedule.maxLateness === null ? ownEnd(schedule, zone, latest.due) : latest.due + schedule.maxLateness;
  return now <= end ? latest : null;
}

/** The period that `now` lies in, its due moment come or not: what `publish --digest` makes early. */
export function currentPeriod(schedule: Calendar, zone: string, now: Instant): Period {
  const today = zoned(now, zone).toPlainDate();
  if (schedule.every === "day") return periodOf(schedule, zone, dueOn(schedule, zone, today));
  const first = schedule.every === "week" ? today.subtract({ days: today.dayOfWeek - 1 }) : today.with({ day: 1 });
  return periodOf(schedule, zone, dueOn(schedule, zone, dayWithin(schedule, first)));
}

/** The due moment `count` before `due`; due moments are counted, not hours, so Monday's is one after Friday's. */
export function dueBefore(schedule: Schedule, zone: string, due: Instant, count: number): Instant {
  if (schedule.every === "story") return zoned(due, zone).subtract({ days: count }).epochMilliseconds;
  let moment = due;
  for (let i = 0; i < count; i++) moment = latestDue(schedule, zone, moment - 1);
  return moment;
}

/** The latest due moment that is not after `moment`. */
function latestDue(schedule: Calendar, zone: string, moment: Instant): Instant {
  // Starting a day ahead covers due moments that a gap pushed over midnight, as Apia's lost Friday does.
  let day = zoned(moment, zone).toPlainDate().add({ days: 1 });
  for (;;) {
    const due = isDueDay(schedule, day) ? dueOn(schedule, zone, day) : undefined;
    if (due !== undefined && due <= moment) return due;
    day = day.subtract({ days: 1 });
  }
}

function isDueDay(schedule: Calendar, day: Temporal.PlainDate): boolean {
  if (schedule.every === "day") return schedule.on.includes(weekdays[day.dayOfWeek - 1]!);
  if (schedule.every === "week") return weekdays[day.dayOfWeek - 1] === schedule.on;
  return day.day === Math.min(schedule.on, day.daysInMonth);
}

/** The due day of the week or month that begins with `first`. */
function dayWithin(schedule: Exclude<Calendar, { every: "day" }>, first: Temporal.PlainDate): Temporal.PlainDate {
  if (schedule.every === "week") return first.add({ days: weekdays.indexOf(schedule.on) });
  return first.with({ day: Math.min(schedule.on, first.daysInMonth) });
}

function dueOn(schedule: Calendar, zone: string, day: Temporal.PlainDate): Instant {
  const time = Temporal.PlainTime.from(schedule.at);
  return day.toPlainDateTime(time).toZonedDateTime(zone, { disambiguation: "compatible" }).epochMilliseconds;
}

function periodOf(schedule: Calendar, zone: string, due: Instant): Period {
  const day = zoned(due, zone).toPlainDate();
  if (schedule.every === "day") return { label: day.toString(), due };
  if (schedule.every === "month") return { label: day.toPlainYearMonth().toString(), due };
  const week = String(day.weekOfYear).padStart(2, "0");
  return { label: `${String(day.yearOfWeek).padStart(4, "0")}-W${week}`, due };
}

/** Where the digest's own length, counted from `due`, ends: a day, a week, or when the next month's is due. */
function ownEnd(schedule: Calendar, zone: string, due: Instant): Instant {
  const start = zoned(due, zone);
  if (schedule.every === "day") return start.add({ days: 1 }).epochMilliseconds;
  if (schedule.every === "week") return start.add({ weeks: 1 }).epochMilliseconds;
  const next = start.toPlainDate().with({ day: 1 }).add({ months: 1 });
  return dueOn(schedule, zone, dayWithin(schedule, next));
}

function zoned(moment: Instant, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(zone);
}
