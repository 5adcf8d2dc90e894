// The meaning of a script as immutable values: actions with params and args, each with its place in the text.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Source, Span } from '../diagnostics/source.ts';

/** By the number of exclamation marks: one to four. */
export type ActionType = 'dal' | 'sal' | 'macro' | 'wal';

/** How a value was written; its meaning is `text` alone. */
export type ValueForm = 'empty' | 'bare' | 'quoted' | 'folded' | 'block' | 'list' | 'bracket';

export interface Value {
  /** The value with quotes, escapes, folding and indentation resolved. */
  text: string;
  form: ValueForm;
  span: Span;
}

export interface Param {
  /** Lower case. */
  key: string;
  keySpan: Span;
  value: Value;
  /** Text of the comment that belongs to it, '' if none. */
  comment: string;
}

export interface Arg {
  text: string;
  span: Span;
  comment: string;
}

export interface Action {
  type: ActionType;
  /** Normalised: lower case, `-` to `_`; `core` where the script names none. */
  actor: string;
  action: string;
  /** The name without the exclamation marks, as written. */
  nameSpan: Span;
  /** Where the actor is written; undefined when it is implied. */
  actorSpan?: Span | undefined;
  actionSpan: Span;
  /** In the order they are written, no key twice. */
  params: Param[];
  args: Arg[];
  /** Text of the `//` lines directly above, joined by newlines. */
  comments: string;
  /** From the first `!` to the end of the last param. */
  span: Span;
  /** The first line of it, for code frames. */
  headSpan: Span;
}

/** A parsed text. Always there, partial if need be, with everything that is wrong with it. */
export interface Script {
  source: Source;
  actions: Action[];
  diagnostics: Diagnostic[];
}

/** What a script says with its includes in place; scopes end with the script they are in. */
export interface LoadedScript {
  script: Script;
  items: LoadedItem[];
  /** By name, what its include puts in the place of `{NAME}`; the items have it already. Absent = nothing. */
  replacements?: ReadonlyMap<string, string>;
}

export type LoadedItem =
  | { kind: 'action'; action: Action }
  | { kind: 'include'; action: Action; scripts: LoadedScript[] };

export function findParam(action: Action, key: string): Param | undefined {
  return action.params.find((param) => param.key === key);
}

/** Each of them, and below it the scripts it includes, in the order of the run. One that is included twice comes twice. */
export function* scriptsIn(scripts: readonly LoadedScript[]): Generator<Script> {
  for (const { script, items } of scripts) {
    yield script;
    for (const item of items) if (item.kind === 'include') yield* scriptsIn(item.scripts);
  }
}
