// Scripts as JSON, for programs: the actions in the order they are met, includes in place, and what is wrong.

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
}

export interface ScriptJson {
  actions: ActionJson[];
  diagnostics: DiagnosticJson[];
}

export function scriptToJson(scripts: readonly LoadedScript[], diagnostics: readonly Diagnostic[]): ScriptJson {
  const actions: ActionJson[] = [];
  const collect = ({ items }: LoadedScript): void => {
    for (const item of items) {
      actions.push(actionToJson(item.action));
      if (item.kind === 'include') for (const script of item.scripts) collect(script);
    }
  };
  for (const script of scripts) collect(script);
  return { actions, diagnostics: diagnostics.map(diagnosticToJson) };
}

/** The same as one line of text. */
export function scriptsToJson(loaded: {
  scripts: readonly LoadedScript[];
  diagnostics: readonly Diagnostic[];
}): string {
  return JSON.stringify(scriptToJson(loaded.scripts, loaded.diagnostics));
}

function actionToJson({ type, actor, action, args, params, span, comments }: Action): ActionJson {
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
