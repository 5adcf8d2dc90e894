// What is found in a text, in its order: actions, what stands between them, and what is wrong with them.

import { messages } from '../../grammar/messages.ts';
import type { Markdown } from '../../grammar/reading.ts';
import type { Source } from '../diagnostics/source.ts';
import type { Script } from './ast.ts';
import { Between } from './between.ts';
import { Draft } from './draft.ts';
import type { ReadAction } from './nodes.ts';
import { Places } from './places.ts';
import { type Building, report } from './report.ts';

export class ScriptBuilder {
  readonly building: Building;
  readonly actions: ReadAction[] = [];
  readonly between: Between;
  readonly draft: Draft;
  readonly #maxActions: number;

  constructor(source: Source, markdown: Markdown | undefined, maxActions: number) {
    this.building = { source, diagnostics: [], errors: 0 };
    this.draft = new Draft(new Places(source));
    this.between = new Between(this.building, markdown);
    this.#maxActions = maxActions;
  }

  /** Says so when no further action, with its head from `start` to `end`, is to be read. */
  isFull(start: number, end: number): boolean {
    if (this.actions.length < this.#maxActions) return false;
    report(this.building, start, end, messages.manyActions(this.#maxActions));
    return true;
  }

  /** Diagnostics in the order of the text. */
  finish(): Script {
    const { source, diagnostics } = this.building;
    this.between.finish();
    diagnostics.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
    return { source, actions: this.actions, diagnostics };
  }
}
