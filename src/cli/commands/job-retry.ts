// `hero job retry`: what has ended runs again, and Ctrl-C cancels it as it cancels a run.

import type { Command } from 'commander';
import { exitCodeOfJobs } from '../../app/exit-codes.ts';
import { type Door, fail, type GlobalFlags, printDiagnostics, settingsOf, writeJson } from '../door.ts';
import { listenForInterrupts } from '../interrupts.ts';
import { namesFor } from '../names.ts';
import { type ExecutionFlags, isRemote, withActors, withSecrets, withStore } from '../options.ts';

type RetryFlags = GlobalFlags & ExecutionFlags;

export function retryCommand(parent: Command, door: Door): void {
  const command = parent
    .command('retry <job>')
    .description('run an ended job again, as a new job')
    .option('--remote', 'leave the execution to the agents that are up; the rule where the store is no file')
    .option('--local', 'execute it in this process, with the actors of this folder')
    .option('--json', 'the new record and its outcome');
  withSecrets(withActors(withStore(command))).action((name: string, flags: RetryFlags) =>
    retry(door, command, name, flags),
  );
}

async function retry(door: Door, command: Command, name: string, flags: RetryFlags): Promise<void> {
  const settings = settingsOf(door, flags);
  const remote = isRemote(command, flags, settings);
  const [{ retryJob }, { Interrupts }, { jobChangeLine, jobViewToJson, logLineText }, { interruptText }] =
    await Promise.all([
      import('../../app/use-cases/retry.ts'),
      import('../../app/run/interrupts.ts'),
      import('../views/job-view.ts'),
      import('../views/view.ts'),
    ]);
  const names = namesFor(flags);
  const interrupts = new Interrupts();
  let submitted: string | undefined;
  const stopListening = listenForInterrupts(
    interrupts,
    (what) => door.stderr.write(`${interruptText(what, submitted, 1)}\n`),
    () => false,
  );
  try {
    const answer = await retryJob(settings, name, {
      remote,
      entry: door.entry,
      interrupts,
      ...(names.on && { onNames: names.on }),
      onSubmitted(guid) {
        submitted = guid;
        door.stderr.write(`job ${guid}\n`);
      },
      onLines(lines) {
        if (flags.json !== true) for (const line of lines) door.stdout.write(`${logLineText(line)}\n`);
      },
      onNotice: (notice) => void printDiagnostics(door, [notice]),
    });
    if (!answer.ok) return fail(door, answer.diagnostics);
    if (flags.json === true) writeJson(door, jobViewToJson(answer.value));
    else door.stdout.write(`${jobChangeLine(answer.value, { nameOf: names.of })}\n`);
    door.exit = interrupts.exit ?? exitCodeOfJobs([answer.value]);
  } finally {
    stopListening();
  }
}
