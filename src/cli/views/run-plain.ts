// The view of a run for pipes and CI: one line for each change of state, always the same columns, UTC.

import type { RunEnd, RunEvent, RunJob } from '../../app/events.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { columnWidth, tameLine } from '../../diagnostics/visible.ts';
import { briefGuid, briefParams, briefResult, oneLine } from '../../print/brief.ts';
import { formatDuration, formatSeconds, formatTime } from '../../print/format.ts';
import { type Cell, layLine } from '../../print/table.ts';
import { FailureBook } from './failures.ts';
import { isEnded, isSkipped, jobWord, runJobWord, tryOf } from './job-words.ts';
import { isLeftToOthers, summaryLine, verdictOf } from './run-summary.ts';
import { agentName, type Interrupt, interruptText, type RunView, type ViewContext } from './view.ts';

/** Some CI systems end a build that is silent for minutes. */
const heartbeatMs = 30_000;

interface Open {
  label: string;
  state: RunJob['state'];
  try: number;
  /** Monotonic milliseconds. */
  since: number;
  timeout: number;
  /** Actor, action and params were printed. */
  introduced: boolean;
}

export class PlainView implements RunView {
  readonly #context: ViewContext;
  readonly #failures = new FailureBook();
  readonly #open = new Map<number, Open>();
  readonly #diagnostics: Diagnostic[] = [];
  #labelWidth = 4;
  #lastLine: number;
  #heartbeat: NodeJS.Timeout | undefined;
  #started: Extract<RunEvent, { type: 'run_start' }> | undefined;

  constructor(context: ViewContext) {
    this.#context = context;
    this.#lastLine = context.clock.tick();
  }

  event(event: RunEvent): void {
    // What is wrong with a script comes in one burst, and is sorted and folded before it is printed.
    if (event.type !== 'diagnostic') this.#printFailures();
    switch (event.type) {
      case 'run_start':
        this.#started = event;
        this.#heartbeat = setInterval(() => this.beat(), heartbeatMs).unref();
        this.#line(
          `run ${event.run}`,
          `start ${event.files.join(' ')} actions=${event.jobs} circle=${event.circle} context=${event.context}`,
          `as=${agentName(this.#context, event.as)}`,
        );
        break;
      case 'diagnostic':
        this.#diagnostics.push(event.diagnostic);
        this.#failures.onDiagnostic(event.diagnostic);
        // A failure is told at once: the next event may be far away.
        if (this.#started !== undefined) this.#printFailures();
        break;
      case 'job':
        this.#onJob(event);
        break;
      case 'log':
        this.#failures.onLog(event);
        this.#line(this.#label(event.label), `| ${tameLine(event.line, this.#context.out.look.ascii)}`);
        break;
      case 'echo':
        for (const line of event.text.split('\n')) {
          this.#line(this.#label('echo'), `| ${tameLine(line, this.#context.out.look.ascii)}`);
        }
        break;
      case 'run_end':
        this.#onEnd(event);
        break;
    }
  }

