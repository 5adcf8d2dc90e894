// `--watch` of a command: its flags, and the two sides of it, the one that watches and the one that is run each time.

import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { exitCodes } from '../app/exit-codes.ts';
import type { Plan } from '../plan/plan.ts';
import type { ScriptInput } from '../script/load.ts';
import { type Door, type GlobalFlags, settingsOf } from './door.ts';
import { bareMeans } from './options.ts';

export interface WatchFlags extends GlobalFlags {
  watch?: string;
  /** This process is a round of one that watches. */
  watched?: boolean;
  varFile?: string;
}

/** `choices`: what is done on save; the first one where nothing is said. */
export function withWatch(command: Command, description: string, choices: readonly [string, ...string[]]): Command {
  const [first] = choices;
  bareMeans(command, { '--watch': first });
  return command
    .addOption(new Option('--watch [what]', description).choices(choices))
    .addOption(new Option('--watched').hideHelp());
}

export interface Rounds {
  /** Further words from the second round on. */
  again?: readonly string[];
  /** Whether a save ends the round that goes on; by default it does. */
  isCancelled?(round: number): boolean;
}

/** Runs the command in rounds until a signal comes. */
export async function watch(
  door: Door,
  command: Command,
  names: readonly string[],
  flags: WatchFlags,
  { again = [], isCancelled = () => true }: Rounds = {},
): Promise<void> {
  const files = names.filter((name) => name !== '-');
  if (files.length === 0 || files.length < names.length) {
    const message = 'error: --watch watches files and folders; name at least one, and no -';
    command.error(message, { exitCode: exitCodes.usage });
  }
  const [{ watchCommand }, { watchedPaths }, { WatchView }] = await Promise.all([
    import('../app/watch/supervise.ts'),
    import('../app/watch/report.ts'),
    import('./views/watch-view.ts'),
  ]);
  const settings = settingsOf(door, flags);
  const inputs: ScriptInput[] = files.map((path) => ({ kind: 'path', path }));
  const varFile = flags.varFile === undefined ? [] : [resolve(door.cwd, flags.varFile)];
  const paths = files.map((name) => resolve(door.cwd, name));
  const words = withoutWatch(command.name());
  const view = new WatchView(door, door.cwd, door.env.TERM);
  door.exit = await watchCommand({
    words: (round) => [command.name(), '--watched', ...(round === 0 ? [] : again), ...words],
    isCancelled,
    paths: watchedPaths([...paths, ...varFile], inputs, settings),
    cwd: door.cwd,
    env: door.env,
    tell: (event) => view.event(event),
  });
}

/** Tells the process that watches this one; undefined where there is none. */
export async function reporterOf(door: Door, inputs: readonly ScriptInput[], flags: WatchFlags) {
  if (flags.watched !== true) return undefined;
  const { plannedActions, report, watchedPaths } = await import('../app/watch/report.ts');
  const varFile = flags.varFile === undefined ? [] : [resolve(door.cwd, flags.varFile)];
  return {
    read: (paths: readonly string[]) =>
      report({ read: watchedPaths([...paths, ...varFile], inputs, settingsOf(door, flags)) }),
    planned: (plan: Plan) => report({ planned: plannedActions(plan) }),
  };
}

/** The words of this process behind the name of the command, which may be left out: `hero x.hero`. */
function withoutWatch(name: string): string[] {
  const given = process.argv.slice(2);
  const words = given[0] === name ? given.slice(1) : given;
  const end = words.indexOf('--');
  return words.filter((word, index) => !/^--watch(?:=|$)/.test(word) || (end !== -1 && index > end));
}
