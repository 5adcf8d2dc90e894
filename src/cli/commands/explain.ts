// `hero explain CODE`: why something is a problem, with a bad and a good example.

import type { Command } from 'commander';
import { exitCodes } from '../../app/exit-codes.ts';
import { type Door, type GlobalFlags, writeJson } from '../door.ts';

export function explainCommand(program: Command, door: Door): void {
  program
    .command('explain [code...]')
    .description('say what a code of a diagnostic means; without one, list them all')
    .option('--no-color', 'no colours')
    .option('--json', 'print the explanations as JSON')
    .action(async (names: string[], flags: GlobalFlags) => {
      const { explainAll, findExplained } = await import('../../diagnostics/explain.ts');
      const found = names.map((name) => ({ name, explained: findExplained(name) }));
      const unknown = found.filter(({ explained }) => explained === undefined);
      if (unknown.length > 0) {
        const { didYouMean } = await import('../../diagnostics/suggest.ts');
        const codes = explainAll().map(({ code }) => code);
        for (const { name } of unknown) {
          const help = didYouMean(name.toUpperCase(), codes) ?? 'hero explain lists the codes';
          door.stderr.write(`hero: there is no code ${name}; ${help}\n`);
        }
        door.exit = exitCodes.usage;
        return;
      }
      const wanted = names.length === 0 ? explainAll() : found.flatMap(({ explained }) => explained ?? []);
      if (flags.json === true) return writeJson(door, wanted);
      const { explainListView, explainView } = await import('../views/explain-view.ts');
      if (names.length === 0) explainListView(wanted, door);
      else explainView(wanted, door);
    });
}
