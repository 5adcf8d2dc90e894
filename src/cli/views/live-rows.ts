// The rows of a run while it is on: which jobs are open, which have ended and are still shown, and which of them fit.

import type { RunJob, RunLog } from '../../app/events.ts';
import { isEnded, isFailure } from './job-words.ts';
import { newRow, type Row } from './run-rows.ts';

export class LiveRows {
  /** Open jobs by number: those an agent has, and those that wait. */
  readonly #active = new Map<number, Row>();
  readonly #waiting = new Map<number, Row>();
  readonly #openLabels = new Set<string>();
  /** Ended, and still shown because an earlier job is open. */
  #ended: Row[] = [];
  #done = 0;
  #failed = 0;

  /** Jobs that have ended, shown or not. */
  get done(): number {
    return this.#done;
  }

  get failed(): number {
    return this.#failed;
  }

  get open(): number {
    return this.#active.size + this.#waiting.size;
  }

  /** Ended jobs that are still shown. */
  get ended(): number {
    return this.#ended.length;
  }

  get running(): number {
    let count = 0;
    for (const { job } of this.#active.values()) if (job.state === 'running') count += 1;
    return count;
  }

  /** Rows with a line below them. */
  get talking(): number {
    let count = 0;
    for (const row of this.#active.values()) if (isTalking(row)) count += 1;
    return count;
  }

  /** `now`: monotonic milliseconds. */
  onJob(job: RunJob, now: number): Row {
    const known = this.#active.get(job.n) ?? this.#waiting.get(job.n);
    const row = known ?? newRow(job, now);
    if (known !== undefined) {
      if (known.job.state !== job.state || known.job.try !== job.try) {
        row.since = now;
        row.line = '';
      }
      row.job = job;
    }
    this.#place(row);
    return row;
  }

  #place(row: Row): void {
    const { job } = row;
    const isHeld = job.state !== 'created' && job.state !== 'scheduled';
    const home = isEnded(job) ? undefined : isHeld ? this.#active : this.#waiting;
    // Where it stays, it keeps its position among the others.
    if (home !== this.#active) this.#active.delete(job.n);
    if (home !== this.#waiting) this.#waiting.delete(job.n);
    if (home !== undefined) {
      home.set(job.n, row);
      this.#openLabels.add(job.label);
      return;
    }
    this.#openLabels.delete(job.label);
    this.#done += 1;
    if (isFailure(job)) this.#failed += 1;
    this.#ended.push(row);
  }

  onLog({ n, line }: RunLog): void {
    const row = this.#active.get(n) ?? this.#waiting.get(n);
    if (row !== undefined && line.trim() !== '') row.line = line;
  }

  /** The run is over: what is open is shown as it stands. */
  close(): void {
    this.#ended.push(...this.#active.values(), ...this.#waiting.values());
    this.#active.clear();
    this.#waiting.clear();
  }

  /** All ended ones, which are shown no more. */
  takeEnded(): Row[] {
    return this.#take(() => true);
  }

  /** Those with no open job before them. */
  takeEndedInOrder(): Row[] {
    let firstOpen = Number.POSITIVE_INFINITY;
    for (const n of this.#active.keys()) firstOpen = Math.min(firstOpen, n);
    for (const n of this.#waiting.keys()) firstOpen = Math.min(firstOpen, n);
    return this.#take((row) => row.job.n < firstOpen);
  }

  #take(test: (row: Row) => boolean): Row[] {
    const taken = this.#ended.filter(test);
    if (taken.length > 0) this.#ended = this.#ended.filter((row) => !test(row));
    return taken.sort((a, b) => a.job.n - b.job.n);
  }

  /**
   * The rows that fit into so many lines, in the order of the script. `isCut`: not all do, and then what running jobs say is
   * worth more than who else waits.
   */
  choose(lines: number, isCut: boolean): Row[] {
    const chosen = [...this.#active.values()].slice(0, lines);
    const talking = isCut ? chosen.filter(isTalking).length : 0;
    const most = Math.max(chosen.length, lines - talking);
    for (const rows of [this.#ended.values(), this.#waiting.values()]) {
      for (const row of rows) {
        if (chosen.length >= most) break;
        chosen.push(row);
      }
    }
    return chosen.sort((a, b) => a.job.n - b.job.n);
  }

  /** Labels of the open jobs it waits for. */
  waitsFor({ job }: Row): string[] {
    return job.state === 'created' ? job.after.filter((label) => this.#openLabels.has(label)) : [];
  }
}

/** A line it logged belongs below its row. */
export function isTalking({ job, line }: Row): boolean {
  return job.state === 'running' && line !== '';
}
