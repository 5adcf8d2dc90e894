// What becomes of jobs that nobody may take, or nobody is there for.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { whyOpen } from '../../src/app/why-open.ts';
import { PolicyCache } from '../../src/policy/policy-cache.ts';
import { Runner } from '../../src/runner/runner.ts';
import { openSqliteStore } from '../../src/store/sqlite/store.ts';
import { Bench, ManualClock } from '../store/contract/harness.ts';
import { agentA, agentB, lease, makeJob, needs } from '../store/contract/make.ts';

let dir = '';
let bench: Bench;
let runner: Runner;
/** Sessions whose processes have died. */
const gone = new Set<string>();
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hero-admission-'));
  const clock = new ManualClock();
  const store = openSqliteStore(join(dir, 'jobs.db'), { clock });
  bench = new Bench({ store, clock, reopen: async () => store, destroy: () => store.close() });
  gone.clear();
  runner = new Runner({ store, policies: new PolicyCache(store, []), isGone: ({ id }) => gone.has(id) });
  const start = { action: 'start', description: '', params: {}, params_example: {} };
  await store.putService({ actor: 'vm_manager', actions: [start], description: '', status: 'ok' });
});
afterEach(async () => {
  expect(await bench.store.inspect()).toEqual([]);
  await bench.opened.destroy();
  await rm(dir, { recursive: true });
});

/** An agent that is up and offers vm_manager.start. */
async function comesUp(pubkey: string, session: string, isPublic: boolean): Promise<void> {
  const status = { guid: session, timestamp_first: 1, timestamp_last: 1, status: 'ok' as const };
  const start = { action: 'start', description: '', params: {}, params_example: {}, status: 'ok' as const };
  const services = [
    { actor: 'vm_manager', actions: [{ ...start, public: isPublic }], description: '', status: 'ok' as const },
  ];
  const place = { address: '127.0.0.1', port: 9999, description: '', signature: '' };
  await bench.store.putAgent({ pubkey, ...place, status, services });
  await bench.session(session, pubkey);
}

/** Seconds in which a runner and these sessions are there. */
async function pass(seconds: number, ...sessions: string[]): Promise<void> {
  for (let i = 0; i < seconds; i += 1) {
    bench.clock.advance(1_000);
    for (const session of sessions) await bench.store.beat(session, lease);
    await runner.turn();
  }
}

function whatNobodyIsNamedFor(guid: string, fields: Parameters<typeof makeJob>[1] = {}) {
  return bench.submit(makeJob(guid, { agents: [], timeout_schedule: 10, ...fields }));
}

async function messageOf(guid: string): Promise<string> {
  return (await bench.view(guid)).outcome.message;
}

const restricted = (agent: string) =>
  `agent ${agent.slice(0, 8)}…${agent.slice(-4)} runs it only for those who are granted right write by name or group`;

test('agents offer it and none of them may: it ends with their denial', async () => {
  await comesUp(agentA, 'a', false);
  await comesUp(agentB, 'b', false);
  await whatNobodyIsNamedFor('j1');
  await pass(9, 'a', 'b');
  expect(await bench.stands('j1')).toBe('created');
  const why = (await whyOpen(bench.store, (await bench.view('j1')).job))?.sentence;
  expect(why).toContain('waits for a decision who may execute it');
  expect(why).toContain(restricted(agentA));
  await pass(1, 'a', 'b');
  expect(await bench.stands('j1')).toBe('error(denied)');
  const message = await messageOf('j1');
  expect(message).toContain(restricted(agentA));
  expect(message).toContain(restricted(agentB));
  expect(message).toMatch(/^denied: .*; no other agent that offers vm_manager\.start came up within 10 s$/);
});

test('one that may have it comes up in time', async () => {
  await comesUp(agentA, 'a', false);
  await whatNobodyIsNamedFor('j1');
  await pass(9, 'a');
  await comesUp(agentB, 'b', true);
  await pass(1, 'a', 'b');
  expect(await bench.stands('j1')).toBe('scheduled');
  expect((await bench.take('b', agentB)).job.guid).toBe('j1');
});

test('nobody offers it', async () => {
  await whatNobodyIsNamedFor('j1');
  await pass(10);
  expect(await bench.stands('j1')).toBe('error(not_picked_up)');
  expect(await messageOf('j1')).toBe('no agent that offers vm_manager.start came up within 10 s');
});

