// What directives have set at a place of a script: it ends with the file, and goes down into what is included.

import type { Span } from '../diagnostics/source.ts';
import type { AttributeValues, FullAttributes } from './attribute-values.ts';
import type { Barrier, FileFrame, Section } from './draft.ts';
import type { JobAttributes } from './plan.ts';

interface Unsaid {
  attributes: JobAttributes;
  after: string[] | undefined;
}

export class Scope {
  frame: FileFrame;
  /** Where the actions here belong. */
  section: Section;
  /** Actor of actions that name none. */
  actor: string | undefined;
  barrier: Barrier | undefined;
  /** From the including file, and from `select` directives of this one. */
  #base: FullAttributes;
  /** From the last `job.defaults` of this file. */
  #defaults: AttributeValues = {};
  /** Where `after` is written in it, and in the including file. */
  #afterSpan: Span | undefined;
  #outerAfterSpan: Span | undefined;
  /** From flags that win over everything. */
  readonly #overrides: AttributeValues;
  #merged: FullAttributes | undefined;
  #unsaid: Unsaid | undefined;
  /** What a schedule of this file stands in. */
  #outside: Pick<Scope, 'frame' | 'section' | 'barrier'> | undefined;

  constructor(frame: FileFrame, section: Section, base: FullAttributes, overrides: AttributeValues) {
    this.frame = frame;
    this.section = section;
    this.#base = base;
    this.#overrides = overrides;
  }

  /** For a file that is included here. */
  included(frame: FileFrame): Scope {
    const scope = new Scope(frame, this.section, this.#attributes(), this.#overrides);
    scope.actor = this.actor;
    scope.barrier = this.barrier;
    scope.#outerAfterSpan = this.afterSpan;
    return scope;
  }

  /** What follows belongs to this section, and knows no labels and barriers outside of it. */
  enter(section: Section): void {
    const { frame, barrier } = this;
    this.#outside ??= { frame, section: this.section, barrier };
    this.frame = { labels: new Map() };
    this.barrier = undefined;
    this.section = section;
  }

  /** Back to what was before `enter`; false when nothing was entered in this file. */
  leave(): boolean {
    if (this.#outside === undefined) return false;
    Object.assign(this, this.#outside);
    this.#outside = undefined;
    return true;
  }

  /** What holds for an action that says `own`, or nothing, itself. Those that say nothing share one object. */
  attributesOf(own: AttributeValues | undefined): JobAttributes {
    const { attributes } = this.#unsaidHere();
    return own === undefined ? attributes : override(attributes, own, this.#overrides);
  }

  /** Labels for an action that does not say itself what it waits for. */
  get after(): string[] | undefined {
    return this.#unsaidHere().after;
  }

  /** Where these labels are written; undefined when they come from a flag. */
  get afterSpan(): Span | undefined {
    if (this.#overrides.after !== undefined) return undefined;
    return this.#defaults.after === undefined ? this.#outerAfterSpan : this.#afterSpan;
  }

  #unsaidHere(): Unsaid {
    if (this.#unsaid === undefined) {
      const { name: _, after, ...attributes } = { ...this.#attributes(), ...this.#overrides };
      this.#unsaid = { attributes, after };
    }
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
  setDefaults(values: AttributeValues, afterSpan: Span | undefined): void {
    this.#defaults = values;
    this.#afterSpan = afterSpan;
    this.#forget();
  }

  #forget(): void {
    this.#merged = undefined;
    this.#unsaid = undefined;
  }
}

/** Field by field: ten thousand actions with a spread each would be felt. */
function override(base: JobAttributes, own: AttributeValues, flags: AttributeValues): JobAttributes {
  const attributes: JobAttributes = {
    agents: flags.agents ?? own.agents ?? base.agents,
    circle: flags.circle ?? own.circle ?? base.circle,
    context: flags.context ?? own.context ?? base.context,
    timeoutSchedule: flags.timeoutSchedule ?? own.timeoutSchedule ?? base.timeoutSchedule,
    timeout: flags.timeout ?? own.timeout ?? base.timeout,
    log: flags.log ?? own.log ?? base.log,
    ignoreError: flags.ignoreError ?? own.ignoreError ?? base.ignoreError,
    ignoreErrorCodes: flags.ignoreErrorCodes ?? own.ignoreErrorCodes ?? base.ignoreErrorCodes,
    debug: flags.debug ?? own.debug ?? base.debug,
    retry: flags.retry ?? own.retry ?? base.retry,
    detach: flags.detach ?? own.detach ?? base.detach,
    priority: flags.priority ?? own.priority ?? base.priority,
  };
  const start = flags.start ?? own.start ?? base.start;
  if (start !== undefined) attributes.start = start;
  if (own.key !== undefined) attributes.key = own.key;
  return attributes;
}
