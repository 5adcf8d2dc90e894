// The schedules that a script defines, kept in the store before its first job is submitted.

import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { JobStep, PlannedSchedule } from '../../plan/plan.ts';
import { type JobTemplate, newScheduleState, type Schedule, type ScheduledJob } from '../../records/schedule.ts';
import type { StoredSchedule } from '../../store/parts/schedules.ts';
import type { Store } from '../../store/ports.ts';
import type { RunEvent, RunJob, ToldSchedule } from '../events.ts';
import { jobRecord } from './job-record.ts';
import { plannedEvent } from './run-event.ts';

type Kept = ToldSchedule['change'];

export interface DefineContext {
  store: Store | undefined;
  /** Who asks for the jobs. */
  source: string;
  /** The agent that is there only as long as this process; undefined = none. */
  local: string | undefined;
  /** Changes nothing. */
  dry: boolean;
  /** Epoch milliseconds, where there is no store yet. */
  now: number;
}

/** Tells of each. Returns what is wrong; nothing was changed then. */
export async function defineSchedules(
  planned: readonly PlannedSchedule[],
  { store, source, local, dry, now }: DefineContext,
  emit: (event: RunEvent) => void,
): Promise<Diagnostic[]> {
  if (planned.length === 0) return [];
  const { readCron } = await import('../../schedule/cron.ts');
  const before = new Map((await store?.schedules())?.map((found) => [found.schedule.name, found]));
  const problems = planned.flatMap((schedule) => [
    ...findOwner(schedule, before.get(schedule.name), source),
    ...schedule.jobs.flatMap((step) => findPassing(step, local)),
  ]);
  if (problems.length > 0) return problems;
  const storeNow = (await store?.now()) ?? now;
  for (const one of planned) {
    const schedule = toSchedule(one, source);
    const reading = readCron(schedule.cron, schedule.tz);
    if (!reading.ok) throw new Error(reading.problem.message);
    const first = reading.times.after(storeNow);
    const kept =
      store === undefined || dry
        ? compare(schedule, before.get(schedule.name))
        : await keep(schedule, first, store, before.get(schedule.name));
    if (kept === undefined) return findOwner(one, await store?.schedule(one.name), source);
    const words = dry ? `would be ${kept === 'unchanged' ? kept : kept === 'new' ? 'added' : 'changed'}` : kept;
    const isPaused = before.get(schedule.name)?.state.paused !== undefined;
    const next = first === null ? null : new Date(first).toISOString();
    const when = isPaused ? 'paused' : `next ${next ?? 'never'}`;
    const { name, cron, tz, overlap, catchup, file, line } = schedule;
    const told = { name, change: kept, cron, tz, overlap, catchup, next, paused: isPaused };
    const jobs = dry ? { jobs: plannedJobs(one) } : {};
    const text = `schedule ${name} ${words}; ${cron} in ${tz}, ${when}`;
    emit({ type: 'echo', text, file, line, schedule: { ...told, ...jobs } });
  }
  return [];
}

function plannedJobs({ jobs }: PlannedSchedule): RunJob[] {
  const labels = new Map(jobs.map(({ n, label }) => [n, label]));
  return jobs.map((step) => plannedEvent(step, step.attributes.agents, (n) => labels.get(n) ?? `#${n}`));
}

/**
 * Puts it in the place of an earlier one of the same owner; undefined where somebody else was faster. One whose times are as
 * before goes on from where it was.
 */
async function keep(
  schedule: Schedule,
  first: number | null,
  store: Store,
  before: StoredSchedule | undefined,
): Promise<Kept | undefined> {
  const { name, cron, tz, source } = schedule;
  for (let found = before; ; found = await store.schedule(name)) {
    if (found !== undefined && found.schedule.source !== source) return undefined;
    const kept = compare(schedule, found);
    if (kept === 'unchanged' && JSON.stringify(found?.schedule) === JSON.stringify(schedule)) return kept;
    const isSameTimes = found?.schedule.cron === cron && found.schedule.tz === tz;
    const began = found?.state ?? newScheduleState(first);
    const state = isSameTimes ? began : { ...began, next: first, waiting: [] };
    const change = { name, expected: found?.revision ?? 0, schedule, state, batch: [] };
    if ((await store.changeSchedule(change)) === 'done') return kept;
  }
}

/** Where it is written does not count. */
function compare(schedule: Schedule, before: StoredSchedule | undefined): Kept {
  if (before === undefined) return 'new';
  return meaning(schedule) === meaning(before.schedule) ? 'unchanged' : 'changed';
}

function meaning(schedule: Schedule): string {
  const nowhere = { file: '', line: 0 };
  return JSON.stringify({
    ...schedule,
    ...nowhere,
    jobs: schedule.jobs.map((job) => ({ ...job, ...nowhere })),
  });
}

function findOwner(
  { name, written }: PlannedSchedule,
  before: StoredSchedule | undefined,
  source: string,
): Diagnostic[] {
  if (before === undefined || before.schedule.source === source) return [];
  return [
    {
      code: 'HS0306',
      severity: 'error',
      message: `the schedule ${name} was defined by another key`,
      span: written.nameSpan,
      help: `choose another name, or remove that one with  hero schedule rm ${name}`,
    },
  ];
}

/** The agent of `hero run` is there now, and not any more when a slot comes. */
function findPassing({ attributes, written }: JobStep, local: string | undefined): Diagnostic[] {
  if (local === undefined || !attributes.agents.includes(local)) return [];
  const message = 'the agent of this run is not there when a slot comes';
  const help = 'name a hero agent, or leave out job.agents';
  return [{ code: 'HS0223', severity: 'error', message, span: written.headSpan, help }];
}

function toSchedule({ name, cron, tz, overlap, catchup, jobs, written }: PlannedSchedule, source: string): Schedule {
  const positions = new Map(jobs.map((step, index) => [step.n, index + 1]));
  const planned = jobs.map((step) => toScheduledJob(step, positions));
  return { name, cron, tz, overlap, catchup, source, jobs: planned, ...placeOf(written) };
}

function toScheduledJob(step: JobStep, positions: ReadonlyMap<number, number>): ScheduledJob {
  const { params, attributes, label, after, written } = step;
  const nobody = { guid: '', source: '', now: 0, guidOf: () => '', agentsOf: () => [] };
  const { guid, source, dependencies, status, ...job } = jobRecord(step, params, nobody);
  return {
    job: job as JobTemplate,
    after: after.map((n) => positions.get(n) ?? 0),
    ...(attributes.start === undefined ? {} : { start: attributes.start }),
    priority: attributes.priority,
    label,
    ...placeOf(written),
  };
}

function placeOf({ span: { source, start } }: PlannedSchedule['written']): { file: string; line: number } {
  return { file: source.name, line: source.positionAt(start).line };
}
