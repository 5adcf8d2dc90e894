// What becomes of the jobs of a run whose process was killed: the next run from there does them too, and says so.

import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store } from '../../src/store/ports.ts';
import { openSqliteStore } from '../../src/store/sqlite/store.ts';
import { daemon, killDaemons } from '../setup/daemon.ts';
import { ended, jsonLines, untilGo, Workplace } from '../setup/hero.ts';
import { until } from '../setup/until.ts';

let workplace: Workplace;
let store: Store;
beforeEach(() => {
  workplace = new Workplace();
  store = openSqliteStore(workplace.storePath);
});
afterEach(async () => {
  killDaemons();
  await store.close();
  workplace.remove();
});

/** The command of a job that leaves a mark each time it begins. */
const held = `echo x >> begun; ${untilGo}`;

/** Runs a script and kills its process as soon as this is so. Returns its name. */
async function killRun(script: string, what: string, isSo: () => boolean | Promise<boolean>, ...flags: string[]) {
  const child = workplace.start(['run', ...flags, '-e', script]);
  await until(what, isSo);
  await kill(child);
  return (await store.list({ limit: 1 }))[0]?.outcome.run;
}

function hasBegun(): boolean {
  return existsSync(join(workplace.dir, 'begun'));
}

async function kill(child: ChildProcess): Promise<void> {
  const end = ended(child);
  child.kill('SIGKILL');
  await end;
}

async function run(script: string, cwd = workplace.dir) {
  const { code, stdout, stderr } = await workplace.hero(['run', '--json', '-e', script], { cwd });
  const events = jsonLines(stdout);
  return { code, told: stdout + stderr, orphans: events.filter(({ code }) => code === 'HS0407') };
}

async function states(): Promise<Record<string, number>> {
  return Object.fromEntries(Object.entries((await store.stats()).byState).filter(([, count]) => count > 0));
}

test('the next run does them along with its own and says from which run they are, also with actors it does not name', async () => {
  workplace.write('actors/disk/usage', '#!/bin/sh\necho done >> used\n', 0o755);
  const first = await killRun(`!!osal.exec cmd:'${held}'\n!!disk.usage`, 'the first job runs', hasBegun);
  workplace.write('go', '');
  const next = await run('!!core.echo text:hi');
  expect(next.code, next.told).toBe(0);
  expect(next.orphans).toMatchObject([
    { severity: 'info', message: `run ${first} was left with 2 open jobs by a process that is gone` },
  ]);
  expect(await states()).toEqual({ ok: 3 });
  expect(workplace.read('used')).toBe('done\n');
  expect(workplace.read('begun')).toBe('x\nx\n');
  expect((await run('!!core.echo text:hi')).orphans).toEqual([]);
});

test('it does not sit out what is to begin much later', async () => {
  const script = '!!core.echo text:later job.start:1h\n!!core.echo text:after';
  await killRun(script, 'both are there', async () => (await store.stats()).byState.created === 2);
  const next = await run('!!core.echo text:hi');
  expect(next.code, next.told).toBe(0);
  expect(next.orphans).toHaveLength(1);
  expect(await states()).toEqual({ created: 2, ok: 1 });
});

test('a run in another folder leaves them alone, and so does anyone while the process lives', async () => {
  const script = `!!osal.exec cmd:'${held}'`;
  const child = workplace.start(['run', '-e', script]);
  await until('its job runs', hasBegun);
  expect((await run('!!core.echo text:hi')).orphans).toEqual([]);
  await kill(child);
  workplace.write('other/.keep', '');
  const elsewhere = await run('!!core.echo text:hi', join(workplace.dir, 'other'));
  expect([elsewhere.code, elsewhere.orphans]).toEqual([0, []]);
  expect(await store.list({ states: ['ok'], limit: 10 })).toHaveLength(2);
  workplace.write('go', '');
  expect((await run('!!core.echo text:hi')).orphans).toHaveLength(1);
  expect(await states()).toEqual({ ok: 4 });
});

test('the same script again ends the job with its key, which stays one job', async () => {
  const script = `!!osal.exec cmd:'${held}; echo paid' job.key:invoice-7`;
  await killRun(script, 'it runs', hasBegun);
  workplace.write('go', '');
  const next = await run(script);
  expect(next.code, next.told).toBe(0);
  expect(next.orphans).toHaveLength(1);
  expect(next.told).toContain('HS0410');
  expect(await states()).toEqual({ ok: 1 });
});

test('agents elsewhere do what they have been given, whoever asked for it is gone', async () => {
  await daemon(workplace, ['agent']).says('agent started');
  await killRun(`!!osal.exec cmd:'${held}'\n!!core.echo text:hi`, 'the first job runs', hasBegun, '--remote');
  workplace.write('go', '');
  await until('both have ended', async () => (await store.stats()).byState.ok === 2);
  expect((await run('!!core.echo text:hi')).orphans).toEqual([]);
});
