// `hero check`: what is wrong, in the form that is asked for. Text for people has its verdict on stdout, the rest on stderr.

import { byPlace, countSeverities, foldDuplicates, renderDiagnostics, renderShort } from '../../diagnostics/render.ts';
import { tameLine } from '../../diagnostics/visible.ts';
import { plural } from '../../print/format.ts';
import { type Checked, isRefused } from './checked.ts';
import { renderOptions } from './failures.ts';
import type { Screens } from './view.ts';

export type CheckFormat = 'text' | 'short' | 'json' | 'sarif' | 'github' | 'junit';

export async function checkView(found: Checked, format: CheckFormat, screens: Screens): Promise<void> {
  const checked = { ...found, diagnostics: foldDuplicates(found.diagnostics).sort(byPlace) };
  const { stdout } = screens;
  switch (format) {
    case 'text':
      return textView(checked, screens);
    case 'short':
      return stdout.write(checked.diagnostics.map((one) => `${renderShort(one, stdout.look.ascii)}\n`).join(''));
    case 'json': {
      const { diagnosticForEditors } = await import('../../diagnostics/editor.ts');
      const { mended } = checked;
      const files = mended && [...mended].map(([file, problems]) => ({ file, problems }));
      const diagnostics = checked.diagnostics.map(diagnosticForEditors);
      return stdout.write(`${JSON.stringify({ diagnostics, mended: files })}\n`);
    }
    case 'sarif': {
      const { sarifReport } = await import('./check-sarif.ts');
      return stdout.write(`${JSON.stringify(sarifReport(checked), null, 2)}\n`);
    }
    case 'github': {
      const { annotation } = await import('./annotation.ts');
      stdout.write(checked.diagnostics.map((one) => `${annotation(one)}\n`).join(''));
      return stdout.write(`${verdict(checked, screens)}\n`);
    }
    case 'junit': {
      const { junitReport } = await import('./check-junit.ts');
      return stdout.write(junitReport(checked));
    }
  }
}

function textView(checked: Checked, screens: Screens): void {
  const { diagnostics, maxErrors } = checked;
  const { stdout, stderr } = screens;
  const options = { ...renderOptions(stderr), max: maxErrors };
  if (diagnostics.length > 0) stderr.write(`${renderDiagnostics(diagnostics, options)}\n\n`);
  for (const [file, problems] of checked.mended ?? []) {
    stdout.write(`mended  ${tameLine(file, stdout.look.ascii)}  ${plural(problems, 'problem')}\n`);
  }
  stdout.write(`${verdict(checked, screens)}\n`);
}

function verdict(checked: Checked, { stdout }: Screens): string {
  const { diagnostics, ignored, jobs, files } = checked;
  const fixed = [...(checked.mended?.values() ?? [])].reduce((sum, count) => sum + count, 0);
  const mended = fixed === 0 ? '' : `${fixed} mended  `;
  const { style } = stdout.look;
  const counts = countSeverities(diagnostics);
  if (isRefused(checked)) {
    const first = diagnostics.find(({ severity }) => severity === 'error') ?? diagnostics[0];
    const hint = first === undefined ? '' : `      ${style.dim(`hero explain ${first.code}`)}`;
    return `${style.strong(style.error('invalid'))}  ${mended}${counts}${hint}`;
  }
  const parts = [...(fixed === 0 ? [] : [`${fixed} mended`]), plural(files.length, 'file'), plural(jobs, 'action')];
  if (counts !== '') parts.push(style.warning(counts));
  if (ignored.length > 0) parts.push(style.dim(`${ignored.length} left out`));
  return `${style.strong(style.ok('ok'))}  ${parts.join('  ')}`;
}
