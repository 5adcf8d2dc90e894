// What an include is, and what can be wrong with one.

import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { reasonOf } from '../ground/reasons.ts';
import type { Action, Param } from './ast.ts';
import { cannotRead } from './read.ts';

/** A name whose value is not known when includes are read. */
export function findUnknown(param: Param | undefined): Diagnostic | undefined {
  const name = /\$\{(\w+)\}/.exec(param?.value.text ?? '')?.[1];
  if (name === undefined || param === undefined) return undefined;
  return {
    code: 'HS0210',
    severity: 'error',
    message: `there is no variable ${name} when includes are read`,
    span: param.value.span,
    help: `give it with --set ${name}=..., what a script sets is too late here`,
  };
}

export function isInclude({ type, actor, action }: Action): boolean {
  if (type !== 'sal') return false;
  return actor === 'play' ? action === 'include' || action === 'run' : actor === 'core' && action === 'include';
}

export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}

export function withoutPath(action: Action, path: Param | undefined): Diagnostic {
  return {
    code: 'HS0204',
    severity: 'error',
    message: `${action.actor === 'core' ? '' : 'play.'}${action.action} needs a path`,
    span: path?.keySpan ?? action.nameSpan,
    help: `write path:${action.args[0]?.text ?? 'other.hero'}`,
  };
}

export async function unreadable(
  error: unknown,
  path: string,
  name: string,
  param: Param | undefined,
): Promise<Diagnostic> {
  const diagnostic = await cannotRead(error, path, name);
  return param === undefined ? diagnostic : atInclude(diagnostic, name, param, reasonOf(error));
}

/** The same problem, at the place of the include that asks for the file. */
export function atInclude(diagnostic: Diagnostic, name: string, param: Param, reason?: string): Diagnostic {
  const { help } = diagnostic;
  return {
    code: 'HS0218',
    severity: 'error',
    message:
      reason === undefined ? `cannot include ${name}: ${diagnostic.message}` : `cannot include ${name}: ${reason}`,
    span: param.value.span,
    ...(help === undefined ? {} : { help }),
  };
}
