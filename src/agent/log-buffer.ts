// Log lines and progress of running jobs, gathered so that the store is asked once for many.

import type { LogStream } from '../store/parts/views.ts';
import type { Report } from '../store/parts/work.ts';

export interface Line {
  stream: LogStream;
  text: string;
  at: number;
}

export class LogBuffer {
  readonly #reports = new Map<string, Report>();
  readonly #wake: () => void;

  /** `wake` is called when there is something to take after there was nothing. */
  constructor(wake: () => void) {
    this.#wake = wake;
  }

  line(guid: string, fence: number, line: Line): void {
    const report = this.#report(guid, fence);
    report.lines ??= [];
    report.lines.push(line);
  }

  progress(guid: string, fence: number, percent: number | null, message: string): void {
    this.#report(guid, fence).progress = { percent, message };
  }

  take(): Report[] {
    const reports = [...this.#reports.values()];
    this.#reports.clear();
    return reports;
  }

  #report(guid: string, fence: number): Report {
    let report = this.#reports.get(guid);
    if (report === undefined) {
      if (this.#reports.size === 0) this.#wake();
      report = { guid, fence };
      this.#reports.set(guid, report);
    }
    return report;
  }
}
