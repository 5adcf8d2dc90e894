// The view of a dry run: a table of the jobs that would be submitted.

import type { RunAccess, RunEvent, RunJob } from '../../app/events.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { tameLine } from '../../diagnostics/visible.ts';
import { briefParams } from '../../print/brief.ts';
import { formatSeconds } from '../../print/format.ts';
import { type Cell, type Column, layLine, renderTable } from '../../print/table.ts';
import { FailureBook } from './failures.ts';
import { summaryLine } from './run-summary.ts';
import { agentName, personName, type RunView, type ViewContext } from './view.ts';

const columns: Column[] = [
  { head: '#', align: 'right' },
  { head: 'label', min: 4, max: 24 },
  { head: 'action', min: 10, max: 48 },
  { head: 'params', min: 8, max: 60 },
  { head: 'agent', min: 5, max: 20, rank: 2 },
  { head: 'timeout', rank: 3 },
  { head: 'tries', rank: 1 },
  { head: 'after', min: 5, max: 24, rank: 4 },
];
/** Where nobody was asked it would be empty. */
const accessColumn: Column = { head: 'access', min: 14, max: 32, rank: 2 };

type Start = Extract<RunEvent, { type: 'run_start' }>;

export class DryView implements RunView {
  readonly #context: ViewContext;
  readonly #failures = new FailureBook();
  readonly #diagnostics: Diagnostic[] = [];
  readonly #rows: Cell[][] = [];
  readonly #start: Start;

  constructor(context: ViewContext, start: Start) {
    this.#context = context;
    this.#start = start;
  }

  event(event: RunEvent): void {
    const { out } = this.#context;
    switch (event.type) {
      case 'diagnostic':
        this.#diagnostics.push(event.diagnostic);
        this.#failures.onDiagnostic(event.diagnostic);
        break;
      case 'job':
        this.#rows.push(this.#row(event));
        break;
      case 'echo':
        for (const line of event.text.split('\n')) out.write(`${tameLine(line, out.look.ascii)}\n`);
        if (event.schedule?.jobs !== undefined) this.#printSlot(event.schedule.jobs);
        break;
      case 'run_end': {
        this.#printFailures();
        const { dim, strong } = out.look.style;
        const { store, as } = this.#start;
        const where = store === '' ? 'without a store' : `against ${store}  as ${personName(this.#context, as)}`;
        const head: Cell[] = [
          { text: this.#start.files.join(' '), paint: strong },
          { text: `  dry run ${where}`, paint: dim },
        ];
        const width = out.columns;
        const heads = store === '' ? columns : [...columns, accessColumn];
        const table = renderTable(heads, this.#rows, { look: out.look, width, indent: 2 });
        // A script may only define things.
        const rows = this.#rows.length === 0 ? [] : [...table, ''];
        const told = { start: this.#start, diagnostics: this.#diagnostics };
        const summary = summaryLine(event, told, out.look, width);
        out.write(`${[layLine(head, width, out.look), '', ...rows, summary].join('\n')}\n`);
        break;
      }
      case 'log':
      case 'script':
      case 'run_start':
        break;
    }
  }

  /** Nothing runs that could be interrupted. */
  interrupted(): void {}

  async end(): Promise<void> {
    this.#printFailures();
    await Promise.all([this.#context.out.flush(), this.#context.err.flush()]);
  }

  #printFailures(): void {
    const { err } = this.#context;
    const text = this.#failures.take(err);
    if (text !== '') err.write(`${text}\n\n`);
  }

  /** What a slot of a schedule would run. */
  #printSlot(jobs: readonly RunJob[]): void {
    const { out } = this.#context;
    const rows = jobs.map((job) => this.#row(job).slice(0, columns.length));
    out.write(`${renderTable(columns, rows, { look: out.look, width: out.columns, indent: 2 }).join('\n')}\n\n`);
  }

  #row(job: RunJob): Cell[] {
    const { dash } = this.#context.out.look.glyphs;
    return [
      String(job.n),
      job.label,
      `${job.actor}.${job.action}`,
      briefParams(job.params),
      job.agent === null ? 'any' : agentName(this.#context, job.agent),
      formatSeconds(job.timeout),
      String(job.tries),
      job.after.length === 0 ? dash : job.after.join(','),
      ...(this.#start.store === '' ? [] : [job.access === undefined ? dash : accessWords(job.access)]),
    ];
  }
}

/** `write via ops`; `public` is what has no acl. */
function accessWords({ code, right, via, group }: RunAccess): string {
  if (code === 'EVERYONE') return 'public';
  const how = group ?? (code === 'ROOT' ? 'root' : via === 'user' ? 'key' : 'everyone');
  return `${right} via ${how}`;
}
