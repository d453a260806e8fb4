import type { SiteDiff } from "../write/site.ts";
import { count } from "./count.ts";

/** The contract's `site` document: how many files, and all paths. */
export function siteDocument(diff: SiteDiff): {
  written: number;
  removed: number;
  unchanged: number;
  files: readonly string[];
} {
  return { written: diff.written.length, removed: diff.removed.length, unchanged: diff.unchanged, files: diff.files };
}

/** `out/site: 12 files written, 1 removed, 40 unchanged.` */
export function renderSite(diff: SiteDiff): string {
  const removed = diff.removed.length === 0 ? "" : `, ${diff.removed.length} removed`;
  return `out/site: ${count(diff.written.length, "file", "files")} written${removed}, ${diff.unchanged} unchanged.`;
}
