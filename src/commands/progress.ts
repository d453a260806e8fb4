import type { Instant } from "../model.ts";
import type { Session } from "./session.ts";

/** Counts of one delivery so far, and how many letters it set out with. */
interface Progress {
  readonly total: number;
  readonly sent: number;
  readonly deferred: number;
  readonly failed: number;
  readonly unsure: number;
  readonly skipped: number;
}

interface ProgressLine {
  readonly show: (delivered: Omit<Progress, "total">, total: number) => void;
  /** A line for people, clear of the bar. */
  readonly tell: (line: string) => void;
  readonly end: () => void;
}

/** Milliseconds that the rate looks back: a server that slows down is soon seen, a breath that it takes is not. */
const lookBack = 10_000;
const onTerminal = { every: 100, width: 24 };
const inLog = { every: 10_000, width: 0 };
const erase = "\r\u001b[2K";

/** A bar that moves on a terminal; elsewhere a line at the start, every ten seconds and at the end; nothing under --quiet. All on stderr. */
export function showProgress(session: Session): ProgressLine {
  if (session.quiet) return { show: () => {}, tell: session.tell, end: () => {} };
  const { every, width } = session.watched ? onTerminal : inLog;
  const rate = rateOver(lookBack);
  let last: { readonly at: Instant; readonly progress: Progress } | undefined;
  let told: Instant | undefined;
  const write = (progress: Progress, now: Instant): void => {
    told = now;
    const line = renderProgress(progress, rate(now, doneOf(progress)), width);
    if (session.watched) process.stderr.write(`${erase}${line}`);
    else session.tell(line);
  };
  const clear = (): void => void (session.watched && told !== undefined && process.stderr.write(erase));
  return {
    show: (delivered, total) => {
      const now = session.clock();
      last = { at: now, progress: { ...delivered, total } };
      rate(now, doneOf(last.progress));
      if (told === undefined || now - told >= every || now < told) write(last.progress, now);
    },
    tell: (line) => {
      clear();
      session.tell(line);
    },
    end: () => {
      clear();
      if (!session.watched && last !== undefined && last.at !== told) write(last.progress, last.at);
    },
  };
}

/** Letters a second over the last so many milliseconds; asked with every letter, and 0 at the first. */
function rateOver(window: number): (now: Instant, done: number) => number {
  let samples: { readonly at: Instant; readonly done: number }[] = [];
  return (now, done) => {
    // Ten a second are enough to look back by.
    if (samples.length === 0 || now - samples.at(-1)!.at >= 100) samples.push({ at: now, done });
    samples = samples.filter(({ at }, i) => i === samples.length - 1 || (now - at <= window && at <= now));
    const first = samples[0]!;
    return now > first.at ? ((done - first.done) * 1000) / (now - first.at) : 0;
  };
}

/** Letters that this run is through with. */
function doneOf({ sent, deferred, failed, unsure, skipped }: Progress): number {
  return sent + deferred + failed + unsure + skipped;
}

/** `[#####-----] 1200/3400 sent  450/s  5 s left  3 deferred  1 failed`; a width of 0 leaves the bar out. `rate`: letters a second. */
export function renderProgress(progress: Progress, rate: number, width: number): string {
  const { total, sent, deferred, failed, unsure } = progress;
  const done = Math.min(total, doneOf(progress));
  const filled = total === 0 ? width : Math.round((width * done) / total);
  const parts = [
    width === 0 ? "" : `[${"#".repeat(filled)}${"-".repeat(width - filled)}]`,
    `${sent}/${total} sent`,
    rate > 0 ? `${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s  ${timeLeft((total - done) / rate)} left` : "",
    deferred > 0 ? `${deferred} deferred` : "",
    failed > 0 ? `${failed} failed` : "",
    unsure > 0 ? `${unsure} unsure` : "",
  ];
  return parts.filter((part) => part !== "").join("  ");
}

/** `40 s`, `3 min 20 s`, `2 h 5 min`. */
function timeLeft(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}
