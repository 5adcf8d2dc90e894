// What all parts of one compilation share.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { AttributeReader } from './attribute-reader.ts';
import { type AttributeValues, builtInAttributes, type FullAttributes } from './attribute-values.ts';
import type { CompileContext } from './context.ts';
import type { ScheduleDraft, Section } from './draft.ts';
import { KnownActions } from './known-actions.ts';
import type { PlannedLimit } from './plan.ts';
import { Variables } from './variables.ts';

export class Compilation {
  readonly context: CompileContext;
  readonly known: KnownActions;
  readonly attributes: AttributeReader;
  readonly variables: Variables;
  /** From flags that win over the script. */
  readonly overrides: AttributeValues;
  /** From flags and built in, for what the script does not say. */
  readonly base: FullAttributes;
  readonly diagnostics: Diagnostic[] = [];
  readonly limits: PlannedLimit[] = [];
  /** What is run now, and not kept for a schedule. */
  readonly main: Section = { drafts: [], jobs: [] };
  readonly schedules: ScheduleDraft[] = [];

  constructor(context: CompileContext) {
    this.context = context;
    this.known = new KnownActions(context.catalogue);
    this.attributes = new AttributeReader(context.resolveAgent);
    this.variables = new Variables({ given: context.variables, allowEnv: context.allowEnv, env: context.env });
    this.overrides = {};
    for (const [key, text] of Object.entries(context.overrides)) {
      const name = key.replace(/^job\./, '');
      Object.assign(this.overrides, this.attributes.read({ name, text }, 'flag', this.diagnostics));
    }
    this.base = {
      ...builtInAttributes,
      ...(context.circle === undefined ? {} : this.#flag('circle', context.circle)),
      ...(context.context === undefined ? {} : this.#flag('context', context.context)),
    };
    if (context.agents !== undefined) {
      this.base.agents = this.attributes.resolveAgents(context.agents, undefined, this.diagnostics);
    }
  }

  #flag(name: string, text: string): AttributeValues {
    return this.attributes.read({ name, text }, 'flag', this.diagnostics);
  }
}
