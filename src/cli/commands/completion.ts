// `hero completion SHELL`: what a shell needs to complete commands of hero; and the hidden command that it calls.

import { type Command, Option } from 'commander';
import { exitCodes } from '../../app/exit-codes.ts';
import { within } from '../../ground/within.ts';
import type { Candidate } from '../completion/context.ts';
import type { Door } from '../door.ts';

/** A person waits for the key press, so what is not known by then is not shown. */
const usualBudgetMs = 200;

export function completionCommand(program: Command, door: Door): void {
  program
    .command('completion')
    .description('print what a shell needs to complete words: eval "$(hero completion bash)"')
    .addArgument(program.createArgument('<shell>', 'the shell it is for').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      `\nWords that are not found within ${usualBudgetMs} ms are not shown; HERO_COMPLETION_MS says how long else.`,
    )
    .action(async (shell: 'bash' | 'zsh' | 'fish') => {
      const { completionScript } = await import('../completion/shells.ts');
      door.stdout.write(completionScript(shell));
    });
}

/** One candidate on a line, a tab before its description; the last line is `:files` where a path may stand. */
export function completionWords(program: Command, door: Door): void {
  program
    .command('__complete [words...]', { hidden: true })
    .allowUnknownOption()
    .helpOption(false)
    .addOption(new Option('--no-color').hideHelp())
    .action(async (words: string[]) => {
      const { findContext } = await import('../completion/context.ts');
      const context = findContext(program, words);
      const found = context.kind === undefined ? [] : await withinBudget(context.kind, door, words);
      const candidates =
        found === 'files'
          ? context.candidates
          : [...context.candidates, ...found.map((one) => ({ ...one, word: context.prefix + one.word }))];
      const current = words.at(-1) ?? '';
      for (const { word, description } of candidates) {
        if (word.startsWith(current)) door.stdout.write(`${word}\t${description.replace(/\s+/g, ' ')}\n`);
      }
      if (found === 'files') door.stdout.write(':files\n');
      await door.stdout.flush();
      // A store that does not answer would keep the process, and with it the shell, waiting.
      process.exit(exitCodes.ok);
    });
}

/** Silent when something is wrong: a message would end up in the middle of the line that is typed. */
async function withinBudget(kind: string, door: Door, words: readonly string[]): Promise<Candidate[] | 'files'> {
  const { wordsOf } = await import('../completion/values.ts');
  const budgetMs = Number(door.env.HERO_COMPLETION_MS) || usualBudgetMs;
  return within(budgetMs, wordsOf(kind, door, words), []).catch(() => []);
}
