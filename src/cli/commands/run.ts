// `hero run`: flags to a request, events to a view.

import { userInfo } from 'node:os';
import { type Command, Option } from 'commander';
import { exitCodes } from '../../app/exit-codes.ts';
import { type Door, fail, settingsOf } from '../door.ts';
import { expectInputs, readVariables, type VariableFlags } from '../inputs.ts';
import { listenForInterrupts } from '../interrupts.ts';
import {
  bareMeans,
  collect,
  collectPairs,
  type ExecutionFlags,
  isRemote,
  type ReadingFlags,
  readCount,
  readDuration,
  readingOf,
  withActors,
  withReading,
  withSecrets,
  withStore,
  withVariables,
} from '../options.ts';
import type { RunView } from '../views/view.ts';
import { reporterOf, type WatchFlags, watch, withWatch } from '../watch.ts';

interface RunFlags extends ReadingFlags, WatchFlags, VariableFlags, ExecutionFlags {
  eval: string[];
  s: string[];
  dryRun?: 'server' | 'client';
  step?: boolean;
  detach?: boolean;
  keepGoing?: boolean;
  only?: string;
  from?: string;
  circle?: string;
  context?: string;
  agents?: string;
  job: Record<string, string>;
  parallel?: number;
  timeout?: number;
  waitTimeout?: number;
  format: string;
  quiet?: boolean;
  allowEnv: string[];
}

export function runCommand(program: Command, door: Door): void {
  const command = program
    .command('run [inputs...]')
    .description('run scripts: files, folders, - for standard input')
    .option('-e, --eval <text>', 'run this text; repeatable', collect, [])
    .addOption(new Option('-s <text>', 'the same as -e').argParser(collect).default([], 'none').hideHelp())
    .addOption(
      new Option(
        '--dry-run [where]',
        'check everything and show the jobs; submit nothing. With =client neither access nor agents, without the store',
      ).choices(['server', 'client']),
    )
    .option('--step', 'ask before each action: run it, leave it out, edit it, run the rest, or quit')
    .option('--detach', 'submit, leave the execution to the background, and return')
    .option('--remote', 'leave the execution to the agents that are up; the rule where the store is no file')
    .option('--local', 'execute here, whatever the store is')
    .option('--keep-going', 'go on with whatever does not depend on a failed job')
    .option('--only <glob>', 'run only these actions, e.g. vm_manager.*')
    .option('--from <label>', 'begin with the job of this label or line')
    .option('--circle <name>', 'circle of actions that name none')
    .option('--context <name>', 'context of actions that name none')
    .option('--agents <names>', 'agents of actions that name none, comma separated')
    .option(
      '--job <name=value>',
      'job attribute that wins over the script, e.g. timeout=30s; repeatable',
      collectPairs,
      {},
    )
    .option('--parallel <n>', 'jobs that run at a time', readCount)
    .option('--timeout <duration>', 'cancel the run when it takes longer, e.g. 10m', readDuration)
    .addOption(new Option('--wait-timeout <duration>', 'the same as --timeout').argParser(readDuration).hideHelp())
    .addOption(
      new Option('--format <name>', 'how to print; hero = a dry run as one script')
        .choices(['auto', 'tty', 'plain', 'json', 'github', 'junit', 'hero'])
        .default('auto'),
    )
    .option('--json', 'one JSON object a line: the same as --format json')
    .option('-q, --quiet', 'print only the result of the last job; with --detach what the run is called');
  bareMeans(command, { '--dry-run': 'server' });
  withWatch(command, 'check again whenever a file is saved; with =run, cancel the run and run again', ['check', 'run']);
  withReading(withVariables(withSecrets(withActors(withStore(command))))).action((names: string[], flags: RunFlags) =>
    run(door, command, names, flags),
  );
}

