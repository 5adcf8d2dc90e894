// `hero check`: diagnostics on stderr, one line of verdict on stdout.

import { type Diagnostic, hasErrors } from '../../diagnostics/diagnostic.ts';
import { countSeverities, renderDiagnostics } from '../../diagnostics/render.ts';
import { plural } from '../../print/format.ts';
import { renderOptions } from './failures.ts';
import type { Screens } from './view.ts';

export interface Checked {
  diagnostics: readonly Diagnostic[];
  /** How much there was to check. */
  jobs: number;
  files: number;
}

export function checkView({ diagnostics, jobs, files }: Checked, { stdout, stderr }: Screens): void {
  if (diagnostics.length > 0) stderr.write(`${renderDiagnostics(diagnostics, renderOptions(stderr))}\n\n`);
  const { style } = stdout.look;
  const counts = countSeverities(diagnostics);
  if (hasErrors(diagnostics)) {
    stdout.write(`${style.strong(style.error('invalid'))}  ${counts}\n`);
    return;
  }
  const parts = [plural(files, 'file'), plural(jobs, 'action')];
  if (counts !== '') parts.push(style.warning(counts));
  stdout.write(`${style.strong(style.ok('ok'))}  ${parts.join('  ')}\n`);
}
