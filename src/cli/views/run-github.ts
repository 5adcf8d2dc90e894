// The plain view, and what GitHub Actions shows beside the lines of a file.

import type { RunEvent } from '../../app/events.ts';
import { annotation } from './annotation.ts';
import { PlainView } from './run-plain.ts';
import type { Interrupt, RunView, ViewContext } from './view.ts';

export class GithubView implements RunView {
  readonly #plain: PlainView;
  readonly #context: ViewContext;

  constructor(context: ViewContext) {
    this.#context = context;
    this.#plain = new PlainView(context);
  }

  event(event: RunEvent): void {
    this.#plain.event(event);
    if (event.type === 'diagnostic') this.#context.out.write(`${annotation(event.diagnostic)}\n`);
  }

  interrupted(what: Interrupt): void {
    this.#plain.interrupted(what);
  }

  end(): Promise<void> {
    return this.#plain.end();
  }
}
