// Log lines and progress of running jobs, gathered so that the store is asked once for many, and kept while it is away.

import type { LogStream } from '../store/parts/views.ts';
import type { Report } from '../store/parts/work.ts';

export interface Line {
  stream: LogStream;
  text: string;
  at: number;
}

/** Characters that are kept of all jobs together; of the job that writes more, the older half goes. */
const mostChars = 4 * 1024 * 1024;
/** What a line costs besides its text. */
const lineChars = 50;

export class LogBuffer {
  readonly #reports = new Map<string, Report>();
  readonly #wake: () => void;
  readonly #mostChars: number;
  #chars = 0;
  /** Of each job, how many lines had no room, and when the last of them was said. */
  readonly #dropped = new Map<string, { count: number; at: number }>();

  /** `wake` is called when there is something to take after there was nothing. */
  constructor(wake: () => void, limit = mostChars) {
    this.#wake = wake;
    this.#mostChars = limit;
  }

  /** Jobs of which there is something to say. */
  get size(): number {
    return this.#reports.size;
  }

  line(guid: string, fence: number, line: Line): void {
    const report = this.#report(guid, fence);
    if (report === undefined) return;
    report.lines ??= [];
    const kept = { ...line, text: this.#shorten(line.text) };
    report.lines.push(kept);
    this.#chars += charsOf([kept]);
    this.#makeRoom(report);
  }

  progress(guid: string, fence: number, percent: number | null, message: string): void {
    const report = this.#report(guid, fence);
    if (report !== undefined) report.progress = { percent, message };
  }

  take(): Report[] {
    const reports = [...this.#reports.values()];
    for (const report of reports) this.#sayWhatIsMissing(report);
    this.#reports.clear();
    this.#chars = 0;
    return reports;
  }

  /** What the store could not be told; it comes before what was said since then. */
  putBack(reports: readonly Report[]): void {
    for (const { guid, fence, lines = [], progress } of reports) {
      const report = this.#report(guid, fence);
      if (report === undefined) continue;
      report.lines = [...lines, ...(report.lines ?? [])];
      if (progress !== undefined) report.progress ??= progress;
      this.#chars += charsOf(lines);
      this.#makeRoom(report);
    }
  }

  /** One line has half of the room at most. */
  #shorten(text: string): string {
    const most = Math.floor(this.#mostChars / 2);
    if (text.length <= most) return text;
    // A character of two code units is not cut in two.
    const start = text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
    return `${start} (cut here: ${text.length} characters are too many)`;
  }

  #makeRoom({ guid, lines }: Report): void {
    if (this.#chars <= this.#mostChars || lines === undefined) return;
    const gone = lines.splice(0, Math.ceil(lines.length / 2));
    const last = gone.at(-1);
    if (last === undefined) return;
    this.#chars -= charsOf(gone);
    this.#dropped.set(guid, { count: (this.#dropped.get(guid)?.count ?? 0) + gone.length, at: last.at });
  }

  #sayWhatIsMissing({ guid, lines }: Report): void {
    const dropped = this.#dropped.get(guid);
    if (dropped === undefined) return;
    this.#dropped.delete(guid);
    const { count, at } = dropped;
    const missing = count === 1 ? '1 line is' : `${count} lines are`;
    const text = `(here ${missing} missing: the agent had no room for more until the store took them)`;
    lines?.unshift({ stream: 'log', text, at });
  }

  /** Undefined for an execution that was taken away: it has no say any more. */
  #report(guid: string, fence: number): Report | undefined {
    const known = this.#reports.get(guid);
    if (known?.fence === fence) return known;
    if (known !== undefined && known.fence > fence) return undefined;
    if (this.#reports.size === 0) this.#wake();
    this.#chars -= charsOf(known?.lines ?? []);
    const report = { guid, fence };
    this.#reports.set(guid, report);
    return report;
  }
}

function charsOf(lines: readonly { text: string }[]): number {
  return lines.reduce((sum, { text }) => sum + text.length + lineChars, 0);
}
