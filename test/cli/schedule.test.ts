// `hero schedule`, and what `hero run` says of the schedules it keeps.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { resolveSettings } from '../../src/app/settings.ts';
import { runSchedule } from '../../src/app/use-cases/schedules.ts';
import { daemon, killDaemons } from '../setup/daemon.ts';
import { jsonLines, Workplace } from '../setup/hero.ts';
import { until } from '../setup/until.ts';

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => {
  killDaemons();
  workplace.remove();
});

const define = (cron: string, text: string) =>
  `!!schedule.define name:nightly cron:'${cron}' tz:Europe/Brussels\n!!core.echo text:${text}\n`;

async function keep(script: string, ...args: string[]): Promise<string> {
  const { stdout, stderr, code } = await workplace.hero(['run', '--json', ...args, '-'], { input: script });
  expect([stderr, code]).toEqual(['', 0]);
  const told = jsonLines(stdout).filter(({ type }) => type === 'echo');
  expect(told).toMatchObject(told.map(() => ({ schedule: { name: 'nightly', next: expect.stringMatching(/Z$/) } })));
  return told.map(({ text }) => String(text).split(';')[0]).join('\n');
}

async function show(): Promise<{
  schedule: Record<string, unknown>;
  state: Record<string, unknown>;
  coming: string[];
}> {
  const { stdout } = await workplace.hero(['schedule', 'show', 'nightly', '--json']);
  return JSON.parse(stdout);
}

test('a script keeps a schedule, leaves it, changes it', async () => {
  expect(await keep(define('0 3 * * *', 'one'), '--dry-run')).toBe('schedule nightly would be added');
  expect((await workplace.hero(['schedule', 'show', 'nightly'])).code).toBe(2);
  expect(await keep(define('0 3 * * *', 'one'))).toBe('schedule nightly new');
  expect(await keep(`// moved\n${define('0 3 * * *', 'one')}`)).toBe('schedule nightly unchanged');
  const before = await show();
  expect(before.schedule.line).toBe(2);
  expect(await keep(define('0 3 * * *', 'two'), '--dry-run')).toBe('schedule nightly would be changed');
  expect(await keep(define('0 3 * * *', 'two'))).toBe('schedule nightly changed');
  expect((await show()).coming).toEqual(before.coming);
  expect(await keep(define('30 4 * * *', 'two'))).toBe('schedule nightly changed');
  const { coming } = await show();
  expect(coming).toHaveLength(5);
  expect(coming.every((slot) => /T0[23]:30:00\.000Z$/.test(slot))).toBe(true);
});

test('the schedule of another key stays as it is, and nothing else of the script is done', async () => {
  const store = `sqlite:${workplace.dir}/jobs.db`;
  await keep(define('0 3 * * *', 'one'), '--store', store);
  workplace.write('other/.keep', '');
  const script = `!!core.echo text:before\n!!limit.define actor:core max_running:1\n${define('0 3 * * *', 'two')}`;
  const env = { HOME: `${workplace.dir}/other` };
  const { stderr, code } = await workplace.hero(['run', '--store', store, '-'], { input: script, env });
  expect(stderr).toContain('error[HS0306]: the schedule nightly was defined by another key');
  expect(code).toBe(4);
  const jobs = await workplace.hero(['job', 'ls', '--all', '--json', '--store', store]);
  expect(JSON.parse(jobs.stdout)).toEqual([]);
  expect(JSON.parse((await workplace.hero(['limit', 'ls', '--json', '--store', store])).stdout)).toEqual([]);
});

test('a schedule cannot have the agent of the run that keeps it', async () => {
  const { stderr, code } = await workplace.hero(['run', '-'], {
    input: `${define('0 3 * * *', 'one').trimEnd()} job.agents:local\n`,
  });
  expect(stderr).toContain('error[HS0223]: the agent of this run is not there when a slot comes');
  expect(code).toBe(3);
  expect((await workplace.hero(['schedule', 'ls', '--json'])).stdout).toBe('[]\n');
});

test('fired by hand it makes its jobs each time, whatever is open', async () => {
  await keep(define('0 3 * * *', 'one'));
  const runs: string[] = [];
  for (let i = 0; i < 2; i += 1) {
    const { stdout, code } = await workplace.hero(['schedule', 'run', 'nightly', '--json']);
    expect(code).toBe(0);
    const { run, jobs } = JSON.parse(stdout) as { run: string; jobs: string[] };
    expect(jobs).toEqual([`${run}.1`]);
    runs.push(run);
  }
  expect(new Set(runs).size).toBe(2);
  expect((await show()).state).toMatchObject({ open: runs, fired: 2, last: { run: runs[1] } });
});

