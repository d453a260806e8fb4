import { enlarge } from "./enlarge.ts";

/** Rows of numbers, one after the other in one array: what is compared in a row lies together in memory. */
export interface Rows {
  values: Int32Array;
  end: number;
  /** Row `r` begins at `starts[r]` and ends where the next begins. */
  readonly starts: number[];
}

export function openRows(): Rows {
  return { values: new Int32Array(1 << 14), end: 0, starts: [0] };
}

/** Adds to the row that is being written. */
export function append(rows: Rows, value: number): void {
  if (rows.end === rows.values.length) rows.values = enlarge(rows.values, rows.end + 1);
  rows.values[rows.end++] = value;
}

export function endRow(rows: Rows): void {
  rows.starts.push(rows.end);
}
