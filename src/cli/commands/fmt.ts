// `hero fmt`: lays out scripts in the one form.

import type { Command } from 'commander';
import { exitCodeOfDiagnostics, exitCodes } from '../../app/exit-codes.ts';
import { type Door, type GlobalFlags, printDiagnostics } from '../door.ts';
import { expectInputs } from '../inputs.ts';
import { withMarkdown } from '../options.ts';

interface FmtFlags extends GlobalFlags {
  check?: boolean;
  diff?: boolean;
  migrate?: boolean;
  expand?: boolean;
  sort?: boolean;
  md?: 'all' | 'fenced';
}

export function fmtCommand(program: Command, door: Door): void {
  const command = program
    .command('fmt [inputs...]')
    .description('lay out scripts: files, folders, - from standard input to standard output')
    .option('--check', 'write nothing; list what is not laid out, and exit with 5')
    .option('--diff', 'write nothing; show what would change')
    .option('--migrate', 'write old spellings anew, and quotes that older readers understand')
    .option('--expand', 'write params.NAME of definitions as blocks of their own')
    .option('--sort', 'put files of nothing but definitions in order')
    .option('--no-color', 'no colours');
  withMarkdown(command).action(async (names: string[], flags: FmtFlags) => {
    const inputs = await expectInputs(door, command, names);
    if (inputs === undefined) return;
    const only = flags.check === true || flags.diff === true;
    const { formatScripts } = await import('../../app/use-cases/format.ts');
    const { files, diagnostics, refused } = await formatScripts({
      cwd: door.cwd,
      inputs,
      write: !only,
      migrate: flags.migrate === true,
      expand: flags.expand === true,
      sort: flags.sort === true,
      ...(flags.md === undefined ? {} : { markdown: flags.md }),
    });
    const { fmtView } = await import('../views/fmt-view.ts');
    await printDiagnostics(door, diagnostics);
    const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
    await fmtView(files, { check: flags.check === true, diff: flags.diff === true, errors }, door);
    if (refused.length > 0)
      throw new Error(`${refused.join(', ')}: laid out, it would not say the same; left as it is`);
    const changed = files.some(({ before, after }) => before !== after);
    door.exit = exitCodeOfDiagnostics(diagnostics);
    if (flags.check === true && changed && door.exit === exitCodes.ok) door.exit = exitCodes.differences;
  });
}
