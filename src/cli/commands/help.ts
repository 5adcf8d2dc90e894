// `hero help TOPIC`: what is not the help of one command.

import type { Command } from 'commander';
import { exitCodeMeanings, exitCodes } from '../../app/exit-codes.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import type { Door } from '../door.ts';

const topics: Record<string, () => string> = {
  'exit-codes': () =>
    Object.entries(exitCodeMeanings)
      .map(([code, meaning]) => `${code.padStart(4)}  ${meaning}`)
      .join('\n'),
};

export function helpTopics(program: Command, door: Door): void {
  program
    .command('help [topic]')
    .description(`help on a topic: ${Object.keys(topics).join(', ')}`)
    .action((topic: string | undefined) => {
      const command = program.commands.find((candidate) => candidate.name() === topic);
      if (topic === undefined) program.outputHelp();
      else if (command !== undefined) command.outputHelp();
      else if (topics[topic] !== undefined) door.stdout.write(`${topics[topic]()}\n`);
      else {
        const names = [...Object.keys(topics), ...program.commands.map((candidate) => candidate.name())];
        door.stderr.write(`hero: no help on ${topic}; ${didYouMean(topic, names) ?? `there is ${names.join(', ')}`}\n`);
        door.exit = exitCodes.usage;
      }
    });
}
