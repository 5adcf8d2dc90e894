// `hero schedule …`: schedules as a table, one of them in full.

import { briefKey, briefParams } from '../../print/brief.ts';
import { formatTime, plural } from '../../print/format.ts';
import { type Pair, renderPairs } from '../../print/pairs.ts';
import type { Look } from '../../print/style.ts';
import { type Cell, renderTable } from '../../print/table.ts';
import type { Screens } from './view.ts';

type Sheet = import('../../app/use-cases/schedules.ts').ScheduleSheet;
type Fired = import('../../app/use-cases/schedules.ts').FiredSchedule;

export function scheduleToJson({ schedule, state, coming }: Sheet): object {
  return { schedule, state, coming: coming.map((slot) => new Date(slot).toISOString()) };
}

export function scheduleListView(sheets: readonly Sheet[], { stdout, stderr }: Screens): void {
  if (sheets.length === 0) {
    stderr.write('no schedules; !!schedule.define in a script makes one\n');
    return;
  }
  const { look, columns: width } = stdout;
  const rows = sheets.map(({ schedule, state, coming }): Cell[] => [
    schedule.name,
    schedule.cron,
    schedule.tz,
    String(schedule.jobs.length),
    nextCell(coming, state.paused, look),
    state.last === null ? look.glyphs.dash : formatTime(state.last.at),
    state.open.length === 0 ? '' : plural(state.open.length, 'run'),
  ]);
  const columns = [
    { head: 'schedule', min: 6 },
    { head: 'cron' },
    { head: 'zone', rank: 2 },
    { head: 'jobs', align: 'right' as const, rank: 1 },
    { head: 'next' },
    { head: 'last fired', rank: 3 },
    { head: 'open', rank: 4 },
  ];
  stdout.write(`${renderTable(columns, rows, { look, width }).join('\n')}\n`);
}

export function scheduleDetailView(sheet: Sheet, { stdout }: Screens): void {
  const { look } = stdout;
  const { schedule, state } = sheet;
  const { name, cron, tz, overlap, catchup, source, file, line, jobs } = schedule;
  const { last, missed, fired, skipped } = state;
  const pairs: Pair[] = [
    ['schedule', name],
    ['times', `${cron} in ${tz}`],
    ['overlap', overlap],
    ['catchup', catchup],
    ['next', comingText(sheet)],
    ['last fired', last === null ? 'never' : `${formatTime(last.at)}  run ${last.run}`],
    ['open', state.open.map((run) => `run ${run}`).join('\n') || 'nothing'],
    ['so far', `${fired} fired, ${skipped} skipped for an overlap`],
    ['missed', missed === null ? 'nothing' : `${formatTime(missed.from)} to ${formatTime(missed.to)}`],
    ['as', briefKey(source, look.glyphs.ellipsis)],
    ['defined in', `${file}:${line}`],
    ...jobs.map(({ job, label, after }): Pair => {
      const before = after.map((n) => jobs[n - 1]?.label ?? `#${n}`).join(', ');
      const params = briefParams(job.params);
      return [label, `${job.actor}.${job.action} ${params}${before === '' ? '' : `  after ${before}`}`.trimEnd()];
    }),
  ];
  stdout.write(`${renderPairs(pairs, look).join('\n')}\n`);
}

function comingText({ schedule: { tz }, state: { paused }, coming }: Sheet): string {
  if (paused !== undefined) return `paused since ${formatTime(paused)}`;
  return coming.map((slot) => `${formatTime(slot)}  ${localTime(slot, tz)}`).join('\n') || 'never';
}

function nextCell([first]: readonly number[], paused: number | undefined, { style }: Look): Cell {
  if (paused !== undefined) return { text: 'paused', paint: style.warning };
  return first === undefined ? 'never' : formatTime(first);
}

export function scheduleChangedView({ schedule: { name }, state, coming }: Sheet, { stderr }: Screens): void {
  const [next] = coming;
  const when = next === undefined ? 'never' : formatTime(next);
  const { paused } = state;
  stderr.write(
    paused === undefined ? `${name} goes on; next ${when}\n` : `${name} is paused since ${formatTime(paused)}\n`,
  );
}

export function scheduleFiredView({ run, jobs }: Fired, { stdout, stderr }: Screens): void {
  stdout.write(`${run}\n`);
  stderr.write(
    `${plural(jobs.length, 'job')} submitted; follow ${jobs.length === 1 ? 'it' : 'them'} with hero job watch ${run}\n`,
  );
}

/** As the clocks of the zone show it. */
function localTime(ms: number, tz: string): string {
  const twoDigits = {
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  } as const;
  return new Date(ms).toLocaleString('sv-SE', { timeZone: tz, timeZoneName: 'short', year: 'numeric', ...twoDigits });
}
