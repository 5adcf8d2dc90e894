// The view of a run as a JUnit report, written to stdout at the end: one test case for each job.

import type { RunEnd, RunEvent, RunJob, RunStart } from '../../app/events.ts';
import { type Diagnostic, diagnosticToJson } from '../../diagnostics/diagnostic.ts';
import { tameLine } from '../../diagnostics/visible.ts';
import { FailureBook } from './failures.ts';
import { isEnded, isFailure, isSkipped } from './job-words.ts';
import { type Interrupt, interruptText, type RunView, type ViewContext } from './view.ts';
import { closeElement, escapeXml } from './xml.ts';

type CaseKind = 'ok' | 'failure' | 'error' | 'skipped';

interface Case {
  n: number;
  kind: CaseKind;
  xml: string;
}

export class JunitView implements RunView {
  readonly #context: ViewContext;
  readonly #failures = new FailureBook();
  readonly #logs = new Map<number, string[]>();
  readonly #cases: Case[] = [];
  /** Found before anything ran. */
  readonly #problems: Diagnostic[] = [];
  #start: RunStart | undefined;
  #end: RunEnd | undefined;

  constructor(context: ViewContext) {
    this.#context = context;
  }

  event(event: RunEvent): void {
    switch (event.type) {
      case 'run_start':
        this.#start = event;
        break;
      case 'diagnostic':
        if (this.#start === undefined && event.diagnostic.severity === 'error') this.#problems.push(event.diagnostic);
        this.#failures.onDiagnostic(event.diagnostic);
        break;
      case 'log': {
        this.#failures.onLog(event);
        const lines = this.#logs.get(event.n) ?? [];
        if (lines.push(event.line) > 10) lines.shift();
        this.#logs.set(event.n, lines);
        break;
      }
      case 'job':
        this.#failures.onJob(event);
        if (isEnded(event)) this.#onEnded(event);
        break;
      case 'run_end':
        this.#end = event;
        break;
      case 'echo':
        break;
    }
  }

  interrupted(what: Interrupt): void {
    this.#context.err.write(`${interruptText(what, this.#start?.run)}\n`);
  }

  async end(): Promise<void> {
    const { out, err } = this.#context;
    this.#failures.close();
    const text = this.#failures.take(err);
    if (text !== '') err.write(`${text}\n`);
    out.write(this.#report());
    await Promise.all([out.flush(), err.flush()]);
  }

  #onEnded(job: RunJob): void {
    const lines = this.#logs.get(job.n) ?? [];
    this.#logs.delete(job.n);
    const kind: CaseKind = isFailure(job) ? 'failure' : isSkipped(job) ? 'skipped' : 'ok';
    const inner: string[] = [];
    if (kind === 'failure') {
      const type = job.code === 0 ? (job.outcome ?? 'failed') : `${job.outcome ?? 'failed'} ${job.code}`;
      inner.push(`<failure message="${escapeXml(job.error)}" type="${escapeXml(type)}"/>`);
    }
    if (kind === 'skipped') inner.push(`<skipped message="${escapeXml(job.error)}"/>`);
    if (lines.length > 0) {
      const log = lines.map((line) => escapeXml(tameLine(line))).join('\n');
      inner.push(`<system-out>${log}\n</system-out>`);
    }
    const seconds = ((job.ms ?? 0) / 1000).toFixed(3);
    const name = `${job.label} ${job.actor}.${job.action}`;
    const head = `<testcase name="${escapeXml(name)}" classname="${escapeXml(job.file)}" file="${escapeXml(job.file)}" line="${job.line}" time="${seconds}"`;
    this.#cases.push({ n: job.n, kind, xml: closeElement(head, inner, 'testcase') });
  }

  #report(): string {
    for (const problem of this.#problems) this.#cases.push(problemCase(problem));
    this.#cases.sort((a, b) => a.n - b.n);
    const count = (kind: CaseKind): number => this.#cases.filter((one) => one.kind === kind).length;
    const name = escapeXml(this.#start?.files.join(' ') ?? 'hero run');
    const seconds = ((this.#end?.ms ?? 0) / 1000).toFixed(3);
    const counts = `tests="${this.#cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}" time="${seconds}"`;
    const cases = this.#cases.map(({ xml }) => xml.replace(/^(?=<)/, '    ')).join('\n');
    const suite = `  <testsuite name="${name}" ${counts}>\n${cases}${cases === '' ? '' : '\n'}  </testsuite>`;
    return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts}>\n${suite}\n</testsuites>\n`;
  }
}

/** Without it a script that is invalid would look like one without tests. */
function problemCase(diagnostic: Diagnostic): Case {
  const { code, message, file, line } = diagnosticToJson(diagnostic);
  const place = file === null ? '' : ` file="${escapeXml(file)}"${line === null ? '' : ` line="${line}"`}`;
  const head = `<testcase name="${code}" classname="${escapeXml(file ?? 'hero run')}"${place} time="0.000"`;
  const error = `<error message="${escapeXml(message)}" type="${code}"/>`;
  return { n: 0, kind: 'error', xml: closeElement(head, [error], 'testcase') };
}