test('fired by hand by several at the same moment each has jobs of its own', async () => {
  await keep(define('0 3 * * *', 'one'));
  const settings = resolveSettings({}, workplace.env, workplace.dir);
  const answers = await Promise.all(Array.from({ length: 5 }, () => runSchedule(settings, 'nightly')));
  const runs = answers.map((answer) => (answer.ok ? answer.value.run : answer.diagnostics));
  expect(new Set(runs).size).toBe(5);
  const { open } = (await show()).state as { open: string[] };
  expect(open.sort()).toEqual(runs.sort());
});

test('list, show, remove', async () => {
  expect((await workplace.hero(['schedule', 'ls'])).stderr).toContain('no schedules');
  await keep(define('0 3 * * *', 'one'));
  expect((await workplace.hero(['schedule', 'ls'])).stdout).toMatch(
    /^nightly +0 3 \* \* \* +Europe\/Brussels +1 +\d{4}-/m,
  );
  const { stdout } = await workplace.hero(['schedule', 'show', 'nightly']);
  expect(stdout).toMatch(/next +\d{4}-\d\d-\d\dT0[12]:00:00Z {2}\d{4}-\d\d-\d\d 03:00:00 CES?T\n/);
  expect(stdout).toMatch(/^ *#1 +core\.echo text:one$/m);
  const missing = await workplace.hero(['schedule', 'show', 'nightl']);
  expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('did you mean nightly?')]);
  expect((await workplace.hero(['schedule', 'rm', 'nightly'])).stderr).toBe('nightly is removed\n');
  expect((await workplace.hero(['schedule', 'rm', 'nightly'])).code).toBe(2);
  expect((await workplace.hero(['schedule', 'ls', '--json'])).stdout).toBe('[]\n');
});

test('paused it stays so, whatever is done to it, until it is resumed', async () => {
  await keep(define('* * * * * *', 'one'));
  expect((await workplace.hero(['schedule', 'pause', 'nightly'])).stderr).toMatch(
    /^nightly is paused since \d{4}-\S+Z\n$/,
  );
  const before = await show();
  expect(before).toMatchObject({ coming: [], state: { paused: expect.any(Number) } });
  expect((await workplace.hero(['schedule', 'ls'])).stdout).toMatch(/^nightly .* paused /m);
  expect((await workplace.hero(['schedule', 'show', 'nightly'])).stdout).toMatch(/next +paused since \d{4}-/);
  await workplace.hero(['schedule', 'pause', 'nightly']);
  expect(await keep(define('* * * * * *', 'two'))).toBe('schedule nightly changed');
  const { stdout } = await workplace.hero(['run', '-'], { input: define('*/2 * * * * *', 'two') });
  expect(stdout).toContain('schedule nightly changed; */2 * * * * * in Europe/Brussels, paused\n');
  const byHand = JSON.parse((await workplace.hero(['schedule', 'run', 'nightly', '--json'])).stdout);
  expect((await show()).state.paused).toBe(before.state.paused);
  const runner = daemon(workplace, ['runner']);
  await runner.says('runner started');
  const { next } = (await show()).state;
  await until('a slot of the pause is over', async () => Date.now() > Number(next));
  const resumed = await workplace.hero(['schedule', 'resume', 'nightly', '--json']);
  expect(resumed.code).toBe(0);
  const { state, coming } = JSON.parse(resumed.stdout);
  expect(state).toMatchObject({ fired: 1, missed: { from: expect.any(Number), to: expect.any(Number) } });
  expect(state.paused).toBeUndefined();
  expect(Date.parse(coming[0])).toBeGreaterThan(state.missed.to);
  // Its slots wait for what was fired by hand, which nobody executes here.
  expect((await workplace.hero(['job', 'cancel', byHand.run])).code).toBe(0);
  await until('it is fired again', async () => ((await show()).state.fired as number) > 0);
  expect((await workplace.hero(['schedule', 'pause', 'nightl'])).stderr).toContain('did you mean nightly?');
});

test('hero check tells what is wrong, each in its place', async () => {
  workplace.write('x.hero', define('61 * * * *', 'one').replace('Europe/Brussels', 'Europe/Brussels overlap:no'));
  const { stdout, stderr, code } = await workplace.hero(['check', 'x.hero']);
  expect(stdout + stderr).toMatch(/HS0205.*61 \* \* \* \*.*61 is no minute\n.*x\.hero:1:37/);
  expect(stdout + stderr).toMatch(/HS0206.*overlap cannot be "no"\n/);
  expect(code).toBe(3);
});
