// Flags that several commands share, and how their values are read. A bad value is a usage error.

import { type Command, InvalidArgumentError, Option } from 'commander';
import { exitCodes } from '../app/exit-codes.ts';
import type { Reading } from '../app/loading.ts';
import type { Settings } from '../app/settings.ts';
import { normaliseKey } from '../records/keys.ts';
import { parseDuration } from '../script/values/duration.ts';
import type { GlobalFlags } from './door.ts';

export function withStore(command: Command): Command {
  return command
    .option(
      '--store <address>',
      'where jobs and records are kept: sqlite:PATH or redis://HOST:PORT (HERO_STORE)',
      readFilled,
    )
    .option('--no-color', 'no colours');
}

export function withActors(command: Command): Command {
  return command.option(
    '--actors <dir>',
    'folder of your own actors (default: ./actors, else beside the script)',
    readFilled,
  );
}

export function withSecrets(command: Command): Command {
  return command.option('--secrets <dir>', 'folder with a file for each secret (HERO_SECRETS_DIR)', readFilled);
}

export function withLogLevel(command: Command): Command {
  return command.addOption(
    new Option('--log-level <level>', 'what is logged, on standard error')
      .choices(['debug', 'info', 'warn', 'error'])
      .default('info'),
  );
}

export function withRoot(command: Command): Command {
  return command.option('--root <keys>', 'public keys that may do everything, beside your own', collectKeys, []);
}

export interface ExecutionFlags {
  remote?: boolean;
  local?: boolean;
}

/** Whether agents elsewhere execute the jobs; the rule where the store is no file. */
export function isRemote(command: Command, { remote, local }: ExecutionFlags, { storeUrl }: Settings): boolean {
  if (remote && local) {
    command.error('error: --remote and --local exclude one another', { exitCode: exitCodes.usage });
  }
  return remote === true || (local !== true && !storeUrl.startsWith('sqlite:'));
}

/** Flags of commands that show the params of jobs. */
export interface RevealFlags extends GlobalFlags {
  reveal?: boolean;
}

export function withReveal(command: Command): Command {
  return command.option('--reveal', 'show the values of secret params too, instead of ***');
}

export function withVariables(command: Command): Command {
  return command
    .option('--set <name=value>', 'value of ${name} in the script; repeatable', collectPairs, {})
    .addOption(new Option('--var <name=value>', 'the same as --set').argParser(collectPairs).default({}))
    .option('--var-file <file>', 'file with a name=value on each line')
    .option('--allow-env <names>', 'environment variables that ${env.NAME} may read, comma separated', collectList, []);
}

export function withMarkdown(command: Command): Command {
  return command.addOption(
    new Option('--md <mode>', 'actions of a markdown file: all, or only those in heroscript fences').choices([
      'all',
      'fenced',
    ]),
  );
}

/** Flags of commands that read scripts with their includes. */
export interface ReadingFlags {
  md?: 'all' | 'fenced';
  order?: 'path' | 'herolib';
  allowGit?: boolean;
}

export function withReading(command: Command): Command {
  return withMarkdown(command)
    .addOption(
      new Option('--order <order>', 'scripts of a folder: sorted by path, or as herolib reads them, .md first').choices(
        ['path', 'herolib'],
      ),
    )
    .option('--allow-git', 'fetch repositories that are included by git_url and are not on this machine');
}

export function readingOf({ md, order, allowGit }: ReadingFlags): Reading {
  return {
    ...(md === undefined ? {} : { markdown: md }),
    ...(order === undefined ? {} : { order }),
    ...(allowGit === undefined ? {} : { allowGit }),
  };
}

/** `--flag` alone means `--flag=VALUE`: with an optional value it would otherwise take the next word, such as a file. */
export function bareMeans(command: Command, values: Readonly<Record<string, string>>): void {
  const parse = command.parseOptions.bind(command);
  command.parseOptions = (args) => {
    const end = args.indexOf('--');
    const isFlag = (index: number) => end === -1 || index < end;
    return parse(
      args.map((arg, index) => {
        return isFlag(index) && Object.hasOwn(values, arg) ? `${arg}=${values[arg]}` : arg;
      }),
    );
  };
}

export function collectPairs(text: string, before: Record<string, string>): Record<string, string> {
  const at = text.indexOf('=');
  if (at <= 0) throw new InvalidArgumentError('write it as name=value.');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

/** One that is mistyped would be nobody's, and nobody would be told. */
function collectKeys(text: string, before: string[]): string[] {
  const keys = collectList(text, []).map(normaliseKey);
  if (!keys.every((key) => key !== undefined)) throw new InvalidArgumentError('a public key has 64 hex digits.');
  return [...before, ...keys];
}

export function collectList(text: string, before: string[]): string[] {
  return [...before, ...text.split(',').map((item) => item.trim())].filter((item) => item !== '');
}

export function collect(text: string, before: string[]): string[] {
  return [...before, text];
}

/** Seconds. */
export function readDuration(text: string): number {
  const parsed = parseDuration(text);
  if (!parsed.ok || parsed.value <= 0) throw new InvalidArgumentError('write it as 30s, 10m, 2h or 7d.');
  return parsed.value;
}

/** A variable of a shell that is not set makes an empty value; what stands in for a missing one is not meant then. */
function readFilled(text: string): string {
  if (text === '') throw new InvalidArgumentError('it is empty; leave the flag out for the usual one.');
  return text;
}

export function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new InvalidArgumentError('it is a whole number from 1 to 65535.');
  }
  return port;
}

export function readCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('it is a whole number from 1.');
  return count;
}