  interrupted(what: Interrupt): void {
    const run = this.#started?.run;
    const running = [...this.#open.values()].filter(({ state }) => state === 'running').length;
    this.#line(run === undefined ? 'run' : `run ${run}`, interruptText(what, run, running));
  }

  /** What runs, said again when nothing else was said for 30 seconds. */
  beat(): void {
    const now = this.#context.clock.tick();
    if (now - this.#lastLine < heartbeatMs) return;
    const running = [...this.#open.values()].filter(({ state }) => state === 'running' || state === 'planned');
    for (const job of running.slice(0, 10)) {
      const { paint } = jobWord({ state: job.state, outcome: null, ignored: false }, this.#context.out.look);
      const elapsed = `${Math.round((now - job.since) / 1000)}s of ${formatSeconds(job.timeout)}`;
      this.#line(this.#label(job.label), { text: `still ${job.state}`, paint }, elapsed);
    }
    if (running.length > 10) this.#line(this.#label('...'), `and ${running.length - 10} more still running`);
  }

  async end(): Promise<void> {
    clearInterval(this.#heartbeat);
    this.#failures.close();
    this.#printFailures();
    await Promise.all([this.#context.out.flush(), this.#context.err.flush()]);
  }

  #onJob(job: RunJob): void {
    this.#failures.onJob(job);
    const known = this.#open.get(job.n);
    // Progress is no change of state.
    if (known !== undefined && known.state === job.state && known.try === job.try) return;
    this.#labelWidth = Math.max(this.#labelWidth, Math.min(24, columnWidth(job.label)));
    const introduced = known?.introduced ?? false;
    const isQuiet = job.state === 'created' || job.state === 'planned';
    if (isEnded(job)) this.#open.delete(job.n);
    else {
      const { label, state, timeout } = job;
      const since = this.#context.clock.tick();
      this.#open.set(job.n, { label, state, try: job.try, since, timeout, introduced: introduced || !isQuiet });
    }
    if (isQuiet) return;
    const { word, paint } = runJobWord(job, this.#context.out.look);
    const about = introduced || isSkipped(job) ? [] : introduce(job);
    this.#line(this.#label(job.label), { text: word.replaceAll(' ', '_'), paint }, ...this.#facts(job, about));
  }

  #facts(job: RunJob, about: string[]): string[] {
    const agent = agentName(this.#context, job.agent);
    switch (job.state) {
      case 'running': {
        const tries = job.try > 1 ? [`try=${tryOf(job)}`] : [];
        return [...about, ...tries, ...(agent === '' ? [] : [`agent=${agent}`])];
      }
      case 'ok':
        return [...(job.ms === null ? [] : [formatDuration(job.ms)]), ...about, briefResult(job.result)];
      case 'error': {
        const facts = [...(job.ms === null ? [] : [formatDuration(job.ms)]), ...about];
        if (job.outcome === 'timeout') facts.push(`limit=${formatSeconds(job.timeout)}`);
        if (job.outcome === 'not_picked_up') facts.push(`limit=${formatSeconds(job.timeout_schedule)}`);
        if (job.code !== 0) facts.push(`code=${job.code}`);
        return [...facts, oneLine(job.error)];
      }
      default:
        return [...about, ...retryFacts(job)];
    }
  }

  #onEnd(end: RunEnd): void {
    const { out } = this.#context;
    if (this.#started === undefined) {
      this.#printFailures();
      const told = { start: undefined, diagnostics: this.#diagnostics };
      out.write(`${summaryLine(end, told, out.look, out.columns)}\n`);
      return;
    }
    const took = formatDuration(end.ms);
    const label = `run ${end.run}`;
    if (isLeftToOthers(end)) {
      const word = { text: 'submitted', paint: out.look.style.ok };
      this.#line(label, word, `jobs=${end.detached} ${took}; hero job watch ${end.run} follows it`);
      return;
    }
    const counts = [`ok=${end.ok}`, `failed=${end.failed}`, `ignored=${end.ignored}`, `skipped=${end.skipped}`];
    for (const key of ['denied', 'timeout', 'cancelled', 'detached'] as const) {
      if (end[key] > 0) counts.push(`${key}=${end[key]}`);
    }
    const paint = end.exit === 0 ? out.look.style.ok : out.look.style.error;
    this.#line(label, { text: verdictOf(end.exit), paint }, ...counts, took);
  }

  #label(label: string): string {
    return label + ' '.repeat(Math.max(0, this.#labelWidth - columnWidth(label)));
  }

  #line(label: string, ...parts: Cell[]): void {
    const { out, clock } = this.#context;
    const cells: Cell[] = [formatTime(clock.now()), ` ${label}`];
    for (const part of parts) if (part !== '') cells.push(' ', part);
    out.write(`${layLine(cells, Number.POSITIVE_INFINITY, out.look).trimEnd()}\n`);
    this.#lastLine = clock.tick();
  }

  #printFailures(): void {
    if (this.#failures.isEmpty) return;
    const { err } = this.#context;
    err.write(`${this.#failures.take(err)}\n`);
  }
}

/** Why it is scheduled once more. */
function retryFacts(job: RunJob): string[] {
  if (job.try === 0 || job.outcome === null) return [];
  return [`after=${job.outcome}`, ...(job.code === 0 ? [] : [`code=${job.code}`]), oneLine(job.error)];
}

function introduce(job: RunJob): string[] {
  return [`${job.actor}.${job.action}`, briefParams(job.params), `guid=${briefGuid(job.guid)}`];
}
