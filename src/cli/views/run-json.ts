// The view of a run for programs: one JSON object a line (hero.run/1), nothing else on stdout.

import type { RunEvent, RunJob } from '../../app/events.ts';
import { diagnosticToJson } from '../../diagnostics/diagnostic.ts';
import { isEnded } from './job-words.ts';
import { type Interrupt, interruptText, type RunView, type ViewContext } from './view.ts';

export class JsonView implements RunView {
  readonly #context: ViewContext;
  /** Open jobs whose unchanging fields were printed. */
  readonly #introduced = new Set<number>();
  #seq = 0;
  #run: string | undefined;

  constructor(context: ViewContext) {
    this.#context = context;
  }

  event(event: RunEvent): void {
    const { out, clock } = this.#context;
    this.#seq += 1;
    if (event.type === 'run_start') this.#run = event.run;
    const head = { v: 1, seq: this.#seq, ts: new Date(clock.now()).toISOString() };
    out.write(`${JSON.stringify({ ...head, ...this.#body(event) })}\n`);
  }

  interrupted(what: Interrupt): void {
    this.#context.err.write(`${interruptText(what, this.#run)}\n`);
  }

  async end(): Promise<void> {
    await Promise.all([this.#context.out.flush(), this.#context.err.flush()]);
  }

  #body(event: RunEvent): object {
    if (event.type === 'diagnostic') {
      const { type, diagnostic, ...rest } = event;
      return { type, ...rest, ...diagnosticToJson(diagnostic) };
    }
    if (event.type !== 'job') return event;
    const isKnown = this.#introduced.has(event.n);
    if (isEnded(event)) this.#introduced.delete(event.n);
    else this.#introduced.add(event.n);
    return isKnown ? changing(event) : event;
  }
}

/** What of a job was printed with its first event is not printed again. */
function changing(event: RunJob): object {
  const { file, line, actor, action, params, tries, after, timeout, timeout_schedule, ...rest } = event;
  return rest;
}
