import { emailKey, parseEmail } from "../base/email.ts";
import { problem } from "../errors.ts";
import type { Email, Problem, Reader } from "../model.ts";
import { readCsv, type CsvRow } from "./csv.ts";
import { foreignStatus, isForeign } from "./reader-exports.ts";

export interface ReaderRow {
  readonly email: Email;
  /** Empty where the file names nobody. */
  readonly name: string;
  readonly digests: readonly string[];
  readonly tags: readonly string[];
}

export interface ReadersCsv {
  readonly rows: readonly ReaderRow[];
  /** Addresses that the file itself says to leave alone: unsubscribed, bounced, complained, never confirmed. */
  readonly left: readonly Email[];
  /** With any of them, nothing may be imported. */
  readonly problems: readonly Problem[];
}

const emailColumns = ["email", "email_address", "e_mail", "e_mail_address"];

/**
 * Readers from CSV: columns `email,name,digest,tags` in any order and case, several values separated by ";", or an export of
 * Mailchimp, Substack, Ghost, listmonk or Buttondown. Tags of such an export describe readers, not stories, and are left out:
 * taken for topics they would keep every story from its reader.
 */
export function parseReadersCsv(text: string, file: string): ReadersCsv {
  const { rows, faults, delimiter } = readCsv(text);
  const fault = (line: number, message: string): Problem => problem("error", "CSV_INVALID", file, line, message);
  const [head, ...body] = rows;
  if (head === undefined)
    return { rows: [], left: [], problems: [fault(1, "holds no rows; the first names the columns.")] };
  const columns = head.cells.map((cell) =>
    cell
      .trim()
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "_")
      .replace(/^_+|_+$/g, ""),
  );
  const emailColumn = emailColumns.find((name) => columns.includes(name));
  if (emailColumn === undefined) {
    const message = `the first row must name the columns, and one of them "email"; it reads ${head.cells.join(", ")}.`;
    return { rows: [], left: [], problems: [fault(head.line, message)] };
  }
  const readings = body.map((row) => readRow(row, columns, emailColumn, delimiter));
  const left = new Map(readings.flatMap((r) => (r.left === undefined ? [] : [[emailKey(r.left), r.left] as const])));
  return {
    rows: readings.flatMap((r) => (r.row === undefined || left.has(emailKey(r.row.email)) ? [] : [r.row])),
    left: [...left.values()],
    problems: [...faults, ...readings.flatMap((r) => (r.fault === undefined ? [] : [r.fault]))]
      .toSorted((a, b) => a.line - b.line)
      .map(({ line, message }) => fault(line, message)),
  };
}

interface Reading {
  readonly row?: ReaderRow;
  readonly left?: Email;
  readonly fault?: { readonly line: number; readonly message: string };
}

function readRow({ cells, line }: CsvRow, columns: readonly string[], emailColumn: string, delimiter: string): Reading {
  const extra = cells.slice(columns.length).filter((cell) => cell.trim() !== "");
  if (cells.length < columns.length || extra.length > 0) {
    return { fault: { line, message: `has ${cells.length} cells where the first row has ${columns.length}.` } };
  }
  const values = new Map(columns.map((column, i) => [column, plainCell(cells[i]!.trim())]));
  const value = (...names: readonly string[]): string =>
    names.map((name) => values.get(name) ?? "").find((v) => v !== "") ?? "";
  const written = value(emailColumn);
  const email = parseEmail(written);
  if (email === undefined) {
    const message = written === "" ? "has no address." : `"${written}" is not an address such as name@example.org.`;
    return { fault: { line, message } };
  }
  const status = foreignStatus(values);
  if (status === "gone") return { left: email };
  if (status === "unknown") {
    return {
      fault: { line, message: `has the status "${value("status", "type")}", which says neither active nor left.` },
    };
  }
  const list = (text: string): readonly string[] => splitList(text, delimiter);
  return {
    row: {
      email,
      name:
        value("name", "full_name") || [value("first_name"), value("last_name")].filter((part) => part !== "").join(" "),
      digests: list(value("digest", "digests")),
      tags: isForeign(columns) ? [] : list(value("tags", "tag")),
    },
  };
}

/** In a file of semicolons a list may also use commas, which need no quotes there. */
function splitList(text: string, delimiter: string): readonly string[] {
  const items = text.split(delimiter === ";" ? /[;,]/ : ";").map((item) => item.trim());
  return [...new Set(items.filter((item) => item !== ""))];
}

/**
 * Readers as CSV in the columns that the import reads, with their status, a row for each set of tags. Importing it again brings
 * back the same subscriptions. Cells that a spreadsheet would run as a formula begin with an apostrophe.
 */
export function renderReadersCsv(readers: readonly Reader[]): string {
  const rows = readers.flatMap((reader) =>
    [...digestsByTags(reader)].map(([tags, digests]) => [
      reader.email,
      reader.name,
      digests.join(";"),
      tags,
      reader.status,
    ]),
  );
  return [["email", "name", "digest", "tags", "status"], ...rows]
    .map((row) => `${row.map(renderCell).join(",")}\r\n`)
    .join("");
}

/** Tags as written to their digests; a reader without a subscription keeps a row. */
function digestsByTags({ subscriptions }: Reader): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { digest, tags } of subscriptions) {
    const key = tags.join(";");
    groups.set(key, [...(groups.get(key) ?? []), digest]);
  }
  return groups.size === 0 ? new Map([["", []]]) : groups;
}

function renderCell(text: string): string {
  const safe = /^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",;\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Takes off the apostrophe that `renderCell` put before a formula. */
function plainCell(text: string): string {
  return /^'+[=+\-@\t\r]/.test(text) ? text.slice(1) : text;
}
