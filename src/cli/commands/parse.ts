// `hero parse`: what the parser reads in a script.

import type { Command } from 'commander';
import { exitCodeOfDiagnostics, exitCodes } from '../../app/exit-codes.ts';
import { type Door, type GlobalFlags, printDiagnostics, settingsOf } from '../door.ts';
import { readInputs } from '../inputs.ts';
import { collect } from '../options.ts';

interface ParseFlags extends GlobalFlags {
  eval: string[];
  md?: 'all' | 'fenced';
}

export function parseCommand(program: Command, door: Door): void {
  const command = program
    .command('parse [inputs...]')
    .description('show the actions of scripts')
    .option('-e, --eval <text>', 'parse this text; repeatable', collect, [])
    .option('--md <mode>', 'actions of a markdown file: all or fenced')
    .option('--no-color', 'no colours')
    .option('--json', 'print {"actions":[…],"diagnostics":[…]}')
    .action(async (names: string[], flags: ParseFlags) => {
      const inputs = await readInputs(door, names, flags.eval);
      if (inputs === undefined) {
        command.outputHelp({ error: true });
        door.exit = exitCodes.usage;
        return;
      }
      const { parseScripts } = await import('../../app/use-cases/check.ts');
      const parsed = await parseScripts({
        settings: settingsOf(door, flags),
        inputs,
        ...(flags.md === undefined ? {} : { markdown: flags.md }),
      });
      door.exit = exitCodeOfDiagnostics(parsed.diagnostics);
      if (flags.json === true) {
        const { scriptsToJson } = await import('../../script/json.ts');
        door.stdout.write(`${scriptsToJson(parsed)}\n`);
        return;
      }
      const { parseView } = await import('../views/parse-view.ts');
      parseView(parsed.scripts, door);
      await printDiagnostics(door, parsed.diagnostics);
    });
}
