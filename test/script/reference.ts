// The test data of the reference implementations, where it is there, and our reading of it in their terms.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Source } from '../../src/diagnostics/source.ts';
import type { Action, Script } from '../../src/script/ast.ts';
import { parseScript } from '../../src/script/parse.ts';

export const data = join(import.meta.dirname, '../../../shared/data/heroscript');

/** Prints that it skips when the data is not there. */
export function hasData(): boolean {
  if (existsSync(data)) return true;
  console.log('skipped: no corpus');
  return false;
}

export function readJson<T>(file: string): T[] {
  const text = readFileSync(join(data, file), 'utf8');
  if (!file.endsWith('.jsonl')) return JSON.parse(text) as T[];
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

export interface ReferenceParam {
  key: string;
  value: string;
  comment?: string;
}

export interface ReferenceAction {
  actor: string;
  name: string;
  type: string;
  comments: string;
  params: ReferenceParam[];
  args: string[];
}

export interface Reading {
  /** Error codes. */
  errors: string[];
  actions: ReferenceAction[];
}

export function parseActions(text: string, name = 'reference.hero'): Script {
  return parseScript(new Source(name, text));
}

/** Text of params, as it stands below an action. */
export function parseParams(text: string): Script {
  return parseActions(belowAction(text));
}

export function belowAction(text: string): string {
  return `!!a.b\n${text.replace(/^/gm, '    ')}`;
}

export function read(text: string, name?: string): Reading {
  const { actions, diagnostics } = parseActions(text, name);
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  return { errors, actions: actions.map(inTheirTerms) };
}

function inTheirTerms({ type, actor, action, comments, params, args }: Action): ReferenceAction {
  return {
    actor,
    name: action,
    type,
    comments,
    params: params.map(({ key, value, comment }) => ({ key, value: value.text, comment })),
    args: args.map(({ text }) => text),
  };
}
