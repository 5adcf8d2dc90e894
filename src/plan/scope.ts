// What directives have set at a place of a script: it ends with the file, and goes down into what is included.

import type { AttributeValues, FullAttributes } from './attributes.ts';
import type { Barrier, FileFrame } from './draft.ts';
import type { JobAttributes } from './plan.ts';

export class Scope {
  readonly frame: FileFrame;
  /** Actor of actions that name none. */
  actor: string | undefined;
  barrier: Barrier | undefined;
  /** From the including file, and from `select` directives of this one. */
  #base: FullAttributes;
  /** From the last `job.defaults` of this file. */
  #defaults: AttributeValues = {};
  /** From flags that win over everything. */
  readonly #overrides: AttributeValues;
  #merged: FullAttributes | undefined;
  #unsaid: { values: FullAttributes; attributes: JobAttributes } | undefined;

  constructor(frame: FileFrame, base: FullAttributes, overrides: AttributeValues) {
    this.frame = frame;
    this.#base = base;
    this.#overrides = overrides;
  }

  /** For a file that is included here. */
  included(frame: FileFrame): Scope {
    const scope = new Scope(frame, this.#attributes(), this.#overrides);
    scope.actor = this.actor;
    scope.barrier = this.barrier;
    return scope;
  }

  /** What holds for an action that says `own`, or nothing, itself. Those that say nothing share one object. */
  attributesOf(own: AttributeValues | undefined): { values: FullAttributes; attributes: JobAttributes } {
    if (own !== undefined) return split({ ...this.#attributes(), ...own, ...this.#overrides });
    this.#unsaid ??= split({ ...this.#attributes(), ...this.#overrides });
    return this.#unsaid;
  }

  #attributes(): FullAttributes {
    this.#merged ??= { ...this.#base, ...this.#defaults };
    return this.#merged;
  }

  select(attribute: 'circle' | 'context' | 'agents', values: AttributeValues): void {
    this.#base = { ...this.#base, ...values };
    // Whichever was said last holds.
    this.#defaults = { ...this.#defaults };
    delete this.#defaults[attribute];
    this.#forget();
  }

  /** Replaces an earlier `job.defaults` of this file. */
  setDefaults(values: AttributeValues): void {
    this.#defaults = values;
    this.#forget();
  }

  #forget(): void {
    this.#merged = undefined;
    this.#unsaid = undefined;
  }
}

function split(values: FullAttributes): { values: FullAttributes; attributes: JobAttributes } {
  const attributes: JobAttributes = {
    agents: values.agents,
    circle: values.circle,
    context: values.context,
    timeoutSchedule: values.timeoutSchedule,
    timeout: values.timeout,
    log: values.log,
    ignoreError: values.ignoreError,
    ignoreErrorCodes: values.ignoreErrorCodes,
    debug: values.debug,
    retry: values.retry,
    detach: values.detach,
    priority: values.priority,
  };
  if (values.start !== undefined) attributes.start = values.start;
  return { values, attributes };
}
