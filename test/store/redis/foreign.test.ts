// Jobs that other programs write into the hash by themselves, and what else they may leave under our names.

import { Redis as Client } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newScheduleState } from '../../../src/records/schedule.ts';
import { Scheduler } from '../../../src/runner/scheduler.ts';
import type { Store } from '../../../src/store/ports.ts';
import { openRedisStore } from '../../../src/store/redis/store.ts';
import { type Redis, startRedis } from '../../setup/redis.ts';
import { until } from '../../setup/until.ts';
import { describeWithRedis } from '../../setup/with-redis.ts';
import { agentA, makeJob, needs } from '../contract/make.ts';
import { makeSchedule } from '../contract/schedules.ts';

const jobs = 'herorunner:jobs';

describeWithRedis('records of other programs', () => {
  let redis: Redis;
  let store: Store;
  beforeEach(async () => {
    redis = await startRedis();
    store = await openRedisStore(redis.url);
  });
  afterEach(async () => {
    expect(await store.inspect()).toEqual([]);
    await store.close();
    await redis.stop();
  });

  const write = (guid: string, record: unknown) =>
    redis.cli('hset', jobs, guid, typeof record === 'string' ? record : JSON.stringify(record));
  const announce = (guid: string) => redis.cli('fcall', 'hr_announce', '1', jobs, guid);

  const openSession = () =>
    store.openSession({ id: 's', agent: agentA, lanes: [''], run: null, host: 'h', pid: 1, processStart: '' }, 60_000);

  /** Somebody has it. */
  async function begin(guid: string): Promise<void> {
    const admission = { candidates: [agentA], revision: await store.revision() };
    await openSession();
    await store.submit([{ job: makeJob(guid), trail: {}, admission }]);
    await store.claim({ agent: agentA, session: 's', lanes: [''], max: 1 });
  }

  async function stands(guid: string): Promise<string> {
    const view = await store.get(guid);
    if (view === undefined) return 'unknown';
    const { outcome, message } = view.outcome;
    return outcome === null ? view.job.status.status : `${outcome}: ${message}`;
  }

  test('are not taken in by a call that says too little, which is told so', async () => {
    const call = (...words: string[]) => redis.cli('fcall', ...words).catch((error: Error) => error.message);
    expect(await call('hr_submit', '1', jobs, '')).toContain('hr_submit takes one key and at least 2 arguments');
    expect(await call('hr_announce', '0')).toContain('hr_announce takes one key and at least 1 arguments');
    expect(await call('hr_claim', '1', jobs, agentA)).toContain('hr_claim takes one key and at least 3 arguments');
    const record = JSON.stringify(makeJob('j1'));
    for (const words of [
      [record, ''],
      [record, record, ''],
      ['', record],
      ['', record, '', record],
    ]) {
      expect(await call('hr_submit', '1', jobs, ...words)).toContain("hr_submit takes '', then a record and how");
    }
    expect(await redis.cli('exists', jobs)).toBe('0');
  });

  test('are not taken in by facts that do not fit them, nor too many at once', async () => {
    const source = 'a'.repeat(64);
    const record = `{"actor":"core","action":"echo","guid":"x-1","source":"${source}"`;
    const facts = { guidBytes: 3, actor: 'core', source, timeout_schedule: 60, timeout: 60 };
    const submit = (...words: string[]) =>
      redis.cli('fcall', 'hr_submit', '1', jobs, '', ...words).catch((error: Error) => error.message);
    for (const bytes of [0, 3, 500]) {
      const how = JSON.stringify({ facts: { ...facts, guidBytes: bytes } });
      expect(await submit(record, how)).toContain('its facts do not fit the record');
      expect(await submit('{"guid":"x\\"1"', how)).toContain('its facts do not fit the record');
    }
    const many = Array.from({ length: 1001 }, () => [record, '']).flat();
    expect(await submit(...many)).toContain('hr_submit takes at most 1000 jobs at once');
    expect(await redis.cli('exists', jobs)).toBe('0');
  });

  test('are found by the sweep, also where somebody has deleted as many others', async () => {
    const guids = Array.from({ length: 300 }, (_, i) => `j${i}`);
    await store.submit(guids.map((guid) => ({ job: makeJob(guid), trail: {} })));
    await redis.cli('hdel', jobs, 'j0');
    await write('new', makeJob('new'));
    await until('it is taken in', async () => {
      await store.sweep(25);
      return store.get('new');
    });
    await store.repair();
  });

  test('that somebody spoils afterwards end in error, and stop nobody', async () => {
    const admission = { candidates: [agentA], revision: await store.revision() };
    await store.submit([
      { job: makeJob('j1'), trail: {} },
      { job: makeJob('j2'), trail: {}, admission },
    ]);
    for (const guid of ['j1', 'j2']) await write(guid, '{"guid":');
    const undecided = await store.undecided(10);
    expect(undecided.map(({ job }) => job.actor)).toEqual(['']);
    await openSession();
    const [claim] = await store.claim({ agent: agentA, session: 's', lanes: [''], max: 1 });
    expect(claim?.job).toMatchObject({ guid: 'j2', actor: '' });
    await store.exchange([{ guid: 'j2', fence: claim?.fence ?? 0, ok: false, outcome: 'denied' }]);
    expect(await store.cancel('j1', 'spoilt')).toBe('cancelled');
    expect((await store.inspect()).map(({ message }) => message).sort()).toEqual([
      'the record of job j1 is not JSON',
      'the record of job j2 is not JSON',
    ]);
    await redis.cli('hdel', jobs, 'j1', 'j2');
    await store.repair();
  });

  test('are ended in no other way than there is', async () => {
    await begin('j1');
    const finish = (...words: string[]) => redis.cli('fcall', 'hr_finish', '1', jobs, 'j1', '1', ...words);
    expect(await finish('bogus', '1', '', '', '0')).toMatch(/^bad_outcome/);
    expect(await finish('failed', '1.5', '', '', '1')).toMatch(/^accepted/);
    expect((await store.get('j1'))?.outcome).toMatchObject({ outcome: 'failed', code: 1 });
    const hello = redis.cli('fcall', 'hr_hello', '1', jobs, 's2', agentA, '15000', 'no JSON');
    expect(await hello.catch((error: Error) => error.message)).toContain('hr_hello takes session, public key');
  });

  test('reports that do not fit are refused, and nothing of them is kept', async () => {
    await begin('j1');
    const report = (...words: string[]) =>
      redis.cli('fcall', 'hr_report', '1', jobs, 'j1', '1', ...words).catch((error: Error) => error.message);
    const line = ['stdout', 'one', '0'];
    expect(await report('half way', '1', ...line)).toContain('the progress of a report is no JSON object');
    expect(await report('', '2', ...line)).toContain('a report has fewer lines than it says');
    expect(await report('', 'x', ...line)).toContain('a report takes a guid, a fence, progress and a number of lines');
    const exchange = ['fcall', 'hr_exchange', '1', jobs, '0', '1', 'j1', '1', '"half"', '1', ...line];
    expect(await redis.cli(...exchange).catch((error: Error) => error.message)).toContain('no JSON object');
    expect(await store.logs('j1', 0, 10)).toEqual([]);
    expect(await report('{"percent":50}', '1', ...line)).toMatch(/^1/);
    expect((await store.logs('j1', 0, 10)).map(({ text }) => text)).toEqual(['one']);
    expect((await store.get('j1'))?.outcome.progress).toEqual({ percent: 50 });
  });

  test('what agents say in other bytes than UTF-8 is kept so that every reader of JSON takes it', async () => {
    const client = new Client(redis.port, '127.0.0.1');
    const latin = Buffer.from('f\xe4llt aus: \xc3\xa4\xc3', 'latin1');
    const kept = 'f\ufffdllt aus: ä\ufffd';
    await begin('j1');
    const call = (name: string, ...args: (string | Buffer)[]) => client.call('FCALL', [name, 1, jobs, ...args]);
    const quoted = (bytes: Buffer) => Buffer.concat([Buffer.from('{"message":"'), bytes, Buffer.from('"}')]);
    await call('hr_report', 'j1', '1', quoted(latin), '1', 'stdout', latin, '0');
    expect(await call('hr_finish', 'j1', '1', 'failed', '1', latin, quoted(latin), '1')).toEqual([
      'accepted',
      0,
      expect.any(Number),
    ]);
    const bytes = await client.xrevrangeBuffer('{herorunner:jobs}:ev', '+', '-', 'COUNT', 1);
    const text = new TextDecoder('utf8', { fatal: true }).decode(bytes[0]?.[1].at(-1));
    expect(JSON.parse(text)).toMatchObject([{ guid: 'j1', message: kept, result: { message: kept } }]);
    expect((await store.logs('j1', 0, 10)).map(({ text }) => text)).toEqual([kept]);
    expect((await store.get('j1'))?.outcome).toMatchObject({ message: kept, progress: { message: kept } });

    const record = Buffer.from(JSON.stringify(makeJob('j2', { params: { name: 'f\xe4llt' } })), 'latin1');
    await client.hset(jobs, 'j2', record);
    expect(await announce('j2')).toMatch(/^ended\nit is not written in UTF-8/);
    client.disconnect();
  });

  test('that need a job of a batch which begins in the same sweep disturb neither', async () => {
    const admission = { candidates: [agentA], revision: await store.revision() };
    await openSession();
    const claim = { agent: agentA, session: 's', lanes: [''], max: 25 };
    await store.submit([{ job: makeJob('first'), trail: {}, admission }]);
    for (const { job, fence } of await store.claim(claim)) await store.exchange([{ guid: job.guid, fence, ok: true }]);
    // More records than there are jobs, or nobody looks for any.
    for (let i = 0; i < 70; i += 1) await write(`history-${i}`, '{"status":{"status":"ok"}}');
    const client = new Client(redis.port, '127.0.0.1');
    const record = (guid: string) => JSON.stringify(makeJob(guid)).replace(/,"status":.*/, '');
    const facts = {
      guidBytes: 3,
      actor: 'vm_manager',
      source: makeJob('b10').source,
      timeout: 3600,
      timeout_schedule: 60,
      named: true,
    };
    const how = JSON.stringify({ ...admission, facts });
    const batch = Array.from({ length: 85 }, (_, i) => [record(`b${i + 10}`), how]).flat();
    await client.call('FCALL', ['hr_submit', 1, jobs, 'B', ...batch]);
    await client.call('FCALL', ['hr_commit', 1, jobs, 'B']);
    // So many has the commit begun.
    expect(await store.claim(claim)).toHaveLength(25);
    expect(await store.claim({ ...claim, isReady: true })).toEqual([]);
    await write('needy', makeJob('needy', needs('b60')));
    await store.sweep(25);
    client.disconnect();
    expect(await store.get('needy')).toBeDefined();
    expect(await store.inspect()).toEqual([]);
  });

  test('are taken in when they are announced, and wait for a decision', async () => {
    await write('j1', makeJob('j1'));
    expect(await announce('j1')).toMatch(/^taken/);
    expect(await announce('j1')).toMatch(/^known/);
    expect(await announce('nobody')).toMatch(/^missing/);
    expect((await store.undecided(10)).map(({ job }) => job)).toEqual([
      { ...makeJob('j1'), status: { guid: 'j1', created: expect.any(Number), start: 0, end: 0, status: 'created' } },
    ]);
    const revision = await store.revision();
    expect(await store.admit('j1', { candidates: [agentA], revision })).toBe('scheduled');
  });

  test('a schedule as docs/protocol.md has it is fired by a runner', async () => {
    const slot = 60_000 * Math.floor(Date.now() / 60_000);
    const { guid: _, source: __, dependencies: ___, status: ____, ...job } = makeJob('template', { agents: [] });
    const planned = { job, priority: 5, label: 'one', file: 'cron.py', line: 1 };
    const jobs = [
      { ...planned, after: [] },
      { ...planned, after: [1] },
    ];
    const kept = {
      name: 'nightly',
      cron: '* * * * *',
      tz: 'UTC',
      overlap: 'skip',
      catchup: 'last',
      source: 'ff',
      jobs,
    };
    const schedule = JSON.stringify({ ...kept, file: 'cron.py', line: 1 });
    const state = JSON.stringify({
      next: slot,
      waiting: [],
      open: [],
      last: null,
      missed: null,
      fired: 0,
      skipped: 0,
    });
    const define = ['fcall', 'hr_fire', '1', 'herorunner:jobs', 'nightly', '0', schedule, state, String(slot), ''];
    expect(await redis.cli(...define)).toMatch(/^done/);
    await new Scheduler({ store }).turn();
    const run = `nightly.${new Date(slot).toISOString().replace(/[-:]|\.000/g, '')}`;
    expect(await stands(`${run}.1`)).toBe('created');
    expect((await store.get(`${run}.2`))?.job).toMatchObject({ source: 'ff', dependencies: [{ guid: `${run}.1` }] });
  });

  test('are found by the sweep when nobody announces them', async () => {
    for (let i = 0; i < 300; i++) await store.submit([{ job: makeJob(`ours${i}`), trail: {} }]);
    await write('j1', makeJob('j1'));
    await write('j2', makeJob('j2', needs('j1')));
    for (let i = 0; i < 10; i++) await store.sweep(100);
    expect(await stands('j1')).toBe('created');
    expect(await stands('j2')).toBe('created');
    await store.cancel('j1', 'x');
    expect(await stands('j2')).toMatch(/^dependency: /);
  });

  test('have their status put last, whatever the order was', async () => {
    const { status, ...rest } = makeJob('j1', { params: { text: '"}{,"status":{"' } });
    await write('j1', JSON.stringify({ status, ...rest }, undefined, 2));
    const { guid, ...others } = rest;
    await write('j2', { guid: 'j2', status, ...others });
    await write('j3', { guid: 'j3', source: 'ff', actor: 'core', action: 'echo' });
    for (const name of ['j1', 'j2', 'j3']) expect(await announce(name)).toMatch(/^taken/);
    expect(guid).toBe('j1');
    for (const name of ['j1', 'j2', 'j3']) {
      const record = await redis.cli('hget', jobs, name);
      expect(Object.keys(JSON.parse(record) as object).at(-1)).toBe('status');
    }
    expect((await store.get('j1'))?.job.params).toEqual({ text: '"}{,"status":{"' });
    expect((await store.get('j3'))?.job).toMatchObject({ actor: 'core', action: 'echo' });
  });

  test('end in error with the reason when they are written badly', async () => {
    await write('j1', { ...makeJob('j1'), timeout: 'soon', agents: 7 });
    await write('j2', makeJob('j2', needs('nowhere')));
    await write('j3', { guid: 'j3' });
    for (const name of ['j1', 'j2', 'j3']) expect(await announce(name)).toMatch(/^ended/);
    expect(await stands('j1')).toBe(
      'unknown: it is written badly: agents is not a list; timeout is not a whole number from 0 to 65535',
    );
    expect(await stands('j2')).toContain('depends on nowhere');
    expect(await stands('j3')).toContain('names no actor and action');
  });

  const bad: [what: string, record: object, why: string][] = [
    ['a guid that is another one', { guid: 'other' }, 'its guid is another one: other'],
    ['no guid', { guid: undefined }, 'it has no guid'],
    ['a guid that is a number', { guid: 5 }, 'it has no guid'],
    ['a status that is text', { status: 'created' }, 'its status is no object'],
    ['a status that is a number', { status: 7 }, 'its status is no object'],
    ['params that are a list', { params: ['a'] }, 'params are not an object'],
    ['params that are text', { params: 'a' }, 'params are not an object'],
    ['a param that is a number', { params: { n: 5 } }, 'param n is not text'],
    ['a param that is too long', { params: { text: 'x'.repeat(65_537) } }, 'param text is longer than 65536 bytes'],
    ['too many params', { params: Object.fromEntries(Array.from({ length: 257 }, (_, i) => [`p${i}`, ''])) }, '256'],
    ['a source that is no text', { source: 5 }, 'it has no source'],
    ['an actor that can be no name', { actor: 'VM manager' }, 'actor and action are 1 to 64 of a-z, 0-9 and _'],
    ['agents that are an object', { agents: { a: 1 } }, 'agents is not a list'],
    ['codes that are text', { ignore_error_codes: ['1'] }, 'ignore_error_codes are not numbers'],
    ['a switch that is text', { ignore_error: 'yes' }, 'ignore_error is neither true nor false'],
    ['a circle that is a number', { circle: 1 }, 'circle is not text'],
    ['a dependency without a guid', { dependencies: ['j0'] }, 'a dependency has no guid'],
    ['a start before all time', { status: { start: -1 } }, 'status.start is not a whole number'],
  ];
  test.each(bad)('with %s end in error, and are shown', async (_, wrong, why) => {
    await write('j1', { ...makeJob('j1'), ...wrong });
    expect(await announce('j1')).toMatch(/^ended/);
    expect(await stands('j1')).toMatch(/^unknown: it is written badly: /);
    expect(await stands('j1')).toContain(why);
    const [shown] = await store.list({ limit: 1 });
    expect(shown?.job.guid).toBe('j1');
    expect(Object.values(shown?.job.params ?? {}).every((value) => typeof value === 'string')).toBe(true);
    expect(JSON.parse(await redis.cli('hget', jobs, 'j1'))).toMatchObject({ status: { guid: 'j1', status: 'error' } });
    expect(await store.list({ limit: 10 })).toHaveLength(1);
  });

  test('that are longer than a mebibyte end in error', async () => {
    const [before, after] = JSON.stringify({ ...makeJob('j1'), other: '@' }).split('@');
    const script = "return redis.call('hset', KEYS[1], 'j1', ARGV[1] .. string.rep('x', 1048576) .. ARGV[2])";
    await redis.cli('eval', script, '1', jobs, before ?? '', after ?? '');
    expect(await announce('j1')).toMatch(/^ended/);
    expect(await stands('j1')).toBe('unknown: it is written badly: it is longer than 1048576 bytes');
  });

  test('with members that nobody knows keep them', async () => {
    await write('j1', { colour: { red: [1.5, []] }, ...makeJob('j1'), more: null });
    expect(await announce('j1')).toMatch(/^taken/);
    expect((await store.get('j1'))?.job).toMatchObject({ colour: { red: [1.5, []] }, more: null });
  });

  test('that say only what they must have the defaults in all else', async () => {
    await write('j1', { guid: 'j1', source: 'ff', actor: 'core', action: 'echo', agents: null });
    expect(await announce('j1')).toMatch(/^taken/);
    const [undecided] = await store.undecided(10);
    expect(undecided?.job).toMatchObject({
      agents: [],
      params: {},
      circle: 'default',
      timeout: 3600,
      dependencies: [],
    });
  });

  test('stay as they are when they are no new jobs, or nothing that can be read', async () => {
    const texts = {
      j1: '{"guid":"j1",',
      j2: 'null',
      j3: '[1]',
      j4: '""',
    };
    for (const [guid, text] of Object.entries(texts)) {
      await write(guid, text);
      expect(await announce(guid)).toMatch(/^bad/);
    }
    await write('old', makeJob('old', { status: { guid: 'old', created: 1, start: 0, end: 2, status: 'ok' } }));
    expect(await announce('old')).toMatch(/^foreign/);
    for (let i = 0; i < 3; i++) await store.sweep(100);
    for (const [guid, text] of Object.entries(texts)) expect(await redis.cli('hget', jobs, guid)).toBe(text);
    expect(await store.list({ limit: 10 })).toEqual([]);
    const found = await store.inspect();
    expect(found.map(({ message }) => message).sort()).toEqual(
      Object.keys(texts).map((guid) => `the record ${guid} is no job: it is not JSON, or no object`),
    );
    await redis.cli('hdel', jobs, ...Object.keys(texts));
  });

  test('of the registry that are not JSON are told and left out', async () => {
    await redis.cli('hset', 'herorunner:groups', 'g1', '{"guid":');
    expect((await store.policy()).groups).toEqual([]);
    expect((await store.inspect()).map(({ message }) => message)).toEqual(['groups g1 is not JSON']);
    await redis.cli('hdel', 'herorunner:groups', 'g1');
  });

  test('a schedule that is not JSON is told and left out', async () => {
    const state = newScheduleState(1);
    await store.changeSchedule({ name: 'good', expected: 0, schedule: makeSchedule('good'), state, batch: [] });
    await redis.cli('hset', '{herorunner:jobs}:schedules', 'bad', '{"name":');
    await redis.cli('zadd', '{herorunner:jobs}:schedules_due', '1', 'bad');
    expect((await store.dueSchedules(10)).due.map(({ schedule }) => schedule.name)).toEqual(['good']);
    expect(await store.schedules()).toHaveLength(1);
    expect((await store.inspect()).map(({ message }) => message)).toEqual(['schedule bad is damaged']);
    await redis.cli('zrem', '{herorunner:jobs}:schedules_due', 'good');
    expect((await store.inspect()).map(({ message }) => message)).toContain(
      'schedule good is not in the list when it is due',
    );
    expect(await store.removeSchedule('bad')).toBe(true);
    expect(await store.removeSchedule('good')).toBe(true);
  });

  test('a record that somebody deletes takes nothing else along', async () => {
    const admission = { candidates: [agentA], revision: await store.revision() };
    await store.openSession(
      { id: 's', agent: agentA, lanes: [''], run: null, host: 'h', pid: 1, processStart: '' },
      60_000,
    );
    await store.submit([makeJob('gone'), makeJob('here')].map((job) => ({ job, trail: {}, admission })));
    await redis.cli('hdel', jobs, 'gone');
    const claims = await store.claim({ agent: agentA, session: 's', lanes: [''], max: 10 });
    expect(claims.map(({ job }) => job.guid)).toEqual(['here']);
    expect(await store.get('gone')).toBeUndefined();
    expect(await store.cancel('gone', 'x')).toBe('final');
    expect((await store.inspect()).map(({ message }) => message)).toEqual(['job gone has no record']);
    for (let i = 0; i < 3; i++) await store.sweep(100);
    await store.repair();
  });
});
