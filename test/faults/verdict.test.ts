// Each broken promise is seen: one fact at a time of a sound run is made false.

import { expect, test } from 'vitest';
import type { Line } from '../../scripts/fault-matrix/ledger.ts';
import { type Evidence, isBroken, judge } from '../../scripts/fault-matrix/verdict.ts';
import type { JobView, OutcomeKind } from '../../src/records/outcome.ts';
import type { JobState } from '../../src/records/words.ts';
import type { JobEvent } from '../../src/store/parts/feed.ts';
import { makeJob, needs } from '../store/contract/make.ts';

function view(guid: string, outcome: OutcomeKind, fence: number | undefined, fields = {}): JobView {
  const job = makeJob(guid, { params: { fail: outcome === 'failed' ? '1' : '0' }, ...fields });
  job.status.status = outcome === 'ok' ? 'ok' : 'error';
  return { job, outcome: { outcome, ignored: false, message: '', result: fence && { fence } } } as unknown as JobView;
}

const line = (word: Line['word'], at: number, guid: string, fence: number, agentPid = 1): Line => {
  return { word, at, guid, fence, agentPid, pid: 0 };
};

const end = (guid: string, state: JobState, fence?: number) =>
  ({ guid, path: [state], result: fence === undefined ? undefined : { fence } }) as unknown as JobEvent;

/** a, b after a, c which fails, d after c; the agent of a was killed once. */
function sound(): Evidence & { view(guid: string): JobView } {
  const views = new Map(
    [
      view('a', 'ok', 2),
      view('b', 'ok', 1, needs('a')),
      view('c', 'failed', undefined),
      view('d', 'dependency', undefined, needs('c')),
    ].map((view) => [view.job.guid, view]),
  );
  return {
    batches: [
      { guids: ['a', 'b', 'c', 'd'], isAcknowledged: true },
      { guids: ['x', 'y'], isAcknowledged: false },
    ],
    views,
    view: (guid) => views.get(guid) as JobView,
    ledger: [
      line('begin', 1_000, 'a', 1, 9),
      line('begin', 3_000, 'a', 2),
      line('end', 3_100, 'a', 2),
      line('end', 3_200, 'a', 1, 9),
      line('begin', 3_300, 'b', 1),
      line('end', 3_400, 'b', 1),
      line('begin', 3_500, 'c', 1),
      line('end', 3_600, 'c', 1),
    ],
    heard: [end('a', 'ok', 2), end('b', 'ok', 1), end('c', 'error'), end('d', 'error')],
    injections: [{ at: 1_500, victim: 'agent', pid: 9 }],
    promisedSeconds: 2,
    findings: [],
  };
}

test('a sound run breaks nothing; what was in hand came again after a while', () => {
  const verdict = judge(sound());
  expect(isBroken(verdict), JSON.stringify(verdict)).toBe(false);
  expect(verdict).toMatchObject({ jobs: 4, executions: 4, wasted: 1, recoveries: [{ victim: 'agent', seconds: 1.5 }] });
});

test('no recovery is too slow in which an agent had the job in time and began it later', () => {
  const run = Object.assign(sound(), { promisedSeconds: 1 });
  expect(judge(run).wrong).toEqual([expect.stringContaining('a of a dead agent was taken again after 1.5 s')]);
  run.heard.unshift({ ...end('a', 'planned'), at: 2_000 });
  expect(judge(run).wrong).toEqual([]);
});

const damages: [what: keyof ReturnType<typeof judge>, how: string, (run: ReturnType<typeof sound>) => unknown][] = [
  ['lost', 'a job is gone', ({ views }) => views.delete('a')],
  ['wrong', 'half a batch is there', ({ views }) => views.set('x', view('x', 'ok', 1))],
  ['wrong', 'an end without an execution', ({ ledger }) => ledger.splice(6)],
  [
    'wrong',
    'the result of an execution that never ended',
    (run) => Object.assign(run.view('b').outcome.result as object, { fence: 5 }),
  ],
  ['wrong', 'an end that nobody meant', ({ view }) => Object.assign(view('b').outcome, { outcome: 'timeout' })],
  ['wrong', 'an invariant of the store', ({ findings }) => findings.push('odd')],
  ['wrong', 'a recovery that was too slow', (run) => Object.assign(run, { promisedSeconds: 1 })],
  ['doubled', 'a fence that was given twice', ({ ledger }) => ledger.push(line('begin', 5_000, 'b', 1))],
  ['doubled', 'two ends', ({ heard }) => heard.push(end('a', 'ok', 2))],
  ['doubled', 'another result than was heard', ({ heard }) => heard.splice(0, 1, end('a', 'ok', 1))],
  ['notFinal', 'a job still runs', ({ view }) => Object.assign(view('b').job.status, { status: 'running' })],
  ['dependentsWrong', 'one ran that was not to', ({ ledger }) => ledger.push(line('begin', 4_000, 'd', 1))],
  ['dependentsWrong', 'one ran too early', ({ ledger }) => ledger.push(line('begin', 3_050, 'b', 0))],
  ['dependentsWrong', 'one did not run', ({ view }) => Object.assign(view('b').outcome, { outcome: 'dependency' })],
];

test.each(damages)('%s: %s', (what, _, damage) => {
  const run = sound();
  damage(run);
  const verdict = judge(run);
  expect(verdict[what]).not.toEqual([]);
  expect(isBroken(verdict)).toBe(true);
});
