import type { Session } from "./session.ts";

/** Counts of one delivery so far, and how many letters it set out with. */
interface Progress {
  readonly total: number;
  readonly sent: number;
  readonly deferred: number;
  readonly failed: number;
}

type Show = (delivered: Omit<Progress, "total">, total: number) => void;

interface ProgressLine {
  readonly show: Show;
  readonly end: () => void;
}

/** A bar that moves on a terminal, a line every ten seconds elsewhere, nothing under --quiet. All on stderr. */
export function showProgress(session: Session): ProgressLine {
  if (session.quiet) return { show: () => {}, end: () => {} };
  const start = session.clock();
  const [every, width] = session.interactive ? [100, 24] : [10_000, 0];
  let last = start;
  let shown = false;
  return {
    show: (delivered, total) => {
      const now = session.clock();
      if (now - last < every) return;
      last = now;
      shown = session.interactive;
      const line = renderProgress({ ...delivered, total }, (delivered.sent * 1000) / (now - start), width);
      if (session.interactive) process.stderr.write(`\r\u001b[2K${line}`);
      else session.tell(line);
    },
    end: () => void (shown && process.stderr.write("\r\u001b[2K")),
  };
}

/** `[#####-----] 1200/3400 sent  450/s  5 s left  3 deferred  1 failed`; a width of 0 leaves the bar out. `rate`: letters a second. */
export function renderProgress({ total, sent, deferred, failed }: Progress, rate: number, width: number): string {
  const done = sent + failed;
  const filled = total === 0 ? width : Math.round((width * done) / total);
  const parts = [
    width === 0 ? "" : `[${"#".repeat(filled)}${"-".repeat(width - filled)}]`,
    `${sent}/${total} sent`,
    rate > 0 ? `${Math.round(rate)}/s  ${Math.ceil((total - done) / rate)} s left` : "",
    deferred > 0 ? `${deferred} deferred` : "",
    failed > 0 ? `${failed} failed` : "",
  ];
  return parts.filter((part) => part !== "").join("  ");
}
