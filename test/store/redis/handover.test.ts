// A session that stands ready is handed the next job within the call that brings it.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Job } from '../../../src/records/job.ts';
import type { Trail } from '../../../src/store/parts/jobs.ts';
import type { Handed } from '../../../src/store/parts/work.ts';
import { openRedisStore } from '../../../src/store/redis/store.ts';
import { type Redis, startRedis } from '../../setup/redis.ts';
import { describeWithRedis } from '../../setup/with-redis.ts';
import { ManualClock, openBench, useStore } from '../contract/harness.ts';
import { agentA, agentB, lease, makeJob, needs } from '../contract/make.ts';

describeWithRedis('a session that stands ready', () => {
  let redis: Redis;
  let stores = 0;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  const bench = useStore(async (options) => {
    const clock = new ManualClock();
    const prefix = `h${stores++}`;
    const { opened } = await openBench(
      () => openRedisStore(`${redis.url}?prefix=${prefix}`, { ...options, clock }),
      clock,
    );
    return opened;
  });

  /** Asks for work, and stands ready if there is none. */
  const standReady = (session: string, agent = agentA, lanes = ['']) =>
    bench().store.claim({ agent, session, lanes, max: 4, isReady: true });

  /** The job that was handed over; undefined if there is none. */
  async function handed(session: string, agent = agentA, lanes = ['']): Promise<Handed | undefined> {
    const arrival = await bench().store.waitForWork(agent, lanes, 200, { session });
    return typeof arrival === 'object' ? arrival : undefined;
  }

  async function openReady(...sessions: string[]): Promise<void> {
    for (const session of sessions) {
      await bench().session(session);
      expect(await standReady(session)).toEqual([]);
    }
  }

  const ways: [string, Trail][] = [
    ['of no run', {}],
    ['of a run', { run: 'r' }],
  ];
  test.each(ways)('has a job %s without a claim, and can end it', async (_, trail) => {
    const b = bench();
    await b.submit(makeJob('j0'));
    await b.session('first');
    await b.finish(await b.take('first'));
    await openReady('s');
    await b.submit(makeJob('j1'), trail);
    expect(await b.stands('j1')).toBe('running');
    expect(await b.claim('s')).toEqual([]);
    const come = await handed('s');
    expect(come?.claim).toMatchObject({ fence: 1, attempt: 1, state: 'running', run: trail.run ?? null });
    expect(come?.claim.job).toMatchObject({ guid: 'j1', params: { id: '10' }, status: { status: 'running' } });
    expect(come?.revision).toBe(await b.store.revision());
    expect(await b.finish((come as Handed).claim)).toBe('accepted');
    expect(b.pathsOf('j1')).toEqual(['created>scheduled', 'planned>running', 'ok']);
  });

  test('is handed one, and others wait for claims in their order', async () => {
    const b = bench();
    await openReady('s');
    await b.submit([makeJob('j1'), makeJob('j2')]);
    await b.submit(makeJob('j3'));
    expect((await handed('s'))?.claim.job.guid).toBe('j1');
    expect((await standReady('s')).map(({ job }) => job.guid)).toEqual(['j2', 'j3']);
    await b.submit(makeJob('j4'));
    expect(await b.stands('j4')).toBe('scheduled');
  });

  test('finds what it was handed in its next claim too', async () => {
    const b = bench();
    await openReady('s');
    await b.submit(makeJob('j1'));
    expect(await standReady('s')).toMatchObject([{ job: { guid: 'j1' }, fence: 1, attempt: 1, run: null }]);
    expect(await handed('s')).toBeUndefined();
  });

  test('has a job that another one has released, in a lane of its own too', async () => {
    const b = bench();
    await b.session('b', agentB);
    await b.session('s', agentA, ['x']);
    expect(await standReady('s', agentA, ['x'])).toEqual([]);
    await b.submit([makeJob('j1', { agents: [agentB] }), makeJob('j2', needs('j1'))], { run: 'r', lane: 'x' });
    const [j1] = await b.claim('b', agentB, 1, ['x']);
    expect(await b.finish(j1 as NonNullable<typeof j1>)).toBe('accepted');
    expect((await handed('s', agentA, ['x']))?.claim.job.guid).toBe('j2');
  });

  test('comes before one that was heard of longer ago, and each is handed one', async () => {
    const b = bench();
    await openReady('s1');
    b.clock.advance(1_000);
    await openReady('s2');
    for (const guid of ['j1', 'j2', 'j3']) await b.submit(makeJob(guid));
    expect((await handed('s2'))?.claim.job.guid).toBe('j1');
    expect((await handed('s1'))?.claim.job.guid).toBe('j2');
    expect(await b.stands('j3')).toBe('scheduled');
  });

  test.each<[string, Partial<Job>, () => unknown]>([
    [
      'has run out of time',
      { timeout: 1 },
      async () => {
        await bench().store.beat('s', 60_000);
        // Longer than a lease, since the time in which it was not begun is not its own.
        await bench().pass(20_000);
        expect(await bench().stands('j1')).toBe('running');
        await bench().pass(2_000);
        expect((await bench().store.get('j1'))?.outcome.outcome).toBe('timeout');
      },
    ],
    ['was given back', {}, () => bench().store.release([{ guid: 'j1', fence: 1 }])],
    ['was taken back from an agent that is drained', {}, () => bench().store.setDraining(agentA, true)],
  ])('does not get a job that %s before it was fetched', async (_, fields, pass) => {
    const b = bench();
    await openReady('s');
    await b.submit(makeJob('j1', fields));
    expect(await b.stands('j1')).toBe('running');
    await pass();
    await b.store.sweep(25);
    expect(await handed('s')).toBeUndefined();
  });

  test('waits beside another one of the same agent in the same process', async () => {
    const b = bench();
    await openReady('s1', 's2');
    const arrivals = ['s1', 's2'].map((session) => b.store.waitForWork(agentA, [''], 5_000, { session }));
    for (const guid of ['j1', 'j2']) await b.submit(makeJob(guid));
    const come = (await Promise.all(arrivals)) as Handed[];
    expect(come.map(({ claim }) => claim?.job.guid).sort()).toEqual(['j1', 'j2']);
  });

  test.each<[string, (session: string) => unknown]>([
    ['is silent', () => bench().clock.advance(3_000)],
    ['has closed', (session) => bench().store.closeSession(session)],
    ['was buried', (session) => bench().store.bury(session)],
    ['belongs to an agent that is drained', () => bench().store.setDraining(agentA, true)],
  ])('is not handed a job when it %s', async (_, leave) => {
    const b = bench();
    await openReady('s');
    await leave('s');
    await b.submit(makeJob('j1'));
    expect(await b.stands('j1')).toBe('scheduled');
  });

  test('gives back what it has not fetched when it closes, uncounted; when it dies, it is lost with it', async () => {
    const b = bench();
    await openReady('s1');
    await b.submit(makeJob('j1'));
    await b.store.closeSession('s1');
    expect(await b.stands('j1')).toBe('scheduled');
    await b.session('s2');
    const again = await b.take('s2');
    expect(again).toMatchObject({ job: { guid: 'j1' }, attempt: 1 });
    await b.finish(again);

    await openReady('s3');
    await b.submit(makeJob('j2'));
    await b.pass(lease + 1_000);
    await b.session('s4');
    expect(await b.take('s4')).toMatchObject({ job: { guid: 'j2' }, attempt: 2 });
    expect(await redis.cli('--scan', '--pattern', `{h${stores - 1}*hand:*`)).toBe('');
  });

  test('of which nothing is known any more is told so by its beat', async () => {
    const b = bench();
    await openReady('s');
    await redis.cli('del', `{h${stores - 1}:jobs}:sessions`);
    expect(await b.store.beat('s', 60_000)).toBeUndefined();
  });

  test('has only what its limits allow', async () => {
    const b = bench();
    await b.store.setLimit({ kind: 'agent', name: agentA, max: 1 });
    await openReady('s1', 's2');
    await b.submit(makeJob('j1'));
    await b.submit(makeJob('j2'));
    expect([await b.stands('j1'), await b.stands('j2')]).toEqual(['running', 'scheduled']);
  });

  test('has one job at a time, whatever number of lanes it stands ready in', async () => {
    const b = bench();
    await b.session('s');
    const lanes = ['', 'x'];
    expect(await standReady('s', agentA, lanes)).toEqual([]);
    await b.submit(makeJob('j1'));
    await b.submit(makeJob('j2'), { lane: 'x' });
    expect([await b.stands('j1'), await b.stands('j2')]).toEqual(['running', 'scheduled']);
    expect(await handed('s', agentA, lanes)).toMatchObject({ claim: { job: { guid: 'j1' } } });
    expect((await standReady('s', agentA, lanes)).map(({ job }) => job.guid)).toEqual(['j2']);
  });

  test('that says goodbye does not get back what it gives back', async () => {
    const b = bench();
    await b.submit(makeJob('j0'));
    await b.session('s');
    const claims = await b.claim('s');
    expect(claims).toHaveLength(1);
    await standReady('s');
    await b.store.closeSession('s');
    expect(await b.stands('j0')).toBe('scheduled');
  });

  test('leaves a sign for others where a limit has room for one more', async () => {
    const b = bench();
    await b.store.setLimit({ kind: 'actor', name: 'vm_manager', max: 2 });
    for (let i = 0; i < 6; i += 1) await b.submit(makeJob(`j${i}`));
    await b.session('s');
    const held = await b.store.claim({ agent: agentA, session: 's', lanes: [''], max: 6 });
    expect(held).toHaveLength(2);
    await openReady('t');
    const finishes = held.map(({ job, fence }) => ({ guid: job.guid, fence, ok: true }));
    await b.store.exchange(finishes);
    expect(await handed('t')).toMatchObject({ claim: { job: { guid: 'j2' } } });
    expect(await redis.cli('exists', `{h${stores - 1}:jobs}:mk:${agentA}:`)).toBe('1');
  });
});
