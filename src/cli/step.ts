// `--step`: asks at the terminal. While it asks, what happens is held back, so that nothing is drawn over the question.

import { createInterface } from 'node:readline';
import type { RunEvent } from '../app/events.ts';
import type { StepAnswer, StepQuestion } from '../app/run/stepper.ts';
import type { Door } from './door.ts';
import type { RunView } from './views/view.ts';

const answers: Record<string, StepAnswer['do']> = {
  y: 'run',
  yes: 'run',
  n: 'skip',
  no: 'skip',
  s: 'skip',
  skip: 'skip',
  e: 'edit',
  edit: 'edit',
  a: 'rest',
  all: 'rest',
  q: 'quit',
  quit: 'quit',
};

export class StepPrompt {
  readonly #door: Door;
  readonly #view: RunView;
  readonly #nameOf: (pubkey: string) => string;
  #held: RunEvent[] | undefined;
  /** An editor has the terminal, and Ctrl-C is for it. */
  isEditing = false;

  constructor(door: Door, view: RunView, nameOf: (pubkey: string) => string) {
    this.#door = door;
    this.#view = view;
    this.#nameOf = nameOf;
  }

  event(event: RunEvent): void {
    if (this.#held === undefined) this.#view.event(event);
    else this.#held.push(event);
  }

  /** Resolves with `quit` where there is no more answer to be had. */
  async ask(question: StepQuestion, signal: AbortSignal): Promise<StepAnswer> {
    const { questionText, promptText, stepHelp } = await import('./views/step-question.ts');
    const { stderr } = this.#door;
    this.#view.pause?.();
    this.#held = [];
    try {
      stderr.write(questionText(question, stderr, this.#nameOf));
      for (;;) {
        stderr.write(promptText(stderr));
        const line = await readLine(this.#door.stdin, signal);
        if (line === undefined) {
          stderr.write('\n');
          return { do: 'quit' };
        }
        const word = line.trim().toLowerCase();
        const answer = Object.hasOwn(answers, word) ? answers[word] : undefined;
        if (answer === undefined) stderr.write(`${stepHelp}\n`);
        else if (answer !== 'edit') return { do: answer };
        else {
          const edited = await this.#edit(question.text);
          if (edited.ok) return { do: 'edit', text: edited.text };
          stderr.write(`${edited.reason}; nothing is changed\n`);
        }
      }
    } finally {
      const held = this.#held;
      this.#held = undefined;
      for (const event of held ?? []) this.#view.event(event);
    }
  }

  async #edit(text: string) {
    const { editText } = await import('../app/editor.ts');
    this.isEditing = true;
    try {
      return await editText(text, this.#door.env);
    } finally {
      this.isEditing = false;
    }
  }
}

/** Undefined at the end of the input, and when the answer is not needed any more. */
function readLine(stdin: NodeJS.ReadStream, signal: AbortSignal): Promise<string | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  const lines = createInterface({ input: stdin, terminal: false });
  return new Promise((resolve) => {
    const close = () => lines.close();
    const end = (line: string | undefined) => {
      resolve(line);
      signal.removeEventListener('abort', close);
      lines.close();
    };
    signal.addEventListener('abort', close);
    lines.once('line', end);
    lines.once('close', () => end(undefined));
  });
}
