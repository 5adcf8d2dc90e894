// What a reader needs when a job fails: its diagnostic with the last lines it logged.

import type { RunJob, RunLog } from '../../app/events.ts';
import { codeOfOutcome } from '../../app/outcome-code.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type RenderOptions, renderDiagnostic, renderDiagnostics } from '../../diagnostics/render.ts';
import { tameLine } from '../../diagnostics/visible.ts';
import { briefGuid } from '../../print/brief.ts';
import type { Terminal } from '../../print/terminal.ts';
import type { OutcomeKind } from '../../records/outcome.ts';
import { isEnded, isFailure } from './job-words.ts';

const keptLines = 10;

interface Failure {
  job: RunJob;
  lines: string[];
}

/** Follows the events of a run. Memory: ten lines for each running job, nothing for jobs that ended well. */
export class FailureBook {
  readonly #lines = new Map<number, string[]>();
  /** Failed jobs whose diagnostic has not come yet. */
  readonly #open: Failure[] = [];
  readonly #texts: { diagnostic: Diagnostic; lines: string[] }[] = [];

  onLog({ n, line }: RunLog): void {
    let lines = this.#lines.get(n);
    if (lines === undefined) {
      lines = [];
      this.#lines.set(n, lines);
    }
    lines.push(line);
    if (lines.length > keptLines) lines.shift();
  }

  onJob(job: RunJob): void {
    if (!isEnded(job)) return;
    const lines = this.#lines.get(job.n) ?? [];
    this.#lines.delete(job.n);
    if (isFailure(job)) this.#open.push({ job, lines });
  }

  /** A diagnostic of a job comes right after the event of its end. */
  onDiagnostic(diagnostic: Diagnostic): void {
    const isOfJob =
      diagnostic.severity === 'error' && (diagnostic.code.startsWith('HS04') || diagnostic.code === 'HS0301');
    const failure = isOfJob ? this.#open.pop() : undefined;
    this.#texts.push({ diagnostic, lines: failure?.lines ?? [] });
  }

  get isEmpty(): boolean {
    return this.#texts.length === 0;
  }

  /** At the end of a run: failures nobody described get a diagnostic made of what is known. */
  close(): void {
    for (const { job, lines } of this.#open.splice(0)) this.#texts.push({ diagnostic: describe(job), lines });
    this.#lines.clear();
  }

  /** Everything that came since the last call, rendered for `terminal`; '' if nothing. */
  take(terminal: Terminal): string {
    const options = renderOptions(terminal);
    const texts = this.#texts.splice(0);
    const bare = texts.filter(({ lines }) => lines.length === 0).map(({ diagnostic }) => diagnostic);
    const blocks = bare.length === 0 ? [] : [renderDiagnostics(bare, options)];
    for (const { diagnostic, lines } of texts) {
      if (lines.length === 0) continue;
      const section = { title: 'last log lines', lines: lines.map((line) => tameLine(line, terminal.look.ascii)) };
      blocks.push(renderDiagnostic(diagnostic, options, [section]));
    }
    return blocks.join('\n\n');
  }
}

/** How diagnostics look on a terminal. */
export function renderOptions(terminal: Terminal): RenderOptions {
  const { look, columns } = terminal;
  return { style: look.style, ascii: look.ascii, ...(Number.isFinite(columns) ? { width: columns } : {}) };
}

const verbOf: Partial<Record<OutcomeKind, string>> = {
  timeout: 'ran longer than its timeout',
  not_picked_up: 'was taken by no agent in time',
  lost: 'lost its agent',
  poison: 'lost its agent again and again',
  cancelled: 'was cancelled',
  denied: 'was refused',
};

function describe(job: RunJob): Diagnostic {
  const tries = job.try > 1 ? ` after ${job.try} tries` : '';
  const why = job.error === '' ? '' : `: ${job.error}`;
  const help = [`hero job logs ${briefGuid(job.guid)}  shows the whole log`];
  if (job.code > 1) help.push(`job.ignore_error_codes:'${job.code}'  accepts this code`);
  const outcome = job.outcome ?? 'failed';
  return {
    code: codeOfOutcome(outcome),
    severity: 'error',
    message: `${job.actor}.${job.action} ${verbOf[outcome] ?? 'failed'}${tries}${why}`,
    file: `${job.file}:${job.line}`,
    help: help.join('\n'),
  };
}
