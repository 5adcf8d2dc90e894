// `hero fmt`: the names of what was laid out or would be, a diff, or the text itself for what is no file.

import type { FormattedFile } from '../../app/use-cases/format.ts';
import { plural } from '../../print/format.ts';
import type { Screens } from './view.ts';

export interface FmtModes {
  check: boolean;
  diff: boolean;
  /** Mistakes that were told before. */
  errors: number;
}

export async function fmtView(
  files: readonly FormattedFile[],
  { check, diff, errors }: FmtModes,
  screens: Screens,
): Promise<void> {
  const { stdout } = screens;
  const { style } = stdout.look;
  const changed = files.filter(({ before, after }) => before !== after);
  if (diff) {
    for (const file of changed) stdout.write(await diffOf(file, screens));
    return;
  }
  if (!check) for (const { isFile, after } of files) if (!isFile) stdout.write(after);
  const named = check ? changed : changed.filter(({ isFile }) => isFile);
  for (const { name } of named) stdout.write(`${name}\n`);
  const count = files.filter(({ isFile }) => check || isFile).length;
  if (count === 0) return;
  const differs = check && changed.length > 0;
  const word = errors > 0 ? style.error('invalid') : differs ? style.warning('differences') : style.ok('ok');
  const wrong = errors > 0 ? `  ${plural(errors, 'error')}` : '';
  const what = check ? 'not laid out' : 'laid out anew';
  screens.stderr.write(`${style.strong(word)}  ${plural(count, 'file')}  ${named.length} ${what}${wrong}\n`);
}

async function diffOf({ name, before, after }: FormattedFile, { stdout }: Screens): Promise<string> {
  const { createTwoFilesPatch, FILE_HEADERS_ONLY } = await import('diff');
  const patch = createTwoFilesPatch(name, name, before, after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
  const { style } = stdout.look;
  return patch
    .split('\n')
    .map((line) => {
      if (line.startsWith('+')) return style.ok(line);
      return line.startsWith('-') ? style.error(line) : line;
    })
    .join('\n');
}
