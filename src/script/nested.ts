// Params inside of a value: `disk:'size:10GB fast:true'`.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { Source } from '../diagnostics/source.ts';
import type { Action, Param } from './ast.ts';
import { parseScript } from './parse.ts';

/** What is wrong inside is told at the value, whose text may be written in another way than it reads. */
export function readNested(param: Param, diagnostics: Diagnostic[]): Pick<Action, 'params' | 'args'> {
  const { key, value } = param;
  const source = new Source(key, `!!core.params\n${value.text.replace(/^/gm, '    ')}`);
  const { actions, diagnostics: found } = parseScript(source);
  for (const { related: _, ...problem } of found) {
    diagnostics.push({ ...problem, message: `${key}: ${problem.message}`, span: value.span });
  }
  // Whatever begins with a ! would be an action of its own.
  if (actions.length > 1) {
    const message = `${key}: an action is no param`;
    diagnostics.push({ code: 'HS0205', severity: 'error', message, span: value.span, help: 'write key:value' });
  }
  const [action] = actions;
  return { params: action?.params ?? [], args: action?.args ?? [] };
}
