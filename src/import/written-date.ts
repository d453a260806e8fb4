import type { Day } from "../model.ts";

/** A date as an article prints it; without a year where it names none ("WASHINGTON, March 3 —"). */
export interface WrittenDate {
  readonly month: number;
  readonly dayOfMonth: number;
  readonly year: number | null;
}

const names = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const month =
  "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\b\\.?";
const monthFirst = new RegExp(`\\b${month}\\s+(\\d{1,2})(?:st|nd|rd|th)?\\b(?:,?\\s+(\\d{4})\\b)?`, "i");
const dayFirst = new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?\\s+${month}(?:,?\\s+(\\d{4})\\b)?`, "i");
const iso = /\b(\d{4})-(\d{2})-(\d{2})(?!\d)/;

/** The first date in a text: `March 3, 2021`, `3 Mar. 2021`, `2021-03-03`. Days that no calendar has are passed over. */
export function findDate(text: string): WrittenDate | undefined {
  const [, isoYear, isoMonth, isoDay] = iso.exec(text) ?? [];
  if (isoYear !== undefined) return real(Number(isoMonth), Number(isoDay), Number(isoYear));
  const [, firstMonth, firstDay, firstYear] = monthFirst.exec(text) ?? [];
  const [, secondDay, secondMonth, secondYear] = dayFirst.exec(text) ?? [];
  if (secondMonth !== undefined && (secondYear !== undefined || firstMonth === undefined)) {
    return real(monthNumber(secondMonth), Number(secondDay), year(secondYear));
  }
  return firstMonth === undefined ? undefined : real(monthNumber(firstMonth), Number(firstDay), year(firstYear));
}

/** The text without its date: what an editor wrote around it. */
export function withoutDate(text: string): string {
  return text.replace(iso, "").replace(monthFirst, "").replace(dayFirst, "");
}

/** The day that was meant; without a year, the last such day that is not after `today`. */
export function dayMeant(date: WrittenDate, today: Day): Day {
  if (date.year !== null) return written(date, date.year);
  const thisYear = Number(today.slice(0, 4));
  const day = written(date, thisYear);
  return day > today ? written(date, thisYear - 1) : day;
}

function real(monthOfYear: number, dayOfMonth: number, inYear: number | null): WrittenDate | undefined {
  // A leap year where none is named, so that February 29 stands.
  const date = new Date(Date.UTC(inYear ?? 2000, monthOfYear - 1, dayOfMonth));
  const exists = date.getUTCMonth() === monthOfYear - 1 && date.getUTCDate() === dayOfMonth;
  return exists ? { month: monthOfYear, dayOfMonth, year: inYear } : undefined;
}

function written(date: WrittenDate, inYear: number): Day {
  return `${inYear}-${String(date.month).padStart(2, "0")}-${String(date.dayOfMonth).padStart(2, "0")}`;
}

function monthNumber(name: string): number {
  return names.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

function year(digits: string | undefined): number | null {
  return digits === undefined ? null : Number(digits);
}
