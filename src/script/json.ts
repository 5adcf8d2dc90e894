// Actions as JSON, for programs: out, in the order they are met with includes in place, and in again.

import { type Diagnostic, type DiagnosticJson, diagnosticToJson } from '../diagnostics/diagnostic.ts';
import type { Action, ActionType, LoadedScript } from './ast.ts';

export interface ActionJson {
  type: ActionType;
  actor: string;
  action: string;
  args: string[];
  /** Without a prototype: any key is a key. */
  params: Record<string, string>;
  line: number;
  comments: string;
  /** Where it is asked for. */
  hash?: string;
}

export interface ScriptJson {
  actions: ActionJson[];
  diagnostics: DiagnosticJson[];
}

/** As one line of text. */
export function scriptToJson(
  actions: readonly Action[],
  diagnostics: readonly Diagnostic[],
  hashOf?: (action: Action) => string,
): string {
  const json: ScriptJson = {
    actions: actions.map((action) => {
      const said = actionToJson(action);
      return hashOf === undefined ? said : { ...said, hash: hashOf(action) };
    }),
    diagnostics: diagnostics.map(diagnosticToJson),
  };
  return JSON.stringify(json);
}

/** In the order they are met: an include, then what it includes. Without `includes`, only what stands in its place. */
export function actionsOf(scripts: readonly LoadedScript[], includes = true): Action[] {
  const actions: Action[] = [];
  const collect = ({ items }: LoadedScript): void => {
    for (const item of items) {
      if (includes || item.kind === 'action') actions.push(item.action);
      if (item.kind === 'include') for (const script of item.scripts) collect(script);
    }
  };
  for (const script of scripts) collect(script);
  return actions;
}

export function actionToJson({ type, actor, action, args, params, span, comments }: Action): ActionJson {
  const values: Record<string, string> = Object.create(null);
  for (const { key, value } of params) values[key] = value.text;
  return {
    type,
    actor,
    action,
    args: args.map(({ text }) => text),
    params: values,
    line: span.source.positionAt(span.start).line,
    comments,
  };
}
