// `hero check`: what is wrong with scripts, without running them.

import { type Command, Option } from 'commander';
import { exitCodeOfDiagnostics, exitCodes } from '../../app/exit-codes.ts';
import type { Checked, CheckRequest } from '../../app/use-cases/check.ts';
import type { Fixed } from '../../app/use-cases/fix.ts';
import { type Door, fail, settingsOf } from '../door.ts';
import { expectInputs, readVariables, type VariableFlags } from '../inputs.ts';
import {
  collect,
  type ReadingFlags,
  readCount,
  readingOf,
  withActors,
  withReading,
  withStore,
  withVariables,
} from '../options.ts';
import type { CheckFormat } from '../views/check-view.ts';
import { reporterOf, type WatchFlags, watch, withWatch } from '../watch.ts';

interface CheckFlags extends ReadingFlags, WatchFlags, VariableFlags {
  eval: string[];
  allowEnv: string[];
  compat?: 'herolib';
  format: CheckFormat;
  fix?: boolean;
  denyWarnings?: boolean;
  maxErrors: number;
}

const formats = ['text', 'short', 'json', 'sarif', 'github', 'junit'] as const satisfies CheckFormat[];

export function checkCommand(program: Command, door: Door): void {
  const command = program
    .command('check [inputs...]')
    .description('say what is wrong with scripts, without running them')
    .option('-e, --eval <text>', 'check this text; repeatable', collect, [])
    .addOption(new Option('--compat <reader>', 'tell what herolib would read otherwise').choices(['herolib']))
    .addOption(new Option('--format <name>', 'how to print').choices(formats).default('text'))
    .option('--json', 'print {"diagnostics":[…]}: the same as --format json')
    .option('--fix', 'mend in the files what can be mended without asking')
    .option('--deny-warnings', 'warnings are refused as errors are')
    .option('--max-errors <n>', 'problems of a file that are shown as text; the rest is counted', readCount, 20);
  withWatch(command, 'check again whenever a file is saved', ['check']);
  withReading(withVariables(withActors(withStore(command)))).action(async (names: string[], flags: CheckFlags) => {
    if (flags.watch !== undefined) {
      // Mending is a save too.
      return watch(door, command, names, flags, flags.fix === true ? { isCancelled: () => false } : {});
    }
    const inputs = await expectInputs(door, command, names, flags.eval);
    if (inputs === undefined) return;
    const variables = readVariables(door, flags);
    if (!variables.ok) return fail(door, [variables.diagnostic]);
    const request = {
      settings: settingsOf(door, flags),
      inputs,
      variables: variables.variables,
      allowEnv: flags.allowEnv,
      entry: door.entry,
      reading: readingOf(flags),
      ...(flags.compat === undefined ? {} : { compat: flags.compat }),
    };
    const reporter = await reporterOf(door, inputs, flags);
    const checked = flags.fix === true ? await fix(request) : await check(request);
    const { diagnostics, ignored, plan, mended } = checked;
    reporter?.read(checked.paths);
    const [{ checkView }, { isRefused }] = await Promise.all([
      import('../views/check-view.ts'),
      import('../views/checked.ts'),
    ]);
    const shown = {
      diagnostics,
      ignored,
      jobs: plan.jobs.length,
      files: plan.files,
      denyWarnings: flags.denyWarnings === true,
      maxErrors: flags.maxErrors,
      mended,
      cwd: door.cwd,
    };
    door.exit = exitCodeOfDiagnostics(diagnostics);
    if (door.exit === exitCodes.ok && isRefused(shown)) door.exit = exitCodes.invalid;
    await checkView(shown, flags.json === true ? 'json' : flags.format, door);
  });
}

async function check(request: CheckRequest): Promise<Checked & Partial<Fixed>> {
  const { checkScripts } = await import('../../app/use-cases/check.ts');
  return { ...(await checkScripts(request)) };
}

async function fix(request: CheckRequest): Promise<Fixed> {
  const { fixScripts } = await import('../../app/use-cases/fix.ts');
  return fixScripts(request);
}
