// What other programs say in calls: what no reader of JSON takes, and what does not fit, is refused or kept so that it does no
// harm.

import { Redis as Client } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JobEvent } from '../../../src/store/parts/feed.ts';
import type { Store } from '../../../src/store/ports.ts';
import { openRedisStore } from '../../../src/store/redis/store.ts';
import { type Redis, startRedis } from '../../setup/redis.ts';
import { describeWithRedis } from '../../setup/with-redis.ts';
import { agentA, makeJob } from '../contract/make.ts';

const jobs = 'herorunner:jobs';
const own = '{herorunner:jobs}:';

describeWithRedis('calls of other programs', () => {
  let redis: Redis;
  let store: Store;
  let client: Client;
  beforeEach(async () => {
    redis = await startRedis();
    store = await openRedisStore(redis.url);
    client = new Client(redis.port, '127.0.0.1');
    client.on('error', () => {});
  });
  afterEach(async () => {
    await store.close();
    client.disconnect();
    await redis.stop();
  });

  /** The answer without what is told beside it, or what went wrong. */
  async function call(name: string, ...args: (string | number | Buffer)[]): Promise<unknown> {
    const answer = await client.call('FCALL', [name, 1, jobs, ...args]).catch((error: Error) => [error.message]);
    return (answer as unknown[])[0];
  }
  const hello = (about = '', lease = 60_000) => call('hr_hello', 's', agentA, lease, about);

  /** So many jobs that the session has. */
  async function hold(...guids: string[]): Promise<void> {
    const admission = { candidates: [agentA], revision: await store.revision() };
    await hello();
    await store.submit(guids.map((guid) => ({ job: makeJob(guid), trail: { run: 'r' }, admission })));
    await store.claim({ agent: agentA, session: 's', lanes: [''], max: guids.length });
  }

  const strange = ['NaN', '{"x": NaN}', '-Infinity', '1,2', ' ', '\n', '0x10', '01', '-01', '1.', '1.e5', '.5', '+5']
    .concat(['null,null', '"a\nb"', '{"a":"\t"}', '[1,]', '{"a":1}}'])
    .map((text) => [text] as const);
  test.each(strange)('a result that is no JSON is kept as text: %j', async (text) => {
    await hold('j1');
    expect(await call('hr_exchange', 1, 'j1', 1, 'ok', 0, '', text, 0, 0)).toEqual([['accepted'], [], 1]);
    expect((await store.get('j1'))?.outcome.result).toBe(text);
  });

  const sound = [
    '1e-05',
    '-0.5E+10',
    '0',
    '10.05',
    '"\\u00e4\\"\\\\"',
    '{"a":[true,false,null,""]}',
    '[\n\t1 ]',
    '"Infinity"',
  ]
    .concat(['"0x1 01 +5"', '[]', '{"":0.0}'])
    .map((text) => [text] as const);
  test.each(sound)('a result that is JSON stays as it is: %j', async (text) => {
    await hold('j1');
    await call('hr_finish', 'j1', 1, 'ok', 0, '', text, 0);
    expect((await store.get('j1'))?.outcome.result).toEqual(JSON.parse(text));
  });

  test('a result that is too large is not kept, nor is more of a message than fits', async () => {
    await hold('j1');
    await call('hr_finish', 'j1', 1, 'failed', 'nan', 'm'.repeat(100_000), `"${'x'.repeat(2_000_000)}"`, 1);
    const outcome = (await store.get('j1'))?.outcome;
    expect(outcome).toMatchObject({ code: 0, result: { note: 'the result has 2000002 bytes and was not kept' } });
    expect(outcome?.message).toHaveLength(64 * 1024);
  });

  test('progress, trails and records that only look like JSON are refused', async () => {
    await hold('j1');
    expect(await call('hr_report', 'j1', 1, '{"percent":NaN}', 0)).toContain(
      'the progress of a report is no JSON object',
    );
    const record = (more: string) =>
      `{"guid":"j2","source":"ff","actor":"core","action":"echo","params":{}${more},"status":{}}`;
    expect(await call('hr_submit', '', record(''), '{"trail":"NaN"}')).toEqual(['bad_record', '', 'trail is not JSON']);
    const notJson = ['bad_record', '', 'it is not JSON, or no object'];
    for (const more of [',"x":NaN', ',"retry":0x2', ',"x":"\t"']) {
      expect(await call('hr_submit', '', record(more), '')).toEqual(notJson);
    }
    expect(await call('hr_submit', '', record(''), Buffer.from('{"run":"\xe4"}', 'latin1'))).toEqual([
      'bad_record',
      '',
      'how it is submitted is not written in UTF-8',
    ]);
    expect(await call('hr_cancel', 'j1', Buffer.from('f\xe4llt aus', 'latin1'))).toBe('requested');
    expect((await store.get('j1'))?.outcome.cancel_requested).toBe('f\ufffdllt aus');
  });

  test('a session that says something else of itself than it should is refused, and stops no sweep', async () => {
    for (const [about, problem] of [
      ['{"pid":"abc"}', 'pid is not a whole number'],
      ['{"pid":1.5}', 'pid is not a whole number'],
      ['{"lanes":[null]}', 'lanes are not a list of texts'],
      ['{"lanes":{"a":1}}', 'lanes are not a list of texts'],
      ['{"run":{}}', 'run is not text'],
      ['{"host":5}', 'host is not text'],
      ['{"x":NaN}', 'takes session, public key'],
    ]) {
      expect(await hello(about)).toContain(problem);
    }
    expect(await hello('', Number.NaN)).toContain('takes session, public key');
    expect(await store.sessions()).toEqual([]);
    expect(await hello('{"pid":null,"run":null,"lanes":[]}')).toBe(1);
    expect(await store.sessions()).toMatchObject([{ id: 's', pid: 0, run: null, lanes: [] }]);
    // One of an earlier version, or spoilt by hand.
    await client.hset(`${own}sessions`, 's', '{"pid":abc');
    await client.zadd(`${own}leases`, 1, 's');
    await store.sweep(25);
    expect(await client.exists(`${own}sessions`)).toBe(0);
  });

  test('an exchange that does not fit writes nothing, and one without lanes asks in the usual one', async () => {
    await hold('j1', 'j2');
    const end = ['j1', 1, 'ok', 0, '', '', 0];
    const before = await client.dump(`${own}n`);
    expect(await call('hr_exchange', 1, ...end, 0, agentA, 's')).toContain(
      'a claim takes public key, session and how many',
    );
    expect(await call('hr_exchange', 'x')).toContain('hr_exchange takes');
    expect(await call('hr_exchange', 8_000, ...Array(8_000).fill(end).flat(), 0)).toContain('at most 1000');
    expect(await client.dump(`${own}n`)).toBe(before);
    const admission = { candidates: [agentA], revision: await store.revision() };
    await store.submit([{ job: makeJob('j3'), trail: {}, admission }]);
    const answer = await call('hr_exchange', 1, ...end, 0, agentA, 's', 1);
    expect(answer).toEqual([['accepted'], expect.arrayContaining(['j3']), 1]);
    const fire = ['hr_fire', 'nightly', '0', '{}', '{}', '', ''] as const;
    expect(await call(...fire, ...Array(2_002).fill('{}'))).toContain('at most 1000 jobs');
  });

  test.each([
    ['agents', 'x', 2, 'actor, agent, source or store'],
    ['actor', '', 2, 'the name of an actor, or a public key'],
    ['store', 'x', 2, 'whose name is empty'],
    ['actor', 'x', 'two', 'a whole number'],
    ['actor', 'x', 1.5, 'a whole number'],
    ['actor', 'x', -1, 'a whole number'],
    ['store', '', 0, 'a whole number'],
    ['store', '', 2 ** 53, 'a whole number'],
  ])('a limit that is none is refused: %s %j %s', async (kind, name, max, word) => {
    expect(await call('hr_limit', kind, name, max)).toContain(word);
    expect(await client.exists(`${own}limits`)).toBe(0);
  });

  test('a limit of 0 on an actor lets none of its jobs run', async () => {
    expect(await call('hr_limit', 'actor', 'vm_manager', 0)).toBe(1);
    expect(await store.limits()).toMatchObject([{ kind: 'actor', name: 'vm_manager', max: 0 }]);
  });

  test('what cannot be read in the stream of events stops no listener', async () => {
    await hold('j1', 'j2', 'j3');
    const heard: string[] = [];
    const stop = store.subscribe((events: JobEvent[]) => heard.push(...events.map(({ guid }) => guid)));
    const large = JSON.stringify('x'.repeat(5_000));
    await client.hset(jobs, 'j1', '{"guid":');
    await call('hr_finish', 'j1', 1, 'ok', 0, '', large, 0);
    const [[last = '0-0'] = []] = await client.xrevrange(`${own}ev`, '+', '-', 'COUNT', 1);
    await client.xadd(`${own}ev`, `${last.split('-')[0]}-9`, 'at', '0', 'e', '[{"guid":');
    await call('hr_finish', 'j2', 1, 'ok', 0, '', large, 0);
    await call('hr_finish', 'j3', 1, 'ok', 0, '', '1', 0);
    await expect.poll(() => heard).toEqual(expect.arrayContaining(['j2', 'j3']));
    stop();
  });

  /** Forty jobs of which each needs `a`, which has ended well but for the dependents that are still to be released. */
  async function halfReleased(): Promise<void> {
    const admission = { candidates: [agentA], revision: await store.revision() };
    await hello();
    const waiting = Array.from({ length: 40 }, (_, i) =>
      makeJob(`w${i}`, { dependencies: [{ guid: 'a', agents: [] }] }),
    );
    await store.submit([makeJob('a'), ...waiting].map((job) => ({ job, trail: {}, admission })));
    const [claim] = await store.claim({ agent: agentA, session: 's', lanes: [''], max: 1 });
    expect(claim?.job.guid).toBe('a');
    const answer = (await client.call('FCALL', ['hr_finish', 1, jobs, 'a', 1, 'ok', 0, '', '', 0])) as unknown[];
    expect(answer.slice(0, 2)).toEqual(['accepted', 1]);
  }

  test('a job that comes while what it needs still releases others is released once', async () => {
    await halfReleased();
    const record = JSON.stringify(makeJob('late', { dependencies: [{ guid: 'a', agents: [] }] }));
    const how = JSON.stringify({ candidates: [agentA], revision: await store.revision() });
    expect(await call('hr_submit', '', record, how)).toEqual([]);
    const taken = async () => (await call('hr_claim', agentA, 's', 25, '')) as string[];
    const guids: string[] = [];
    let isLeft = true;
    while (isLeft) {
      for (let claims = await taken(); claims.length > 0; claims = await taken()) {
        for (let i = 0; i < claims.length; i += 7) guids.push(claims[i] ?? '');
      }
      isLeft = Number(((await client.call('FCALL', ['hr_continue', 1, jobs])) as unknown[])[1]) === 1;
    }
    for (let claims = await taken(); claims.length > 0; claims = await taken()) {
      for (let i = 0; i < claims.length; i += 7) guids.push(claims[i] ?? '');
    }
    expect(guids.length).toBe(41);
    expect(new Set(guids).size).toBe(41);
    expect(await store.inspect()).toEqual([]);
  });

  test('a reason of any length harms no job that runs', async () => {
    await hold('j1');
    expect(await call('hr_cancel', 'j1', '\u00e4'.repeat(50_000))).toBe('requested');
    const [, , told = ''] = (await call('hr_beat', 's', 60_000)) as string[];
    expect(told).toMatch(/^1\u00e4+.?$/);
    expect(await call('hr_finish', 'j1', 1, 'cancelled', 0, '', '', 1)).toBe('accepted');
    expect((await store.get('j1'))?.outcome.outcome).toBe('cancelled');
    expect(await store.inspect()).toEqual([]);
  });

  test('what lies beside a job to its end is refused where it is too long', async () => {
    const how = JSON.stringify({ trail: JSON.stringify('x'.repeat(70_000)) });
    expect(await call('hr_submit', '', JSON.stringify(makeJob('j1')), how)).toEqual([
      'bad_record',
      '',
      'run, lane, trail and extra have 70002 bytes, and may have 60000',
    ]);
  });

  test('a job that needs one of a batch that may be thrown away is taken in later', async () => {
    const write = (guid: string, ...needed: string[]) => {
      const dependencies = needed.map((one) => ({ guid: one, agents: [] }));
      return JSON.stringify(makeJob(guid, { dependencies }));
    };
    expect(await call('hr_submit', 'batch', write('a'), '')).toEqual([]);
    await client.hset(jobs, 'b', write('b', 'a'));
    expect(await call('hr_announce', 'b')).toEqual(['later']);
    expect(await call('hr_abort', 'batch')).toBe(1);
    await client.hdel(jobs, 'a');
    expect(await call('hr_announce', 'b')).toEqual(['ended', expect.stringContaining('depends on a')]);
  });

  test('a batch that has begun is neither joined nor thrown away', async () => {
    const batch = Array.from({ length: 60 }, (_, i) => [JSON.stringify(makeJob(`b${i}`)), '']).flat();
    expect(await call('hr_submit', 'batch', ...batch)).toEqual([]);
    expect(await call('hr_commit', 'batch', 60)).toBe(1);
    const again = (await call('hr_submit', 'batch', ...batch)) as string[];
    expect(again.filter((_, i) => i % 3 === 0)).toEqual(Array.from({ length: 60 }, () => 'existing'));
    expect(await call('hr_submit', 'batch', JSON.stringify(makeJob('new')), '')).toEqual([
      'conflict',
      'new',
      'its batch has begun',
    ]);
    expect(await call('hr_abort', 'batch')).toBe(0);
    for (let more = 1; more === 1; ) {
      more = Number(((await client.call('FCALL', ['hr_continue', 1, jobs])) as unknown[])[1]);
    }
    expect((await store.list({ limit: 100 })).length).toBe(60);
    expect(await store.inspect()).toEqual([]);
  });

  test.each([
    ['1.5', ''],
    ['nan', ''],
    ['-1', ''],
    ['5', '{"core":null,"vm_manager":"two"}'],
  ])('a claim of %s jobs, with the slots %j, leaves nothing half done', async (most, slots) => {
    await hold('j1', 'j2');
    const admission = { candidates: [agentA], revision: await store.revision() };
    await store.submit([{ job: makeJob('j3'), trail: {}, admission }]);
    await call('hr_exchange', 1, 'j1', 1, 'ok', 0, '', '', 0, 0, agentA, 's', most, slots);
    expect((await store.get('j1'))?.job.status.status).toBe('ok');
    expect(await store.inspect()).toEqual([]);
  });

  test('a schedule is not kept with a time that is none', async () => {
    const state = JSON.stringify({ next: null, waiting: [], open: [], last: null, missed: null, fired: 0, skipped: 0 });
    const fired = await call(
      'hr_fire',
      'n',
      0,
      '{"name":"n"}',
      state,
      '2030-01-01',
      '',
      JSON.stringify(makeJob('j')),
      '',
    );
    expect(fired).toContain('when to look again');
    expect(await store.schedules()).toEqual([]);
    expect(await store.get('j')).toBeUndefined();
  });

  test('a lease has an end', async () => {
    await hello();
    expect(await call('hr_beat', 's', 'inf')).toContain('lease in ms');
    expect(await call('hr_beat', 's', 60_000)).toEqual([]);
  });

  test('an empty record stays as it is', async () => {
    await client.hset(jobs, 'x', '{}');
    expect(await call('hr_announce', 'x')).toEqual(['bad', 'it is empty']);
    expect(await client.hget(jobs, 'x')).toBe('{}');
  });

  test('a guid with a slash is shown as any other', async () => {
    await hold('a/b');
    expect(await store.inspect()).toEqual([]);
    expect((await store.get('a/b'))?.job.guid).toBe('a/b');
  });

  test('a status is found in front of others, however many members of members have that name', async () => {
    const { status, ...others } = makeJob('deep');
    const odd = Array.from({ length: 20_000 }, () => ({ status: 1 }));
    await client.hset(jobs, 'deep', JSON.stringify({ odd, status, ...others, more: ' '.repeat(500_000) }));
    // Which took minutes when each of them was tried.
    expect(await call('hr_announce', 'deep')).toEqual(['taken']);
    expect((await store.get('deep'))?.job.status.status).toBe('created');
  });

  test('an inbox that names a job that is not there does not keep an agent from being drained', async () => {
    await hello();
    await client.zadd(`${own}in:${agentA}:`, 1, 'ghost');
    const cursor = await call('hr_drain', agentA, '');
    expect(await call('hr_drain', agentA, String(cursor))).toBe('');
  });
});
