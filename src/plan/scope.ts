// What directives have set at a place of a script: it ends with the file, and goes down into what is included.

import type { AttributeValues, FullAttributes } from './attributes.ts';
import type { Barrier, FileFrame } from './draft.ts';
import type { Variables } from './variables.ts';

export class Scope {
  readonly frame: FileFrame;
  readonly variables: Variables;
  /** Actor of actions that name none. */
  actor: string | undefined;
  barrier: Barrier | undefined;
  /** From the including file, and from `select` directives of this one. */
  #base: FullAttributes;
  /** From the last `job.defaults` of this file. */
  #defaults: AttributeValues = {};
  #merged: FullAttributes | undefined;

  constructor(frame: FileFrame, variables: Variables, base: FullAttributes) {
    this.frame = frame;
    this.variables = variables;
    this.#base = base;
  }

  /** For a file that is included here. */
  included(frame: FileFrame, variables: Variables): Scope {
    const scope = new Scope(frame, variables, this.attributes);
    scope.actor = this.actor;
    scope.barrier = this.barrier;
    return scope;
  }

  get attributes(): FullAttributes {
    this.#merged ??= { ...this.#base, ...this.#defaults };
    return this.#merged;
  }

  select(attribute: 'circle' | 'context' | 'agents', values: AttributeValues): void {
    this.#base = { ...this.#base, ...values };
    // Whichever was said last holds.
    this.#defaults = { ...this.#defaults };
    delete this.#defaults[attribute];
    this.#merged = undefined;
  }

  /** Replaces an earlier `job.defaults` of this file. */
  setDefaults(values: AttributeValues): void {
    this.#defaults = values;
    this.#merged = undefined;
  }
}