test('the agents it names may not have it', async () => {
  await comesUp(agentA, 'a', false);
  await bench.store.submit([{ job: makeJob('j1', { agents: [agentA, agentB] }), trail: {} }]);
  await pass(1, 'a');
  expect(await bench.stands('j1')).toBe('error(denied)');
  expect(await messageOf('j1')).toBe(
    `none of the named agents may execute it: ${restricted(agentA)}; ` +
      `agent ${agentB.slice(0, 8)}…${agentB.slice(-4)} does not offer vm_manager.start`,
  );
});

test('patience begins when there is something to wait for, and anew when an agent was lost', async () => {
  await comesUp(agentA, 'a', true);
  await whatNobodyIsNamedFor('first');
  await whatNobodyIsNamedFor('second', needs('first'));
  await pass(1, 'a');
  const claim = await bench.take('a');
  await pass(30, 'a');
  await bench.finish(claim);
  await bench.store.closeSession('a');
  await pass(9);
  expect(await bench.stands('second')).toBe('created');
  await comesUp(agentA, 'a2', true);
  await pass(1, 'a2');
  await bench.take('a2');
  await pass(30, 'a2');
  await bench.store.bury('a2');
  await pass(9);
  expect(await bench.stands('second')).toBe('scheduled');
  await pass(1);
  expect(await bench.stands('second')).toBe('error(not_picked_up)');
});

test('lost, and then only those are there that may not have it', async () => {
  await comesUp(agentA, 'a', true);
  await whatNobodyIsNamedFor('j1');
  await pass(1, 'a');
  await bench.take('a');
  await bench.store.bury('a');
  await comesUp(agentB, 'b', false);
  await pass(10, 'b');
  expect(await bench.stands('j1')).toBe('error(denied)');
  expect(await messageOf('j1')).toContain(restricted(agentB));
});

test('a process that is known to be dead gets nothing in what is left of its lease', async () => {
  await comesUp(agentA, 'a', true);
  await comesUp(agentB, 'b', true);
  gone.add('a');
  const guids = ['j1', 'j2', 'j3'];
  for (const guid of guids) await whatNobodyIsNamedFor(guid);
  await pass(1, 'b');
  expect(await Promise.all(guids.map(async (guid) => (await bench.view(guid)).outcome.agent))).toEqual([
    agentB,
    agentB,
    agentB,
  ]);
});

test('what waited for an agent that has died goes to one that lives', async () => {
  await comesUp(agentA, 'a', true);
  await whatNobodyIsNamedFor('j1', { timeout_schedule: 60 });
  await bench.submit(makeJob('named', { agents: [agentA], timeout_schedule: 60 }));
  await pass(1, 'a');
  expect((await bench.view('j1')).outcome.agent).toBe(agentA);
  await comesUp(agentB, 'b', true);
  await pass(1, 'a', 'b');
  gone.add('a');
  await pass(1, 'b');
  expect((await bench.view('j1')).outcome.agent).toBe(agentB);
  expect((await bench.view('named')).outcome.agent).toBe(agentA);
  expect((await bench.claim('b', agentB)).map(({ job }) => job.guid)).toEqual(['j1']);
});

test('an agent that has lost a job gets it back only when no other is there', async () => {
  await comesUp(agentA, 'a', true);
  const guids = ['j1', 'j2', 'j3', 'j4'];
  for (const guid of guids) await whatNobodyIsNamedFor(guid);
  await pass(1, 'a');
  expect(await bench.claim('a')).toHaveLength(4);
  await bench.session('a2', agentA);
  await bench.store.bury('a');
  await comesUp(agentB, 'b', true);
  await pass(1, 'a2', 'b');
  const holders = () => Promise.all(guids.map(async (guid) => (await bench.view(guid)).outcome.agent));
  expect(await holders()).toEqual(guids.map(() => agentB));
  expect(await bench.claim('b', agentB)).toHaveLength(4);
  await bench.store.setDraining(agentB, true);
  await bench.store.bury('b');
  await pass(1, 'a2');
  expect(await holders()).toEqual(guids.map(() => agentA));
});

test('without a limit to its patience it waits on', async () => {
  await whatNobodyIsNamedFor('j1', { timeout_schedule: 0 });
  await pass(100);
  expect(await bench.stands('j1')).toBe('created');
});

test('many are decided about one turn after the other, without a pause', async () => {
  await comesUp(agentA, 's', true);
  for (let i = 0; i < 150; i += 1) await whatNobodyIsNamedFor(`j${i}`);
  expect(await runner.turn()).toBeLessThan(10);
});

test('nobody is late in the grace after an outage', async () => {
  await whatNobodyIsNamedFor('j');
  bench.clock.advance(30_000);
  await runner.turn();
  expect(await bench.stands('j')).toBe('created');
  await pass(15);
  expect(await bench.stands('j')).toMatch(/^error/);
});
