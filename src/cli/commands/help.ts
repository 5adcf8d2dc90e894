// `hero help TOPIC`: what is not the help of one command.

import type { Command } from 'commander';
import { exitCodeMeanings, exitCodes } from '../../app/exit-codes.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import type { Door } from '../door.ts';

const language = () => import('../views/help-topics.ts');

const topics: Record<string, () => string | Promise<string>> = {
  'exit-codes': () =>
    Object.entries(exitCodeMeanings)
      .map(([code, meaning]) => `${code.padStart(4)}  ${meaning}`)
      .join('\n'),
  'job-attributes': async () => (await language()).attributesHelp(),
  placeholders: async () => (await language()).placeholdersHelp(),
  compat: async () => (await language()).compatHelp(),
};

export const topicNames: readonly string[] = Object.keys(topics);

export function helpTopics(program: Command, door: Door): void {
  program
    .command('help [topic...]')
    .description(`help on a command or a topic: ${topicNames.join(', ')}`)
    .action(async (words: string[]) => {
      const found = findCommand(program, words);
      const topic = words.join(' ');
      if (found !== undefined) found.outputHelp();
      else if (Object.hasOwn(topics, topic)) door.stdout.write(`${await topics[topic]?.()}\n`);
      else {
        const names = [...topicNames, ...namesOf(program)];
        door.stderr.write(`hero: no help on ${topic}; ${didYouMean(topic, names) ?? `there is ${names.join(', ')}`}\n`);
        door.exit = exitCodes.usage;
      }
    });
}

/** `job ls`: the command `ls` of `job`. No words: the program. */
function findCommand(program: Command, words: readonly string[]): Command | undefined {
  let at: Command | undefined = program;
  for (const word of words) at = at?.commands.find((child) => child.name() === word);
  return at;
}

/** Without those that programs call, and without the one that was called. */
function namesOf({ commands }: Command): string[] {
  return commands.map((command) => command.name()).filter((name) => !name.startsWith('__') && name !== 'help');
}
