// The command line: which commands there are. What a command does is loaded when it is called.

import { existsSync } from 'node:fs';
import { Command, CommanderError, Help, type Option } from 'commander';
import { exitCodes } from '../app/exit-codes.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { reasonOfCode } from '../ground/reasons.ts';
import { openTerminal } from '../print/terminal.ts';
import { aclCommand } from './commands/acl.ts';
import { actorCommand } from './commands/actor.ts';
import { agentCommand } from './commands/agent.ts';
import { catCommand } from './commands/cat.ts';
import { checkCommand } from './commands/check.ts';
import { completionCommand, completionWords } from './commands/completion.ts';
import { doctorCommand } from './commands/doctor.ts';
import { explainCommand } from './commands/explain.ts';
import { fmtCommand } from './commands/fmt.ts';
import { helpTopics } from './commands/help.ts';
import { jobCommand } from './commands/job.ts';
import { limitCommand } from './commands/limit.ts';
import { parseCommand } from './commands/parse.ts';
import { groupCommand, serviceCommand } from './commands/registry.ts';
import { runCommand } from './commands/run.ts';
import { runnerCommand } from './commands/runner.ts';
import { scheduleCommand } from './commands/schedule.ts';
import { secretCommand } from './commands/secret.ts';
import { statsCommand } from './commands/stats.ts';
import { reportCrash, reportStray } from './crash.ts';
import { type Door, fail } from './door.ts';

/** Runs the command of `argv` (without node and the file). Returns the exit code. */
export async function main(argv: string[]): Promise<number> {
  const noColor = argv.includes('--no-color');
  const door: Door = {
    env: process.env,
    cwd: process.cwd(),
    stdout: openTerminal(process.stdout, { env: process.env, noColor }),
    stderr: openTerminal(process.stderr, { env: process.env, noColor }),
    stdin: process.stdin,
    entry: packageEntry(),
    exit: exitCodes.ok,
  };
  process.once('uncaughtException', (error) => {
    const exit = reportStray(error, door);
    door.stderr.flush().finally(() => process.exit(exit));
  });
  const words = withImpliedRun(argv);
  const program = makeProgram(door, words);
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) door.exit = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    else await tell(error, door);
  }
  await door.stdout.flush();
  const { failure } = door.stdout;
  if (failure !== undefined) {
    door.stderr.write(`hero: cannot write the output: ${reasonOfCode(failure)}\n`);
    if (door.exit === exitCodes.ok) door.exit = exitCodes.output;
  }
  await door.stderr.flush();
  return door.exit;
}

/** A store may fail at any moment; everything else that comes here is a fault of ours. */
async function tell(error: unknown, door: Door): Promise<void> {
  const { findStoreDiagnostic } = await import('../app/open-store.ts');
  const diagnostic = findStoreDiagnostic(error);
  if (diagnostic === undefined) door.exit = reportCrash(error, door);
  else await fail(door, [diagnostic]);
}

const commands: Record<string, (program: Command, door: Door) => void> = {
  run: runCommand,
  check: checkCommand,
  fmt: fmtCommand,
  cat: catCommand,
  explain: explainCommand,
  parse: parseCommand,
  job: jobCommand,
  agent: agentCommand,
  runner: runnerCommand,
  service: serviceCommand,
  group: groupCommand,
  limit: limitCommand,
  schedule: scheduleCommand,
  secret: secretCommand,
  stats: statsCommand,
  actor: actorCommand,
  acl: aclCommand,
  doctor: doctorCommand,
  completion: completionCommand,
  help: helpTopics,
  __complete: completionWords,
};

/** They speak of all commands. */
const needAll = new Set(['help', '__complete']);

function makeProgram(door: Door, argv: readonly string[]): Command {
  const program = new Command('hero')
    .description('Runs HeroScript: scripts become jobs, agents execute them, their status comes back.')
    .version(process.env.HERO_VERSION ?? 'from sources', '-V, --version')
    .helpCommand(false)
    // Flags behind a subcommand are its own: `hero agent` and `hero agent ls` both have a --store. All commands inherit this.
    .enablePositionalOptions()
    .showHelpAfterError('(hero --help shows the commands, hero COMMAND --help its flags)')
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false, optionDescription: describeFlag })
    .configureOutput({
      writeOut: (text) => door.stdout.write(text),
      writeErr: (text) => door.stderr.write(text),
    });
  const [first = ''] = argv;
  // Declaring a command costs a start a few milliseconds, so one that is named is declared alone.
  const named = needAll.has(first) || !Object.hasOwn(commands, first) ? undefined : commands[first];
  for (const add of named === undefined ? Object.values(commands) : [named]) add(program, door);
  program.allowExcessArguments().action(() => {
    const [unknown] = program.args;
    if (unknown === undefined) program.outputHelp({ error: true });
    else door.stderr.write(`${unknownCommand(program, unknown)}\n`);
    door.exit = exitCodes.usage;
  });
  program.hook('preAction', (_, command) => {
    const surplus = command.args[command.registeredArguments.length];
    if (command === program || surplus === undefined || command.registeredArguments.at(-1)?.variadic) return;
    const isGroup = command.commands.length > 0;
    command.error(isGroup ? unknownCommand(command, surplus) : `error: unexpected argument '${surplus}'`);
  });
  applyToAll(program, (command) => {
    command.exitOverride();
    command.copyInheritedSettings(program);
  });
  return program;
}

function unknownCommand(parent: Command, name: string): string {
  const names = parent.commands.map((command) => command.name());
  const group = parent.parent === null ? 'hero' : `hero ${parent.name()}`;
  return `error: unknown command '${name}'; ${didYouMean(name, names) ?? `${group} --help lists the commands`}`;
}

/** That a list is empty when nobody gives it goes without saying. */
function describeFlag(this: Help, option: Option): string {
  const { defaultValue } = option;
  const isEmpty = typeof defaultValue === 'object' && Object.keys(defaultValue as object).length === 0;
  const shown = isEmpty ? Object.create(option, { defaultValue: { value: undefined } }) : option;
  return Help.prototype.optionDescription.call(this, shown);
}

function applyToAll(command: Command, change: (command: Command) => void): void {
  change(command);
  for (const child of command.commands) applyToAll(child, change);
}

/** `hero x.hero` and a `#!/usr/bin/env hero` script mean `hero run x.hero`. */
function withImpliedRun(argv: string[]): string[] {
  const [first] = argv;
  if (first === undefined || Object.hasOwn(commands, first)) return argv;
  const isScript =
    first === '-' || /\.(hero|heroscript|hs|md)$/.test(first) || first.includes('/') || existsSync(first);
  return isScript && !first.startsWith('--') ? ['run', ...argv] : argv;
}

/** In the bundle it is a file beside this one; from sources it is the source. */
function packageEntry(): string {
  const bundled = new URL('./index.js', import.meta.url);
  return existsSync(bundled) ? bundled.href : new URL('../index.ts', import.meta.url).href;
}
