// What a built-in directive is: data about an action that is read by us instead of being executed by an agent.

import type { ParamSignature } from '../records/signature.ts';

export interface DirectiveParam extends ParamSignature {
  /** Other names it may be given by. */
  aliases?: string[];
}

/** How it acts on the plan. The compiler has one case for each. */
export type DirectiveEffect =
  /** Sets a job attribute for the actions that do not set it themselves. */
  | { kind: 'select'; attribute: 'circle' | 'context' | 'agents'; param: string }
  /** Its params are job attributes, without the `job.`. */
  | { kind: 'defaults' }
  /** Gives an actor to the actions that name none. */
  | { kind: 'actor'; param: string }
  | { kind: 'variable'; key: string; value: string; once: boolean }
  | { kind: 'barrier'; param: string }
  | { kind: 'echo'; param: string }
  /** Names problems that are not told. */
  | { kind: 'lint'; param: string }
  /** Sets a limit of the store. */
  | { kind: 'limit' }
  /** What is below it is kept for later, up to its end. */
  | { kind: 'schedule' }
  | { kind: 'schedule_end' }
  /** Has taken place when the scripts were loaded. */
  | { kind: 'include' };

/** Where it holds. */
export type Reach =
  /** From its line to the end of its file, and in what is included there. */
  | 'file'
  /** For all that follows in the run. */
  | 'run'
  /** At its line alone. */
  | 'here'
  /** For all jobs of the store. */
  | 'store';

export interface DirectiveAlias {
  /** `actor.action`; what is written as one word has the actor `core`. */
  name: string;
  /** An old spelling is told about (HS0217). */
  old: boolean;
  /** Params of the old spelling that have no effect any more. */
  ignored?: string[];
}

export interface DirectiveExample {
  /** A whole script. */
  script: string;
  /** Other scripts beside it, by name. */
  files?: Record<string, string>;
  /** The plan it makes, a line for each step; the tests compare it. */
  plan: string;
}

export interface Directive {
  actor: string;
  action: string;
  aliases: DirectiveAlias[];
  /** One clause. */
  summary: string;
  /** Sentences for the reference. */
  help: string;
  params: DirectiveParam[];
  effect: DirectiveEffect;
  reach: Reach;
  examples: DirectiveExample[];
}

export function directiveName(directive: Directive): string {
  return `${directive.actor}.${directive.action}`;
}
