// The view of a dry run that prints what would be run as one script: the script on stdout, what is told on stderr.

import type { RunEvent } from '../../app/events.ts';
import { FailureBook } from './failures.ts';
import type { RunView, ViewContext } from './view.ts';

export class DryScriptView implements RunView {
  readonly #context: ViewContext;
  readonly #failures = new FailureBook();

  constructor(context: ViewContext) {
    this.#context = context;
  }

  event(event: RunEvent): void {
    if (event.type === 'diagnostic') this.#failures.onDiagnostic(event.diagnostic);
    else if (event.type === 'script') this.#context.out.write(event.text);
  }

  /** Nothing runs that could be interrupted. */
  interrupted(): void {}

  async end(): Promise<void> {
    const { out, err } = this.#context;
    const text = this.#failures.take(err);
    if (text !== '') err.write(`${text}\n`);
    await Promise.all([out.flush(), err.flush()]);
  }
}
