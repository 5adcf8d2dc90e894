// job.key: the same job sent twice is done once, by the runs that people see.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { guidOfKey } from '../../src/records/job-key.ts';
import { openSqliteStore } from '../../src/store/sqlite/store.ts';
import { ended, jsonLines, untilGo, Workplace } from '../setup/hero.ts';
import { until } from '../setup/until.ts';

let workplace: Workplace;
beforeEach(() => {
  workplace = new Workplace();
});
afterEach(() => workplace.remove());

const run = (script: string, ...args: string[]) => workplace.hero(['run', ...args, '-e', script]);
const count = (file: string) => readFileSync(join(workplace.dir, file), 'utf8').length;

test('is done once, and its result is there each time', async () => {
  const script =
    "!!osal.exec cmd:'printf x >>done; echo paid' job.key:invoice-7 job.name:pay\n!!core.echo text:'${job.pay.stdout}'";
  const first = await run(script, '--json');
  expect(first.code, first.stderr).toBe(0);
  const second = await run(script, '--json');
  expect(second.code, second.stderr).toBe(0);
  expect(count('done')).toBe(1);
  const events = jsonLines(second.stdout);
  expect(events.find(({ type, n, state }) => type === 'job' && n === 2 && state === 'ok')).toMatchObject({
    result: 'paid',
  });
  const told = events.find(({ code }) => code === 'HS0410');
  expect(told, second.stdout).toMatchObject({
    message: expect.stringMatching(/^pay was sent before, by run \w+: it ended ok$/),
  });
});

test('an error stays one, for whoever sends it again', async () => {
  const script = "!!osal.exec cmd:'printf x >>done; exit 3' job.key:invoice-7";
  for (const times of [1, 2]) {
    const { code, stderr } = await run(script);
    expect(code).toBe(1);
    expect(stderr, `the run ${times}`).toContain('code 3');
  }
  expect(count('done')).toBe(1);
});

test('another job with the key is refused, and all that is sent with it', async () => {
  expect((await run('!!core.echo text:one job.key:k')).code).toBe(0);
  const other = "!!core.echo text:two job.key:k\n!!osal.exec cmd:'printf x >>done' job.after:''";
  for (const flags of [[], ['--keep-going']]) {
    const { code, stderr } = await run(other, ...flags);
    expect(code, stderr).toBe(1);
    expect(stderr).toContain('HS0409');
  }
  const store = openSqliteStore(workplace.storePath, { readOnly: true });
  expect(await store.list({ limit: 10 })).toHaveLength(1);
  await store.close();
  expect(() => count('done')).toThrow();
});

test('two runs at the same time share the job', async () => {
  const script = `!!osal.exec cmd:'printf x >>done; ${untilGo}; echo both' job.key:k`;
  const runs = [1, 2].map(() => workplace.start(['run', '--json', '-e', script]));
  const ends = runs.map(ended);
  let said = '';
  for (const { stdout } of runs)
    stdout?.on('data', (text) => {
      said += String(text);
    });
  await until('one has met the job of the other', () => said.includes('HS0410'));
  writeFileSync(join(workplace.dir, 'go'), '');
  for (const { code, stdout, stderr } of await Promise.all(ends)) {
    expect(code, stderr).toBe(0);
    const end = jsonLines(stdout).find(({ type, state }) => type === 'job' && state === 'ok');
    expect(end).toMatchObject({ result: { stdout: 'both' } });
  }
  expect(count('done')).toBe(1);
});

test('a run that is interrupted leaves the job of another one alone', async () => {
  const script = `!!osal.exec cmd:'${untilGo}; echo done' job.key:k`;
  const first = run(script);
  const store = openSqliteStore(workplace.storePath);
  await expect.poll(async () => (await store.stats()).byState.running).toBe(1);
  const second = workplace.start(['run', '-e', script]);
  let said = '';
  second.stderr?.on('data', (text) => {
    said += String(text);
  });
  await expect.poll(() => said).toContain('HS0410');
  second.kill('SIGINT');
  expect((await ended(second)).code).toBe(130);
  expect((await store.stats()).byState.running).toBe(1);
  writeFileSync(join(workplace.dir, 'go'), '');
  expect((await first).code).toBe(0);
  await store.close();
});

test('the guid is a UUID of version 5, as every language can make it', () => {
  // uuid.uuid5(uuid.UUID('5b6f3c5e-2f0e-5d1b-9a57-6c1d0f2f7a3e'), 'ff:invoice-7') in Python.
  expect(guidOfKey('ff', 'invoice-7')).toBe('1cb03b54-7b98-5b5b-9916-11e998784afc');
});
