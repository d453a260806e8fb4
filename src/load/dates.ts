import { Temporal } from "temporal-polyfill";
import type { Day, Instant } from "../model.ts";

export interface StoryDate {
  readonly instant: Instant;
  /** In the newsroom's zone. */
  readonly day: Day;
  /** No time was given. */
  readonly dateOnly: boolean;
}

const numeric = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[Tt ]+(.+))?$/;
const dayFirst = /^(?:[A-Za-z]{3,9},? )?(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3,9}),? (\d{4})(?:,? (?:at )?(.+))?$/;
const monthFirst = /^(?:[A-Za-z]{3,9},? )?([A-Za-z]{3,9}) (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?:,? (?:at )?(.+))?$/;
const clock = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(?:(Z|UTC|GMT)|([+-])(\d{2}):?(\d{2})?)?$/i;
const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/**
 * A date as stories of several tools write it: `2026-11-22`, `2026-11-22 10:00`, RFC 3339, `2026-11-22 10:00:00 +0100`
 * (Jekyll), `Nov 22 2026` (Astro), RFC 5322. A day or local time is read in `zone`: where a clock change skips it, the
 * later reading; where it repeats, the earlier. Undefined for anything else, 31 February included.
 */
export function parseDate(text: string, zone: string): StoryDate | undefined {
  const parts = splitDate(text.trim());
  if (parts === undefined) return undefined;
  const time = parts.time === undefined ? midnight : parseClock(parts.time);
  if (time === undefined) return undefined;
  const local = toLocal(parts, time);
  if (local === undefined) return undefined;
  const instant =
    time.offset === undefined ? toInstant(local, zone) : local.toZonedDateTime("UTC").epochMilliseconds - time.offset;
  return { instant, day: dayOf(instant, zone), dateOnly: parts.time === undefined };
}

/** The calendar day of an instant in a zone. */
export function dayOf(instant: Instant, zone: string): Day {
  if (zone === "UTC") return new Date(instant).toISOString().slice(0, 10);
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDate().toString();
}

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly time: string | undefined;
}

function splitDate(text: string): Parts | undefined {
  const iso = numeric.exec(text);
  if (iso !== null) return { year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]), time: iso[4] };
  const spelled = dayFirst.exec(text);
  if (spelled !== null) return fromName(spelled[2]!, spelled[1]!, spelled[3]!, spelled[4]);
  const american = monthFirst.exec(text);
  return american === null ? undefined : fromName(american[1]!, american[2]!, american[3]!, american[4]);
}

function fromName(name: string, day: string, year: string, time: string | undefined): Parts {
  return { year: Number(year), month: months.indexOf(name.slice(0, 3).toLowerCase()) + 1, day: Number(day), time };
}

interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  /** Milliseconds east of UTC; undefined for a local time. */
  readonly offset: number | undefined;
}

const midnight: Clock = { hour: 0, minute: 0, second: 0, millisecond: 0, offset: undefined };

function parseClock(text: string): Clock | undefined {
  const match = clock.exec(text.trim());
  if (match === null) return undefined;
  const [, hour, minute, second = "0", fraction = "", utc, sign, hours, minutes = "0"] = match;
  const east = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return {
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    millisecond: Number(fraction.padEnd(3, "0").slice(0, 3)),
    offset: utc !== undefined ? 0 : sign === undefined ? undefined : sign === "-" ? -east : east,
  };
}

function toLocal({ year, month, day }: Parts, time: Clock): Temporal.PlainDateTime | undefined {
  const { hour, minute, second, millisecond } = time;
  try {
    return Temporal.PlainDateTime.from({ year, month, day, hour, minute, second, millisecond }, { overflow: "reject" });
  } catch {
    return undefined;
  }
}

function toInstant(local: Temporal.PlainDateTime, zone: string): Instant {
  return local.toZonedDateTime(zone, { disambiguation: "compatible" }).epochMilliseconds;
}
