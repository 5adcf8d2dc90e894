// The command line of the fault matrix: what it takes, what each flag means, and what is said of a wrong one.

import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { didYouMean } from '../../src/diagnostics/suggest.ts';
import type { Kind } from './scene.ts';

export interface MatrixOptions {
  /** In the order in which they are named, each once. */
  kinds: Kind[];
  seed: number;
  jobs: number;
  times: number;
  parallel: number;
  keep: boolean;
  list: boolean;
  seconds?: number;
}

const about =
  'Kills, stops and cuts off processes and servers at random moments while jobs run, and checks every promise afterwards. ' +
  'Needs redis-server. docs/faults.md tells of each kind.\n\n' +
  'Exit status: 0 = every promise was kept, 1 = one was broken, 2 = it was called wrongly.';

/** Status with which it ends when it was called wrongly. */
const wrongUse = 2;

/** They have defaults. */
type Numbers = Pick<MatrixOptions, 'jobs' | 'times' | 'parallel'>;

/** Reads the arguments; help and what is wrong with them are printed, and the process ends. */
export function readOptions(args: string[], kinds: readonly Kind[]): MatrixOptions {
  const program = new Command('scripts/test-faults')
    .description(about)
    .option('--only <kinds>', 'these kinds only, with commas between them', (text) => findKinds(text, kinds))
    .option('--jobs <n>', 'jobs that each kind submits at least', whole(1, 1_000_000), 1_500)
    .option('--times <n>', 'how often, for the kinds that count: reconnect, exit, file-exit', whole(0, 1_000_000), 40)
    .option('--seconds <n>', 'how long jobs are submitted, instead of as long as each kind wants', whole(1, 86_400))
    .option(
      '--parallel <n>',
      'kinds side by side; those that take the time are played alone behind them',
      whole(1, 64),
      1,
    )
    .option(
      '--seed <n>',
      'decides over jobs, victims and pauses; otherwise another one each time',
      whole(0, 2 ** 31 - 1),
    )
    .option('--keep', 'leave all that was written down, and say where')
    .option('--list', 'print the names of the kinds')
    .showHelpAfterError('(scripts/test-faults --help shows all flags)')
    .allowExcessArguments(false)
    .exitOverride();
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : wrongUse);
    throw error;
  }
  const flags = program.opts<Partial<Omit<MatrixOptions, 'kinds'>> & Numbers & { only?: Kind[] }>();
  const { only = [...kinds], seed = Date.now() % 2 ** 31, keep = false, list = false, ...numbers } = flags;
  return { ...numbers, kinds: only, seed, keep, list };
}

function findKinds(text: string, kinds: readonly Kind[]): Kind[] {
  const names = kinds.map(({ name }) => name);
  return [...new Set(text.split(','))].map((name) => {
    const kind = kinds.find((kind) => kind.name === name);
    if (kind !== undefined) return kind;
    const help = didYouMean(name, names) ?? `there are ${names.join(', ')}`;
    throw new InvalidArgumentError(`There is no kind '${name}'; ${help}`);
  });
}

function whole(from: number, to: number) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= from && value <= to) return value;
    throw new InvalidArgumentError(`It is no whole number from ${from} to ${to}.`);
  };
}
