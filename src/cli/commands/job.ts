// `hero job …`: look at jobs, follow, cancel, run again.

import type { Command } from 'commander';
import { plural } from '../../print/format.ts';
import { type JobState, jobStates } from '../../records/words.ts';
import { type Door, fail, type GlobalFlags, settingsOf, writeJson } from '../door.ts';
import { namesFor } from '../names.ts';
import { collectList, type RevealFlags, readCount, readDuration, withReveal, withStore } from '../options.ts';
import { logsCommand, watchCommand } from './job-follow.ts';
import { retryCommand } from './job-retry.ts';

export function jobCommand(program: Command, door: Door): void {
  const job = program.command('job').description('look at jobs, follow, cancel, run them again');
  list(job, door);
  get(job, door);
  watchCommand(job, door);
  logsCommand(job, door);
  cancel(job, door);
  retryCommand(job, door);
  why(job, door);
  prune(job, door);
}

const jobs = () => import('../../app/use-cases/jobs.ts');
const views = () => import('../views/job-view.ts');

function list(parent: Command, door: Door): void {
  const command = parent
    .command('ls')
    .description('list jobs, newest first; open ones unless --all')
    .option('--all', 'also those that have ended')
    .option('--state <states>', `only these states: ${jobStates.join(', ')}`)
    .option('--run <run>', 'only the jobs of this run')
    .option('--limit <n>', 'at most this many', readCount, 50)
    .option('--json', 'an array of records');
  withReveal(withStore(command)).action(
    async (flags: RevealFlags & { all?: boolean; state?: string; run?: string; limit: number }) => {
      const states = flags.state?.split(',').map((state) => state.trim());
      const unknown = states?.find((state) => !(jobStates as readonly string[]).includes(state));
      if (unknown !== undefined) {
        command.error(`error: there is no state '${unknown}'; there are ${jobStates.join(', ')}`, { exitCode: 2 });
      }
      const names = namesFor(flags);
      const request = {
        all: flags.all === true,
        limit: flags.limit,
        reveal: flags.reveal === true,
        ...(states === undefined ? {} : { states: states as JobState[] }),
        ...(flags.run === undefined ? {} : { run: flags.run }),
      };
      const answer = await (await jobs()).listJobs(settingsOf(door, flags), request, names.on);
      if (!answer.ok) return fail(door, answer.diagnostics);
      const { jobListView, jobViewToJson } = await views();
      if (flags.json === true) writeJson(door, answer.value.map(jobViewToJson));
      else jobListView(answer.value, door, { kind: kindOf(flags), nameOf: names.of });
    },
  );
}

function kindOf({ all, state, run }: { all?: boolean; state?: string; run?: string }) {
  if (state !== undefined || run !== undefined) return 'some';
  return all === true ? 'all' : 'open';
}

function get(parent: Command, door: Door): void {
  const command = parent
    .command('get <job>')
    .description('show one job')
    .option('--json', 'the record and its outcome');
  withReveal(withStore(command)).action(async (name: string, flags: RevealFlags) => {
    const names = namesFor(flags);
    const request = { name, reveal: flags.reveal === true };
    const answer = await (await jobs()).getJob(settingsOf(door, flags), request, names.on);
    if (!answer.ok) return fail(door, answer.diagnostics);
    const { jobDetailView, jobViewToJson } = await views();
    if (flags.json === true) writeJson(door, jobViewToJson(answer.value));
    else jobDetailView(answer.value, door, { nameOf: names.of });
  });
}

function cancel(parent: Command, door: Door): void {
  const command = parent
    .command('cancel <jobs...>')
    .description('cancel jobs; a running one is told to stop')
    .option('--reason <text>', 'kept with the job', 'cancelled by a person')
    .option('--json', 'an array of {guid, answer}');
  withStore(command).action(async (names: string[], flags: GlobalFlags & { reason: string }) => {
    const answer = await (await jobs()).cancelJobs(settingsOf(door, flags), names, flags.reason);
    if (!answer.ok) return fail(door, answer.diagnostics);
    const words = {
      cancelled: 'cancelled',
      requested: 'is running; it was told to stop',
      final: 'has already ended',
      unknown: 'is gone',
    };
    const { answers, unknown } = answer.value;
    if (flags.json === true) writeJson(door, answers);
    else for (const { guid, answer: how } of answers) door.stdout.write(`${guid} ${words[how]}\n`);
    if (unknown.length > 0) await fail(door, unknown);
  });
}

function why(parent: Command, door: Door): void {
  const command = parent
    .command('why <job>')
    .description('say in one sentence what a job waits for')
    .option('--json', '{"guid","sentence","wait"}, wait: the same as facts');
  withStore(command).action(async (name: string, flags: GlobalFlags) => {
    const answer = await (await jobs()).whyJob(settingsOf(door, flags), name);
    if (!answer.ok) return fail(door, answer.diagnostics);
    if (flags.json === true) writeJson(door, answer.value);
    else door.stdout.write(`${answer.value.sentence}\n`);
  });
}

function prune(parent: Command, door: Door): void {
  const command = parent
    .command('prune')
    .description('remove jobs that have ended, with their logs')
    .requiredOption('--older <duration>', 'those that ended at least so long ago, e.g. 7d', readDuration)
    .option('--state <states>', 'only these: ok, error', collectList, [])
    .option('--json', '{"pruned"}');
  withStore(command).action(async (flags: GlobalFlags & { older: number; state: string[] }) => {
    const unknown = flags.state.find((state) => state !== 'ok' && state !== 'error');
    if (unknown !== undefined) {
      command.error(`error: only ended jobs are removed, of the states ok and error, not '${unknown}'`, {
        exitCode: 2,
      });
    }
    const states = (flags.state.length > 0 ? flags.state : ['ok', 'error']) as ('ok' | 'error')[];
    const answer = await (await jobs()).pruneJobs(settingsOf(door, flags), states, flags.older);
    if (!answer.ok) return fail(door, answer.diagnostics);
    if (flags.json === true) writeJson(door, answer.value);
    else door.stdout.write(`${plural(answer.value.pruned, 'job')} removed\n`);
  });
}
