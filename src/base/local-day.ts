import type { Day, Instant } from "../model.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day of an instant in an IANA zone. Numbers only, so that no locale has a say. */
export function localDay(instant: Instant, zone: string): Day {
  const format = formats.get(zone) ?? numbersIn(zone);
  formats.set(zone, format);
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  const [year = "", month = "", day = ""] = ["year", "month", "day"].map((part) => parts.get(part as "year"));
  return `${year.padStart(4, "0")}-${month}-${day}`;
}

function numbersIn(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
}
