// A store on Redis that was broken by hand: it is told, mended, and the jobs are done afterwards.

import { Redis as Client } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JobEvent } from '../../../src/store/parts/feed.ts';
import type { Store } from '../../../src/store/ports.ts';
import { openRedisStore } from '../../../src/store/redis/store.ts';
import { Workplace } from '../../setup/hero.ts';
import { type Redis, startRedis } from '../../setup/redis.ts';
import { describeWithRedis } from '../../setup/with-redis.ts';
import { agentA, agentB, makeJob, needs } from '../contract/make.ts';

const own = '{herorunner:jobs}:';
const session = { id: 's1', agent: agentA, lanes: [''], run: null, host: 'h', pid: 1, processStart: '' };

describeWithRedis('repair of a store on Redis', () => {
  let redis: Redis;
  let store: Store;
  let client: Client;
  beforeEach(async () => {
    redis = await startRedis();
    store = await openRedisStore(redis.url);
    client = new Client(redis.port, '127.0.0.1');
    await store.openSession(session, 60_000);
    const admission = { candidates: [agentA], revision: await store.revision() };
    const batch = ['done', 'running', 'waiting'].map((guid) => ({ job: makeJob(guid), trail: {}, admission }));
    await store.submit(batch);
    await store.submit([{ job: makeJob('behind', needs('waiting')), trail: {}, admission }]);
    await store.submit([{ job: makeJob('undecided'), trail: {} }]);
    const claims = await store.claim({ agent: agentA, session: 's1', lanes: [''], max: 2 });
    await store.exchange([{ guid: 'done', fence: claims[0]?.fence ?? 0, ok: true }]);
  });
  afterEach(async () => {
    await store.close();
    client.disconnect();
    await redis.stop();
  });

  /** Works off what there is to do, as an agent and a runner would. */
  async function workOff(): Promise<void> {
    const claim = { agent: agentA, session: 's2', lanes: [''], max: 10 };
    await store.openSession({ ...session, id: 's2' }, 60_000);
    for (const { job, fence } of await claimAll()) await store.exchange([{ guid: job.guid, fence, ok: true }]);
    async function claimAll() {
      for (const { job } of await store.undecided(10)) {
        await store.admit(job.guid, { candidates: [agentA], revision: await store.revision() });
      }
      return store.claim(claim);
    }
    for (const { job, fence } of await claimAll()) await store.exchange([{ guid: job.guid, fence, ok: true }]);
  }

  async function state(guid: string) {
    return (await store.get(guid))?.job.status.status;
  }

  const everything = () => redis.cli('--json', 'eval', snapshot, '0');
  const snapshot = `local all = {}
    for _, key in ipairs(redis.call('KEYS', '*')) do all[#all + 1] = { key, redis.call('DUMP', key) } end
    table.sort(all, function(a, b) return a[1] < b[1] end)
    local text = ''
    for _, pair in ipairs(all) do
      if pair[1] ~= '${own}n' then text = text .. pair[1] .. redis.sha1hex(pair[2]) .. '\\n' end
    end
    return text`;

  test('changes nothing of one that is sound', async () => {
    const before = await everything();
    expect(await store.inspect()).toEqual([]);
    expect(await store.repair()).toEqual([]);
    expect(await everything()).toBe(before);
  });

  const flush = ['function', 'flush'];
  const damages: [what: string, commands: string[][], told: string, job: string][] = [
    ['a lost deadline', [['del', `${own}late`]], 'the deadline of job waiting', 'waiting'],
    ['a wrong deadline', [['zadd', `${own}due`, '5', 'waiting']], 'the deadline of job waiting', 'waiting'],
    ['a deadline of nobody', [['zadd', `${own}due`, '5', 'nobody']], 'job nobody is not there', 'waiting'],
    [
      'a lost inbox',
      [['del', `${own}in:${agentA}:`, `${own}mk:${agentA}:`]],
      'waiting is missing in its inbox',
      'waiting',
    ],
    ['a lost decision', [['zrem', `${own}undecided`, 'undecided']], 'undecided waits for a decision', 'undecided'],
    ['a decision about nobody', [['zadd', `${own}undecided`, '5', 'nobody']], 'job nobody is not there', 'waiting'],
    [
      'a lost session',
      [
        ['hdel', `${own}sessions`, 's1'],
        ['hdel', `${own}n`, '@s1'],
      ],
      'held by a session that',
      'running',
    ],
    ['a lost dependency', [['del', `${own}dep:waiting`]], 'behind would not hear of the end of waiting', 'behind'],
    ['a lost order', [['del', `${own}all:0`]], 'is missing in the order of jobs', 'waiting'],
    [
      'a wrong counter',
      [['fcall', 'hr_recount', '1', 'herorunner:jobs', 'EVENT', 'state:ok', '7']],
      'the counter state:ok says 7, but there are 1',
      'waiting',
    ],
    ['lost numbers', [['hdel', `${own}n`, 'core']], 'the counter state:scheduled says 0, but there', 'waiting'],
    [
      'a list of all jobs that is lost, and not its parts',
      [['del', `${own}all`]],
      'is missing in the order of jobs',
      'waiting',
    ],
    ['a lost lease', [['zrem', `${own}leases`, 's1']], 'session s1 has no lease', 'waiting'],
    [
      'what is lost of a job that others wait for',
      [['hdel', `${own}s`, 'waiting']],
      'the record waiting says scheduled, but there is no such job',
      'behind',
    ],
    [
      'what is damaged of a job',
      [['hset', `${own}s`, 'waiting', 'x']],
      'what lies beside job waiting is damaged',
      'behind',
    ],
    [
      'what is damaged, and looks as if it were not',
      [['hset', `${own}s`, 'waiting', '\u0002']],
      'what lies beside job waiting is damaged',
      'behind',
    ],
    [
      'a place in the order of a job that is lost',
      [
        ['hdel', `${own}s`, 'done'],
        ['hdel', 'herorunner:jobs', 'done'],
      ],
      'job done is not there, but in the order of jobs at 1',
      'waiting',
    ],
    // Our functions remember agents as long as they are on the server.
    ['lost agents', [['del', `${own}agent_keys`], flush], 'agent_keys has lost 1', 'waiting'],
    ['lost numbers of agents', [['del', `${own}agent_numbers`], flush], `agent_numbers has lost ${agentA}`, 'waiting'],
    ['a lost counter', [['hdel', `${own}n`, 'state:created']], 'the counter state:created says 0', 'undecided'],
  ];
  test.each(damages)('mends %s', async (_, commands, told, job) => {
    const [, event = ''] = (await redis.cli('fcall', 'hr_counters', '1', 'herorunner:jobs')).split('\n');
    for (const command of commands) await redis.cli(...command.map((word) => (word === 'EVENT' ? event : word)));
    expect((await store.inspect()).map(({ message }) => message).join('\n')).toContain(told);
    expect(await store.repair()).not.toEqual([]);
    expect(await store.inspect()).toEqual([]);
    expect(await store.repair()).toEqual([]);
    await workOff();
    expect(await state(job)).toBe('ok');
    expect(await store.inspect()).toEqual([]);
  });

  test('mends what is lost of all jobs: what was running ends, for nobody knows of it', async () => {
    await redis.cli('del', `${own}s`);
    expect(await store.list({ limit: 10 })).toEqual([]);
    await store.repair();
    expect(await store.inspect()).toEqual([]);
    const listed = await store.list({ limit: 10 });
    expect(listed.map(({ job }) => job.guid).sort()).toEqual(['behind', 'running', 'undecided', 'waiting']);
    const lost = 'what the store knew of it is lost; it may have been executed';
    expect((await store.get('running'))?.outcome).toMatchObject({ outcome: 'lost', message: lost });
    await workOff();
    expect(await state('behind')).toBe('ok');
  });

  test('leaves a job that came again out of the run that it was in', async () => {
    const admission = { candidates: [agentA], revision: await store.revision() };
    await store.submit(['r1', 'r2'].map((guid) => ({ job: makeJob(guid), trail: { run: 'r' }, admission })));
    await redis.cli('hdel', `${own}s`, 'r1');
    await store.repair();
    expect(await store.inspect()).toEqual([]);
    expect((await store.list({ run: 'r', limit: 10 })).map(({ job }) => job.guid)).toEqual(['r2']);
    expect(await store.orphanRuns('')).toEqual([{ run: 'r', lanes: [''], open: ['r2'] }]);
    expect(await store.cancelWaiting('r', '')).toBe(1);
    await workOff();
    expect(await state('r1')).toBe('ok');
  });

  test('gives no agent the number of another one when the numbers are lost', async () => {
    await redis.cli('del', `${own}agent_numbers`);
    await redis.cli('function', 'flush');
    const admission = { candidates: [agentB], revision: await store.revision() };
    await store.submit([{ job: makeJob('other', { agents: [agentB] }), trail: {}, admission }]);
    expect(await store.why('other')).toMatchObject({ kind: 'inbox', agent: agentB });
    await workOff();
    expect(await state('waiting')).toBe('ok');
    await store.repair();
    expect(await store.inspect()).toEqual([]);
  });

  test('does not let a job run whose need is lost, record and all', async () => {
    await redis.cli('hdel', `${own}s`, 'waiting');
    await redis.cli('hdel', 'herorunner:jobs', 'waiting');
    await store.repair();
    expect((await store.get('behind'))?.outcome).toMatchObject({ outcome: 'dependency' });
    expect(await store.inspect()).toEqual([]);
  });

  /** Beside a job only the first bytes are left. */
  async function cut(guid: string, bytes: number): Promise<void> {
    const field = await client.hgetBuffer(`${own}s`, guid);
    await client.hset(`${own}s`, guid, field?.subarray(0, bytes) ?? '');
  }

  test('wherever one job is cut, those beside it can be taken, ended and given back', async () => {
    const { length } = (await client.hgetBuffer(`${own}s`, 'waiting')) ?? { length: 0 };
    const admission = { candidates: [agentA], revision: await store.revision() };
    const claim = { agent: agentA, session: 's1', lanes: [''], max: 9 };
    await store.claim(claim);
    for (let bytes = 1; bytes < length; bytes += 1) {
      const guids = ['a', 'b', 'c', 'd'].map((letter) => `${letter}${bytes}`);
      const [a = '', b = '', c = '', d = ''] = guids;
      await store.submit(guids.map((guid) => ({ job: makeJob(guid), trail: {}, admission })));
      await cut(a, bytes);
      const claims = await store.claim(claim);
      expect(claims.map(({ job }) => job.guid)).toEqual([b, c, d]);
      await cut(b, bytes);
      const fence = 1;
      const { answers } = await store.exchange([b, c].map((guid) => ({ guid, fence, ok: true })));
      expect(answers).toEqual(['stale', 'accepted']);
      await store.sweep(25);
    }
    await store.closeSession('s1');
    expect(await state(`d${length - 1}`)).toBe('scheduled');
    await store.repair();
    expect(await store.inspect()).toEqual([]);
  });

  test('a guid that comes again after its job was lost stops no sweep', async () => {
    await redis.cli('hdel', `${own}s`, 'done');
    await redis.cli('hdel', 'herorunner:jobs', 'done');
    await store.submit([{ job: makeJob('done'), trail: {} }]);
    await store.sweep(25);
    expect(await state('done')).toBe('created');
    expect(await store.prune(['ok'], await store.now(), 25)).toBe(0);
  });

  test('a damaged job is left out of the others', async () => {
    await redis.cli('hset', `${own}s`, 'waiting', 'x');
    expect(await store.get('waiting')).toBeUndefined();
    expect(await store.list({ limit: 10 })).toHaveLength(4);
    expect(await store.claim({ agent: agentA, session: 's1', lanes: [''], max: 9 })).toEqual([]);
  });

  /** Two agents' worth of a run in two lanes, under limits on actor and agent; one job of it is held back. */
  async function beginRun(): Promise<void> {
    await store.setLimit({ kind: 'actor', name: 'vm_manager', max: 2 });
    await store.setLimit({ kind: 'agent', name: agentA, max: 9 });
    await store.setLimit({ kind: 'source', name: 'c0ffee', max: 1 });
    const admission = { candidates: [agentA], revision: await store.revision() };
    const jobs = ['r1', 'r2', 'r3'].map((guid, i) => ({
      job: makeJob(guid),
      trail: { run: 'r', lane: i < 2 ? '' : 'x' },
    }));
    await store.submit(jobs.map((job) => ({ ...job, admission })));
    // One of those before them; those of the run are held back.
    await store.claim({ agent: agentA, session: 's1', lanes: ['', 'x'], max: 10 });
    expect(await store.limits()).toMatchObject([
      { kind: 'agent', used: 2 },
      { kind: 'actor', used: 2, waiting: 3 },
      { kind: 'source', used: 0 },
    ]);
  }

  const r = `\\0r`;
  const miscounts: [what: string, script: string, told: string, done: string][] = [
    [
      'too many open jobs of a run',
      `redis.call('HSET', p .. 'open', '${r}', 7)`,
      'run r counts 7 open jobs, but there are 2',
      'run r: 2 jobs are open',
    ],
    [
      'no open jobs of a run',
      `redis.call('HDEL', p .. 'open', 'x${r}')`,
      'run r (lane x) counts 0 open jobs, but there are 1',
      'run r (lane x): 1 jobs are open',
    ],
    [
      'an open run that is not listed',
      `redis.call('ZREM', p .. 'runs', '${r}')`,
      'run r is missing in the list of open runs',
      'run r: 2 jobs are open',
    ],
    [
      'a run that is long over',
      `redis.call('ZADD', p .. 'runs', 0, '\\0gone')`,
      'run gone is still in the list of open runs',
      'run gone: 0 jobs are open',
    ],
    [
      'a job that is missing in its run',
      `redis.call('ZREM', p .. 'run:r', 'r1')`,
      'job r1 is missing in its run',
      'job r1: put it back into its run',
    ],
    [
      'a job that its limit does not count',
      `redis.call('SREM', p .. 'under:actor:vm_manager', 'running')`,
      'job running is not counted by the limit actor:vm_manager',
      'job running: counted it under the limit actor:vm_manager',
    ],
    [
      'a job that a limit counts and nobody holds',
      `redis.call('SADD', p .. 'under:actor:vm_manager', 'done')`,
      'the limit actor:vm_manager counts job done, which nobody holds under it',
      'the limit actor:vm_manager: does not count job done any more',
    ],
    [
      'a job that a limit counts and that is none of its',
      `redis.call('SADD', p .. 'under:source:c0ffee', 'running')`,
      'the limit source:c0ffee counts job running, which nobody holds under it',
      'the limit source:c0ffee: does not count job running any more',
    ],
    [
      'limits that nobody heeds',
      // Of the packed numbers, the sixth; see lua/steps/call.lua.
      `redis.call('HSET', p .. 'n', 'core', (redis.call('HGET', p .. 'n', 'core'):gsub('^(' .. ('.'):rep(40) .. ')' .. ('.'):rep(8),
        function(before) return before .. struct.pack('<d', 0) end)))`,
      'the counter limits says 0, but there are 3',
      'the counter limits: was 0, is 3',
    ],
    [
      'a limit that would never bring its jobs back',
      `redis.call('DEL', p .. 'parkedat:actor:vm_manager', p .. 'parkedby:${agentA}:')`,
      'job r1 would not be brought back by the limit actor:vm_manager',
      ': made the limit actor:vm_manager bring it back',
    ],
  ];
  test.each(miscounts)('counts anew: %s', async (_, script, told, done) => {
    await beginRun();
    expect(await store.inspect()).toEqual([]);
    await redis.cli('eval', `local p = '${own}' return ${script}`, '0');
    expect((await store.inspect()).map(({ message }) => message)).toContain(told);
    expect((await store.repair()).join('\n')).toContain(done);
    expect(await store.inspect()).toEqual([]);
    expect(await store.repair()).toEqual([]);
  });

  test('counts the open jobs of many runs anew', async () => {
    await redis.cli('eval', `for i = 1, 120 do redis.call('HSET', '${own}open', '\\0run' .. i, i) end`, '0');
    expect(await store.repair()).toHaveLength(120);
    expect(await store.inspect()).toEqual([]);
    expect(await redis.cli('hlen', `${own}open`)).toBe('0');
  });

  test('writes into a record how its job stands', async () => {
    const record = JSON.parse(await redis.cli('hget', 'herorunner:jobs', 'done')) as { status: { status: string } };
    const lie = JSON.stringify({ ...record, status: { ...record.status, status: 'running' } });
    await redis.cli('hset', 'herorunner:jobs', 'done', lie);
    expect(await store.repair()).toEqual(['job done: wrote into its record how it stands']);
    expect(await state('done')).toBe('ok');
    expect(await store.inspect()).toEqual([]);
  });

  test('ends and removes a job whose record was deleted, and those that need it', async () => {
    await redis.cli('hdel', 'herorunner:jobs', 'waiting');
    expect((await store.inspect()).map(({ message }) => message)).toContain('job waiting has no record');
    expect(await store.repair()).not.toEqual([]);
    expect(await store.inspect()).toEqual([]);
    expect(await store.get('waiting')).toBeUndefined();
    expect((await store.get('behind'))?.outcome.outcome).toBe('dependency');
    await workOff();
    expect(await state('running')).toBe('running');
    expect(await store.inspect()).toEqual([]);
  });

  test('takes in records that nobody has announced, and tells those that are no jobs', async () => {
    await redis.cli('hset', 'herorunner:jobs', 'new', JSON.stringify(makeJob('new')), 'bad', '{"guid":');
    expect((await store.inspect()).map(({ message }) => message)).toEqual([
      'the record bad is no job: it is not JSON, or no object',
    ]);
    expect(await store.repair()).toEqual(['job new: took in its record']);
    expect(await store.inspect()).toHaveLength(1);
    await workOff();
    expect(await state('new')).toBe('ok');
  });

  test('tells a record whose job is not there', async () => {
    await redis.cli('hdel', `${own}s`, 'undecided');
    const notYet = 'the record undecided is not taken in as a job yet';
    expect(await store.stray('undecided')).toMatchObject({ message: notYet });
    await redis.cli('hdel', `${own}s`, 'waiting');
    expect((await store.inspect()).map(({ message }) => message)).toContain(
      'the record waiting says scheduled, but there is no such job',
    );
  });

  test('goes on counting where it was when its numbers are lost', async () => {
    const events: JobEvent[] = [];
    const end = store.subscribe((told) => events.push(...told));
    await redis.cli('hdel', `${own}n`, 'core');
    await store.submit([{ job: makeJob('new'), trail: {} }]);
    const all = await store.list({ limit: 10 });
    expect(all.map(({ job }) => job.guid)).toEqual(['new', 'undecided', 'behind', 'waiting', 'running', 'done']);
    await expect.poll(() => events.map(({ guid }) => guid)).toContain('new');
    end();
  });

  test('what was decided before its numbers were lost has to be decided again', async () => {
    const decided = await store.revision();
    await store.putGroup({ guid: 'g', name: '', description: '', members: [] });
    await redis.cli('del', `${own}n`);
    await store.openSession({ ...session, id: 's2' }, 60_000);
    const [waiting] = await store.claim({ agent: agentA, session: 's2', lanes: [''], max: 1 });
    await store.exchange([{ guid: 'waiting', fence: waiting?.fence ?? 0, ok: true }]);
    expect((await store.undecided(10)).map(({ job }) => job.guid)).toEqual(['undecided', 'behind']);
    const revision = await store.revision();
    expect(revision).toBeGreaterThan(decided + 1);
    expect(await store.admit('behind', { candidates: [agentA], revision })).toBe('scheduled');
  });

  test('hero doctor tells, and with --repair mends', async () => {
    const workplace = new Workplace();
    try {
      workplace.env.HERO_STORE = redis.url;
      await redis.cli('del', `${own}late`);
      // It waits for a runner, and there is none.
      await store.cancel('undecided', '');
      const told = await workplace.hero(['doctor']);
      expect(told.code).toBe(1);
      expect(told.stdout).toContain('hero doctor --repair');
      const { stdout, code } = await workplace.hero(['doctor', '--repair', '--json']);
      expect(code).toBe(0);
      const { checks } = JSON.parse(stdout) as { checks: { name: string; detail: string }[] };
      const repaired = checks.filter(({ name }) => name === 'repaired').map(({ detail }) => detail);
      expect(repaired).toEqual(['job waiting: put its deadline right']);
      expect((await workplace.hero(['doctor', '--repair'])).stdout).not.toContain('repaired');
    } finally {
      workplace.remove();
    }
  });
});
