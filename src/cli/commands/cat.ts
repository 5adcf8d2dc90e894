// `hero cat`: scripts in colours.

import type { Command } from 'commander';
import { exitCodeOfDiagnostics } from '../../app/exit-codes.ts';
import { type Door, type GlobalFlags, printDiagnostics } from '../door.ts';
import { expectInputs } from '../inputs.ts';
import { withMarkdown } from '../options.ts';

interface CatFlags extends GlobalFlags {
  html?: boolean;
  number?: boolean;
  md?: 'all' | 'fenced';
}

export function catCommand(program: Command, door: Door): void {
  const command = program
    .command('cat [inputs...]')
    .description('show scripts in colours: files, folders, - for standard input')
    .option('-n, --number', 'number the lines')
    .option('--html', 'print a page for browsers')
    .option('--no-color', 'no colours');
  withMarkdown(command).action(async (names: string[], flags: CatFlags) => {
    const inputs = await expectInputs(door, command, names);
    if (inputs === undefined) return;
    const { showTexts } = await import('../../app/use-cases/cat.ts');
    const { texts, diagnostics } = await showTexts({
      cwd: door.cwd,
      inputs,
      ...(flags.md === undefined ? {} : { markdown: flags.md }),
    });
    const { catView } = await import('../views/cat-view.ts');
    await catView(texts, { html: flags.html === true, number: flags.number === true }, door);
    await printDiagnostics(door, diagnostics);
    door.exit = exitCodeOfDiagnostics(diagnostics);
  });
}
