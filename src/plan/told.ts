// What is told of scripts in the end: of all that was found, without what follows from something else or is left out.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { LoadedScript } from '../script/ast.ts';
import { dropFollowUps } from './follow-ups.ts';
import { ignoreDiagnostics, type Told } from './ignore.ts';

export function tellOf(diagnostics: Diagnostic[], scripts: readonly LoadedScript[]): Told {
  return ignoreDiagnostics(dropFollowUps(diagnostics, scripts), scripts);
}
