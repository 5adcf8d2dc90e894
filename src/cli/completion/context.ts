// What could stand where the cursor is, read off the command tree, so that nothing has to be kept in step with it.

import type { Argument, Command, Option } from 'commander';

export interface Candidate {
  word: string;
  description: string;
}

export interface CompletionContext {
  candidates: Candidate[];
  /** Name of the argument or value that belongs here, such as `job` or `file`: its words are found elsewhere. */
  kind: string | undefined;
  /** Stands before each word of that kind, as in `--state=`. */
  prefix: string;
}

/** `words`: those after the command, the last one being the one that is typed, maybe empty. */
export function findContext(program: Command, words: readonly string[]): CompletionContext {
  const current = words.at(-1) ?? '';
  if (words.length > 1 && words[0] === 'help' && !current.startsWith('-')) return ofHelp(program, words.slice(1));
  let command = program;
  let positionals = 0;
  let pending: Option | undefined;
  let onlyPositionals = false;
  for (const word of words.slice(0, -1)) {
    if (pending !== undefined) pending = undefined;
    else if (!onlyPositionals && word === '--') onlyPositionals = true;
    else if (!onlyPositionals && word.startsWith('-')) {
      const option = findOption(command, word);
      // One whose value may be left out has it behind `=` only.
      if (option?.required === true && !word.includes('=')) pending = option;
    } else {
      const child = positionals === 0 ? command.commands.find((one) => one.name() === word) : undefined;
      if (child === undefined) positionals += 1;
      else command = child;
    }
  }
  if (pending !== undefined) return ofOption(pending, '');
  const assigned = onlyPositionals ? null : /^(--[^=]+=)/.exec(current);
  if (assigned !== null) {
    const [prefix = ''] = assigned;
    const option = findOption(command, current);
    return option === undefined || !takesValue(option) ? nothing : ofOption(option, prefix);
  }
  if (!onlyPositionals && current.startsWith('-')) {
    return { candidates: optionsOf(command, words), kind: undefined, prefix: '' };
  }
  const children = positionals === 0 ? commandsOf(command) : [];
  const argument = argumentAt(command, positionals);
  return {
    candidates: [...children, ...(argument?.argChoices ?? []).map((word) => ({ word, description: '' }))],
    // The command itself takes a script: `hero deploy.hero`.
    kind: command === program && positionals === 0 ? 'file' : argument?.name(),
    prefix: '',
  };
}

/** `hero help job ls`: commands below one another, or a topic. */
function ofHelp(program: Command, words: readonly string[]): CompletionContext {
  let command: Command | undefined = program;
  for (const word of words.slice(0, -1)) command = command?.commands.find((one) => one.name() === word);
  const candidates = command === undefined ? [] : commandsOf(command).filter(({ word }) => word !== 'help');
  return { candidates, kind: command === program ? 'topic' : undefined, prefix: '' };
}

function commandsOf({ commands }: Command): Candidate[] {
  return commands.filter((one) => !isHidden(one)).map((one) => ({ word: one.name(), description: one.description() }));
}

const nothing: CompletionContext = { candidates: [], kind: undefined, prefix: '' };

function ofOption(option: Option, prefix: string): CompletionContext {
  const choices = option.argChoices;
  if (choices !== undefined) {
    return { candidates: choices.map((word) => ({ word: prefix + word, description: '' })), kind: undefined, prefix };
  }
  return { candidates: [], kind: /[<[]([^>\]]+)[>\]]/.exec(option.flags)?.[1]?.replace('...', ''), prefix };
}

function takesValue(option: Option): boolean {
  return option.required || option.optional;
}

function findOption(command: Command, word: string): Option | undefined {
  const [flag = ''] = word.split('=');
  return command.options.find((option) => option.long === flag || option.short === flag);
}

/** Flags that were not given yet, and those that may be given again. */
function optionsOf(command: Command, words: readonly string[]): Candidate[] {
  const given = new Set(words.slice(0, -1).map((word) => word.split('=')[0]));
  const repeatable = (option: Option) => option.parseArg !== undefined;
  const left = command.options.filter(
    (option) => !option.hidden && (repeatable(option) || !(given.has(option.long) || given.has(option.short))),
  );
  return [
    ...left.map((option) => ({ word: option.long ?? option.short ?? '', description: option.description })),
    { word: '--help', description: 'show the help of this command' },
  ];
}

function argumentAt(command: Command, index: number): Argument | undefined {
  const declared = command.registeredArguments;
  const last = declared.at(-1);
  return declared[index] ?? (last?.variadic === true ? last : undefined);
}

/** The library keeps it to itself whether a command is hidden, but for its help. */
function isHidden(command: Command): boolean {
  return command.parent !== null && !command.parent.createHelp().visibleCommands(command.parent).includes(command);
}
