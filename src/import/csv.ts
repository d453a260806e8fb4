import { parse } from "csv-parse/sync";

export interface CsvRow {
  readonly cells: readonly string[];
  /** 1-based line that the row begins on. */
  readonly line: number;
}

export interface CsvFault {
  readonly line: number;
  readonly message: string;
}

/** A wrong quote spoils what the parser makes of all that follows, so it begins anew on the next line; so often at most. */
const mostFaults = 200;

/** CSV (RFC 4180) whose cells stand between commas, semicolons or tabs, whichever the first line has most of. Empty lines are skipped. */
export function readCsv(text: string): {
  readonly rows: readonly CsvRow[];
  readonly faults: readonly CsvFault[];
  readonly delimiter: string;
} {
  const lines = text
    .replace(/^\uFEFF/, "")
    .replace(/\r\n?/g, "\n")
    .split("\n");
  const delimiter = delimiterOf(lines.find((line) => line.trim() !== "") ?? "");
  const rows: CsvRow[] = [];
  const faults: CsvFault[] = [];
  let from: number | null = 0;
  while (from !== null && faults.length < mostFaults) {
    const failed = readFrom(lines, from, delimiter, rows);
    if (failed !== null) {
      faults.push({ line: failed + 1, message: 'has a quote in the wrong place; write "" for a quote within quotes.' });
    }
    from = failed === null ? null : failed + 1;
  }
  return { rows, faults, delimiter };
}

/** Adds the rows from a line on (0-based) and gives the line of the row that stopped it, or null at the end. */
function readFrom(lines: readonly string[], from: number, delimiter: string, rows: CsvRow[]): number | null {
  let next = from;
  try {
    parse(lines.slice(from).join("\n"), {
      delimiter,
      record_delimiter: "\n",
      relax_column_count: true,
      on_record: (cells: string[], { lines: read }) => {
        if (cells.some((cell) => cell.trim() !== "")) rows.push({ cells, line: next + 1 });
        next = from + read;
        return null;
      },
    });
    return null;
  } catch {
    return next;
  }
}

function delimiterOf(header: string): string {
  const bare = header.replace(/"[^"]*"/g, "");
  const count = (mark: string): number => bare.split(mark).length;
  return [",", ";", "\t"].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}
