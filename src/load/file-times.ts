import { statSync } from "node:fs";

/** What tells, without reading it, that a file is the one that was read. */
export interface FileTimes {
  /** Size, times and inode; "-" where there is no file. */
  readonly stamp: string;
  /** When content or place last changed, in ms of the disk's clock. */
  readonly newest: number;
}

export function fileTimes(path: string): FileTimes {
  try {
    const { size, mtimeMs, ctimeMs, ino } = statSync(path);
    return { stamp: [size, mtimeMs, ctimeMs, ino].join(" "), newest: Math.max(mtimeMs, ctimeMs) };
  } catch {
    return { stamp: "-", newest: Infinity };
  }
}

/**
 * Whether a file's times can tell a later change of it, given when reading began. A disk's clock ticks every 10 ms at most, on
 * some only every second or two; what was written twice in one tick and read between keeps its times
 * (git calls such a file racily clean). Whole seconds betray the slow ones.
 */
export function hasRested(newest: number, begun: number): boolean {
  return newest < begun - (newest % 1000 === 0 ? 2000 : 100);
}
