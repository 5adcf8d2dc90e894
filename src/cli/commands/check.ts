// `hero check`: what is wrong with scripts, without running them.

import { type Command, Option } from 'commander';
import { exitCodeOfDiagnostics, exitCodes } from '../../app/exit-codes.ts';
import { type Door, fail, type GlobalFlags, settingsOf, writeJson } from '../door.ts';
import { readInputs, readVariables, type VariableFlags } from '../inputs.ts';
import { collect, withActors, withStore, withVariables } from '../options.ts';

interface CheckFlags extends GlobalFlags, VariableFlags {
  eval: string[];
  allowEnv: string[];
  md?: 'all' | 'fenced';
  compat?: 'herolib';
}

export function checkCommand(program: Command, door: Door): void {
  const command = program
    .command('check [inputs...]')
    .description('say what is wrong with scripts, without running them')
    .option('-e, --eval <text>', 'check this text; repeatable', collect, [])
    .addOption(new Option('--compat <reader>', 'tell what herolib would read otherwise').choices(['herolib']))
    .option('--json', 'print {"diagnostics":[…]}');
  withVariables(withActors(withStore(command))).action(async (names: string[], flags: CheckFlags) => {
    const inputs = await readInputs(door, names, flags.eval);
    if (inputs === undefined) {
      command.outputHelp({ error: true });
      door.exit = exitCodes.usage;
      return;
    }
    const variables = readVariables(door, flags);
    if (!variables.ok) return fail(door, [variables.diagnostic]);
    const { checkScripts } = await import('../../app/use-cases/check.ts');
    const { diagnostics, plan } = await checkScripts({
      settings: settingsOf(door, flags),
      inputs,
      variables: variables.variables,
      allowEnv: flags.allowEnv,
      entry: door.entry,
      ...(flags.md === undefined ? {} : { markdown: flags.md }),
      ...(flags.compat === undefined ? {} : { compat: flags.compat }),
    });
    door.exit = exitCodeOfDiagnostics(diagnostics);
    if (flags.json === true) {
      const { diagnosticToJson } = await import('../../diagnostics/diagnostic.ts');
      writeJson(door, { diagnostics: diagnostics.map(diagnosticToJson) });
      return;
    }
    const { checkView } = await import('../views/check-view.ts');
    checkView({ diagnostics, jobs: plan.jobs.length, files: plan.files.length }, door);
  });
}
