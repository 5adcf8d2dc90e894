// Contract: every operation on a job in every state, the refused ones included.

import { describe, expect, it } from 'vitest';
import type { JobState } from '../../../src/records/words.ts';
import { type Bench, type OpenStore, useStore } from './harness.ts';
import { agentA, makeJob, needs } from './make.ts';

const guid = 'job';

/** Brings the job into a state; returns its fence. `undecided` is a created job that waits for a decision. */
const arrange: Record<JobState | 'undecided', (b: Bench) => Promise<number>> = {
  created: async (b) => {
    await b.submit(makeJob('before', { agents: ['e'.repeat(64)] }));
    await b.submit(makeJob(guid, needs('before')));
    return 0;
  },
  undecided: async (b) => {
    await b.submit(makeJob(guid, { agents: [] }));
    return 0;
  },
  scheduled: async (b) => {
    await b.submit(makeJob(guid));
    return 0;
  },
  planned: async (b) => {
    await b.submit(makeJob(guid));
    const [claim] = await b.store.claim({ agent: agentA, session: 's', lanes: [''], max: 1, slots: { vm_manager: 0 } });
    return claim?.fence ?? -1;
  },
  running: async (b) => {
    await b.submit(makeJob(guid));
    return (await b.take('s')).fence;
  },
  ok: async (b) => {
    await b.submit(makeJob(guid));
    const claim = await b.take('s');
    await b.finish(claim);
    return claim.fence;
  },
  error: async (b) => {
    await b.submit(makeJob(guid));
    const claim = await b.take('s');
    await b.fail(claim);
    return claim.fence;
  },
};

type State = keyof typeof arrange;

interface Operation {
  act: (b: Bench, fence: number) => Promise<unknown>;
  /** Answer, and where the job stands afterwards. */
  expected: Record<State, [answer: unknown, stands: string]>;
}

const unmoved = (answer: unknown): Record<State, [unknown, string]> => ({
  created: [answer, 'created'],
  undecided: [answer, 'created'],
  scheduled: [answer, 'scheduled'],
  planned: [answer, 'planned'],
  running: [answer, 'running'],
  ok: [answer, 'ok'],
  error: [answer, 'error(failed)'],
});

const operations: Record<string, Operation> = {
  'submit again': {
    act: async (b) => b.store.submit([{ job: (await b.view(guid)).job, trail: {} }]),
    expected: unmoved({ ok: true, existing: [guid] }),
  },
  admit: {
    act: async (b) => b.store.admit(guid, await b.admission(agentA)),
    expected: { ...unmoved('gone'), undecided: ['scheduled', 'scheduled'] },
  },
  'admit under an older policy': {
    act: async (b) => {
      const old = await b.admission(agentA);
      await b.store.revoke('0'.repeat(64));
      return b.store.admit(guid, old);
    },
    expected: { ...unmoved('gone'), undecided: ['stale', 'created'] },
  },
  refuse: {
    act: (b) => b.store.refuse(guid, 'denied', 4, 'no right'),
    expected: {
      created: [true, 'error(denied)'],
      undecided: [true, 'error(denied)'],
      scheduled: [true, 'error(denied)'],
      planned: [true, 'error(denied)'],
      running: [false, 'running'],
      ok: [false, 'ok'],
      error: [false, 'error(failed)'],
    },
  },
  claim: {
    act: async (b) => (await b.claim('s')).length,
    expected: { ...unmoved(0), scheduled: [1, 'running'] },
  },
  start: {
    act: (b, fence) => b.store.start({ guid, fence }),
    expected: { ...unmoved(false), planned: [true, 'running'], running: [true, 'running'] },
  },
  'finish ok': {
    act: async (b, fence) => (await b.store.exchange([{ guid, fence, ok: true }])).answers[0],
    expected: {
      ...unmoved('stale'),
      planned: ['accepted', 'ok'],
      running: ['accepted', 'ok'],
      ok: ['duplicate', 'ok'],
      error: ['duplicate', 'error(failed)'],
    },
  },
  'finish in error': {
    act: async (b, fence) => (await b.store.exchange([{ guid, fence, ok: false, code: 1 }])).answers[0],
    expected: {
      ...unmoved('stale'),
      planned: ['accepted', 'error(failed)'],
      running: ['accepted', 'error(failed)'],
      ok: ['duplicate', 'ok'],
      error: ['duplicate', 'error(failed)'],
    },
  },
  'finish under another fence': {
    act: async (b, fence) => (await b.store.exchange([{ guid, fence: fence + 7, ok: true }])).answers[0],
    expected: unmoved('stale'),
  },
  release: {
    act: (b, fence) => b.store.release([{ guid, fence }]),
    expected: { ...unmoved(undefined), planned: [undefined, 'scheduled'], running: [undefined, 'scheduled'] },
  },
  report: {
    act: async (b, fence) => {
      await b.store.report([{ guid, fence, lines: [{ stream: 'log', text: 'x', at: 1 }] }]);
      return (await b.store.logs(guid, 0, 10)).length;
    },
    expected: { ...unmoved(0), planned: [1, 'planned'], running: [1, 'running'] },
  },
  cancel: {
    act: (b) => b.store.cancel(guid, 'stop'),
    expected: {
      created: ['cancelled', 'error(cancelled)'],
      undecided: ['cancelled', 'error(cancelled)'],
      scheduled: ['cancelled', 'error(cancelled)'],
      planned: ['cancelled', 'error(cancelled)'],
      running: ['requested', 'running'],
      ok: ['final', 'ok'],
      error: ['final', 'error(failed)'],
    },
  },
  'close the session': {
    act: (b) => b.store.closeSession('s'),
    expected: { ...unmoved(undefined), planned: [undefined, 'scheduled'], running: [undefined, 'scheduled'] },
  },
  'bury the session': {
    act: (b) => b.store.bury('s'),
    expected: { ...unmoved(0), planned: [1, 'scheduled'], running: [1, 'scheduled'] },
  },
  'sweep when nothing is due': {
    act: async (b) => (await b.store.sweep(10)).moved,
    expected: unmoved(0),
  },
  'sweep an hour later': {
    act: async (b) => {
      return sweepAfter(b, 3_585_000);
    },
    expected: {
      ...unmoved(0),
      created: [0, 'error(dependency)'],
      scheduled: [0, 'error(not_picked_up)'],
      running: [0, 'running'],
    },
  },
  'sweep an hour and a grace later': {
    act: async (b) => {
      return sweepAfter(b, 3_590_000);
    },
    expected: {
      ...unmoved(0),
      created: [0, 'error(dependency)'],
      scheduled: [0, 'error(not_picked_up)'],
      running: [0, 'error(timeout)'],
    },
  },
};

/** A silence, and the grace of 15 s that follows it. */
async function sweepAfter(b: Bench, ms: number): Promise<number> {
  b.clock.advance(ms);
  await b.store.beat('s', 15_000);
  await b.passAlive(15_000, 's');
  return (await b.store.sweep(10)).retired;
}

export function cellContract(open: OpenStore): void {
  describe('every operation in every state', () => {
    const bench = useStore(open);
    for (const [name, { act, expected }] of Object.entries(operations)) {
      for (const state of Object.keys(arrange) as State[]) {
        const [answer, stands] = expected[state];
        it(`${name}: ${state} → ${stands}`, async () => {
          const b = bench();
          await b.session('s');
          const fence = await arrange[state](b);
          expect(await act(b, fence)).toEqual(answer);
          expect(await b.stands(guid)).toBe(stands);
        });
      }
    }
  });
}
