// The view behind -q: the result of the last job on stdout, or what a detached run is called; diagnostics on stderr.

import type { RunEvent, RunJob } from '../../app/events.ts';
import { tameLine } from '../../diagnostics/visible.ts';
import { FailureBook } from './failures.ts';
import { isEnded } from './job-words.ts';
import { isLeftToOthers } from './run-summary.ts';
import { type Interrupt, interruptText, type RunView, type ViewContext } from './view.ts';

export class QuietView implements RunView {
  readonly #context: ViewContext;
  readonly #failures = new FailureBook();
  #last: RunJob | undefined;
  #run: string | undefined;

  constructor(context: ViewContext) {
    this.#context = context;
  }

  event(event: RunEvent): void {
    // What is wrong with a script comes in one burst; a failure of a job is told at once.
    if (event.type === 'diagnostic') this.#failures.onDiagnostic(event.diagnostic);
    if (event.type !== 'diagnostic' || this.#run !== undefined) this.#printFailures();
    if (event.type === 'run_start') this.#run = event.run;
    if (event.type === 'log') this.#failures.onLog(event);
    if (event.type === 'run_end' && isLeftToOthers(event)) this.#context.out.write(`${event.run}\n`);
    if (event.type !== 'job') return;
    this.#failures.onJob(event);
    // The last one of the script, whichever ended last.
    if (isEnded(event) && event.n >= (this.#last?.n ?? 0)) this.#last = event;
  }

  interrupted(what: Interrupt): void {
    this.#context.err.write(`${interruptText(what, this.#run)}\n`);
  }

  async end(): Promise<void> {
    const { out, err } = this.#context;
    this.#failures.close();
    this.#printFailures();
    if (this.#last?.state === 'ok') out.write(resultText(this.#last.result, out.isTTY));
    await Promise.all([out.flush(), err.flush()]);
  }

  #printFailures(): void {
    if (this.#failures.isEmpty) return;
    const { err } = this.#context;
    err.write(`${this.#failures.take(err)}\n`);
  }
}

/** A text as it is, for pipes; on a screen it cannot move the cursor. Anything else as JSON; '' for no result. */
export function resultText(result: unknown, isScreen: boolean): string {
  if (result === null || result === undefined) return '';
  if (typeof result !== 'string') return `${JSON.stringify(result, null, isScreen ? 2 : undefined)}\n`;
  const text = result.endsWith('\n') ? result : `${result}\n`;
  if (!isScreen) return text;
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => `${tameLine(line)}\n`)
    .join('');
}