async function run(door: Door, command: Command, names: string[], flags: RunFlags): Promise<void> {
  const settings = settingsOf(door, flags);
  const remote = isRemote(command, flags, settings);
  const format = flags.json === true ? 'json' : flags.quiet === true ? 'quiet' : flags.format;
  expectFitting(door, command, names, flags, format);
  if (flags.watch !== undefined) {
    // What runs is cancelled only by a save that is to run it again.
    const isCheck = flags.watch === 'check' && flags.dryRun === undefined;
    return watch(
      door,
      command,
      names,
      flags,
      isCheck ? { again: ['--dry-run'], isCancelled: (round) => round > 0 } : {},
    );
  }
  const inputs = await expectInputs(door, command, names, [...flags.eval, ...flags.s]);
  if (inputs === undefined) return;
  const variables = readVariables(door, flags);
  if (!variables.ok) return fail(door, [variables.diagnostic]);

  const [{ runScripts }, { Interrupts }, { makeRunView }] = await Promise.all([
    import('../../app/use-cases/run.ts'),
    import('../../app/run/interrupts.ts'),
    import('../views/run-view.ts'),
  ]);
  const known = new Map<string, string>();
  const { stdout, stderr, env } = door;
  const view = makeRunView(format, { stdout, stderr, env, nameOf: (key) => known.get(key) });
  const prompt = flags.step === true ? await openPrompt(door, view, known) : undefined;
  const interrupts = new Interrupts();
  const stopListening = listenForInterrupts(
    interrupts,
    (what) => view.interrupted(what),
    () => prompt?.isEditing === true,
  );
  try {
    const watcher = await reporterOf(door, inputs, flags);
    door.exit = await runScripts(
      {
        settings,
        remote,
        inputs,
        variables: variables.variables,
        entry: door.entry,
        ...defined('watcher', watcher),
        ...defined('ask', prompt?.ask.bind(prompt)),
        ...requestOf(flags, format),
      },
      (event) => {
        if (event.type === 'run_start') {
          for (const [key, name] of Object.entries(event.names)) known.set(key, name);
          if (event.as !== '') known.set(event.agent, 'local').set(event.as, userInfo().username);
        }
        (prompt ?? view).event(event);
      },
      interrupts,
    );
  } finally {
    stopListening();
    await view.end();
  }
}

/** What the flags say of what is run, and not of how it is shown. */
function requestOf(flags: RunFlags, format: RunFlags['format']) {
  const { timeout = flags.waitTimeout } = flags;
  return {
    allowEnv: flags.allowEnv,
    overrides: flags.job,
    reading: readingOf(flags),
    detach: flags.detach === true,
    keepGoing: flags.keepGoing === true,
    ...defined('dryRun', flags.dryRun && { where: flags.dryRun, asScript: format === 'hero' }),
    ...defined('circle', flags.circle),
    ...defined('context', flags.context),
    ...defined('agents', flags.agents?.split(',')),
    ...defined('only', flags.only),
    ...defined('from', flags.from),
    ...defined('parallel', flags.parallel),
    ...defined('waitTimeout', timeout),
  };
}

/** Flags that contradict one another. */
function expectFitting(
  door: Door,
  command: Command,
  names: readonly string[],
  flags: RunFlags,
  format: RunFlags['format'] | 'quiet',
): void {
  if (format === 'hero' && flags.dryRun === undefined) {
    command.error('error: --format hero prints what would be run; add --dry-run', { exitCode: exitCodes.usage });
  }
  if (flags.watch === 'run' && flags.detach === true) {
    command.error('error: --watch=run cancels what it has begun; leave out --detach', { exitCode: exitCodes.usage });
  }
  if (format === 'junit' && flags.detach === true) {
    command.error('error: a run that nobody waits for has no report; leave out --detach or --format junit', {
      exitCode: exitCodes.usage,
    });
  }
  if (flags.step === true) expectTerminal(door, command, names, flags);
}

/** Whoever is asked has to be there, and see nothing else meanwhile. */
function expectTerminal(door: Door, command: Command, names: readonly string[], flags: RunFlags): void {
  const others = { '--dry-run': flags.dryRun, '--detach': flags.detach, '--watch': flags.watch };
  const [other] = Object.entries(others).find(([, value]) => value !== undefined) ?? [];
  const message =
    other !== undefined
      ? `--step and ${other} exclude one another`
      : names.includes('-')
        ? '--step asks on standard input, so no script can come from there'
        : door.stdin.isTTY
          ? undefined
          : '--step asks before each action, and standard input is no terminal; leave it out, or see --dry-run';
  if (message !== undefined) command.error(`error: ${message}`, { exitCode: exitCodes.usage });
}

async function openPrompt(door: Door, view: RunView, known: ReadonlyMap<string, string>) {
  const [{ StepPrompt }, { briefKey }] = await Promise.all([import('../step.ts'), import('../../print/brief.ts')]);
  return new StepPrompt(door, view, (key) => known.get(key) ?? briefKey(key));
}

/** An optional field: absent when the value is undefined. */
function defined<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
