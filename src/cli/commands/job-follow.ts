// `hero job watch` and `hero job logs`: follow what other processes execute.

import type { Command } from 'commander';
import { exitCodeOfJobs, exitCodes } from '../../app/exit-codes.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { LogLine } from '../../store/parts/views.ts';
import { type Door, fail, type GlobalFlags, printDiagnostics, settingsOf, writeJson } from '../door.ts';
import { namesFor } from '../names.ts';
import { type RevealFlags, withReveal, withStore } from '../options.ts';

export function watchCommand(parent: Command, door: Door): void {
  const command = parent
    .command('watch <job-or-run>')
    .description('follow a job, or all jobs of a run, to the end')
    .option('--json', 'one record a line at every change');
  withReveal(withStore(command)).action(async (name: string, flags: RevealFlags) => {
    const { jobChangeLine, jobViewToJson } = await import('../views/job-view.ts');
    const stop = new AbortController();
    const interrupt = () => stop.abort();
    process.once('SIGINT', interrupt);
    const names = namesFor(flags);
    const answer = await (await import('../../app/use-cases/watch-jobs.ts')).watchJobs(
      settingsOf(door, flags),
      { name, reveal: flags.reveal === true },
      {
        onChange(view) {
          if (flags.json === true) writeJson(door, jobViewToJson(view));
          else door.stdout.write(`${jobChangeLine(view, { nameOf: names.of })}\n`);
          if (door.stdout.closed) stop.abort();
        },
        onNotice: (notice) => void printDiagnostics(door, [notice]),
        onNames: names.on,
      },
      stop.signal,
    );
    process.off('SIGINT', interrupt);
    if (!answer.ok) return fail(door, answer.diagnostics);
    if (door.stdout.closed) return;
    door.exit = stop.signal.aborted ? exitCodes.interrupted : exitCodeOfJobs(answer.value);
  });
}

export function logsCommand(parent: Command, door: Door): void {
  const command = parent
    .command('logs <job>')
    .description('print the log lines of a job')
    .option('-f, --follow', 'until it has ended')
    .option('--json', 'one object a line');
  withStore(command).action(async (name: string, flags: GlobalFlags & { follow?: boolean }) => {
    const { logLineText } = await import('../views/job-view.ts');
    const stop = new AbortController();
    const reader = {
      onLines(lines: LogLine[]) {
        for (const line of lines) {
          if (flags.json === true) writeJson(door, line);
          else door.stdout.write(`${logLineText(line)}\n`);
        }
        // Nobody reads on.
        if (door.stdout.closed) stop.abort();
      },
      onNotice: (notice: Diagnostic) => void printDiagnostics(door, [notice]),
    };
    const { readLogs } = await import('../../app/use-cases/jobs.ts');
    const answer = await readLogs(settingsOf(door, flags), name, flags.follow === true, reader, stop.signal);
    if (!answer.ok) return fail(door, answer.diagnostics);
  });
}
