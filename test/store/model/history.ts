// Histories: what happens to a store, in any order. Steps are data, so that a counterexample can be read; which job one
// means is a number that counts back among those there are at that moment.

import fc from 'fast-check';

export interface Draft {
  /** Index into lists of agents. */
  agents: number;
  source: number;
  actor: number;
  retry: number;
  ignore: 'nothing' | 'code' | 'error';
  /** Seconds; 0 = none. */
  delay: number;
  patience: number;
  timeout: number;
  urgent: boolean;
  run: number;
  lane: string;
  needs: number[];
  decided: 'now' | 'outdated' | 'later';
}

export type Ending = 'ok' | 'failed' | 'code' | 'never' | 'later' | 'denied' | 'timeout' | 'lost' | 'cancelled';

export interface Claiming {
  agent: number;
  max: number;
  /** Free slots of the first actor; absent = no limit. */
  slots?: number | undefined;
  lanes: string[];
}

export type Step =
  | { do: 'submit'; jobs: Draft[]; backwards: boolean }
  | { do: 'submit badly'; pick: number; how: 'again' | 'conflict' | 'unknown' | 'circle' }
  | ({ do: 'claim' } & Claiming)
  | { do: 'finish'; picks: number[]; how: Ending; next?: Claiming | undefined }
  | { do: 'start' | 'release' | 'report' | 'cancel' | 'refuse'; pick: number }
  | { do: 'cancel run'; run: number }
  | { do: 'decide'; agents: number; outdated: boolean }
  | { do: 'bury'; agent: number; times: number }
  | { do: 'close' | 'abandon'; agent: number }
  | { do: 'drain'; agent: number; on: boolean }
  | { do: 'limit'; kind: 'agent' | 'actor' | 'source'; which: number; max: number | null }
  | { do: 'pass'; ms: number; beat: boolean; limit: number }
  | { do: 'away'; ms: number }
  | { do: 'fire'; name: number; jobs: Draft[]; how: 'well' | 'late' | 'twice' }
  | { do: 'unschedule'; name: number }
  | { do: 'prune' | 'new policy' | 'reopen' };

/** No store moves on more in one call, so that all need as many calls. */
export const mostSwept = 25;

// What is recent is more often still open.
const pick = fc.oneof({ weight: 2, arbitrary: fc.nat({ max: 3 }) }, { weight: 1, arbitrary: fc.nat({ max: 30 }) });
const agent = fc.constantFrom(0, 0, 1, 2);
const draft = fc.record<Draft>({
  // Mostly the same inbox, so that jobs meet there.
  agents: fc.constantFrom(0, 0, 2, 2, 1, 3, 4, 5),
  source: fc.nat({ max: 2 }),
  actor: fc.nat({ max: 1 }),
  retry: fc.nat({ max: 2 }),
  ignore: fc.constantFrom('nothing', 'code', 'error'),
  delay: fc.constantFrom(0, 0, 0, 2, 7),
  patience: fc.constantFrom(60, 8, 0),
  timeout: fc.constantFrom(3600, 4, 4, 0),
  urgent: fc.constantFrom(false, false, true),
  run: fc.nat({ max: 2 }),
  lane: fc.constantFrom('', '', '', '', 'x', 'x#1'),
  needs: fc.array(pick, { maxLength: 3 }),
  decided: fc.constantFrom('now', 'now', 'now', 'outdated', 'later'),
});
const lanes = fc.constantFrom<string[]>([''], [''], [''], ['x'], ['x', 'x#1', ''], ['x#1', 'x']);
const claiming = fc.record(
  { agent, max: fc.integer({ min: 1, max: 4 }), slots: fc.nat({ max: 2 }), lanes },
  { requiredKeys: ['agent', 'max', 'lanes'] },
);
const ending = fc.constantFrom<Ending>(
  'ok',
  'ok',
  'ok',
  'failed',
  'code',
  'never',
  'later',
  'denied',
  'timeout',
  'lost',
  'lost',
  'cancelled',
);

function step<T extends Step['do']>(...names: T[]) {
  return { do: fc.constantFrom(...names) };
}

const passing = {
  ...step('pass'),
  ms: fc.constantFrom(1_000, 1_500, 4_000, 9_000, 16_000, 30_500, 61_000),
  beat: fc.boolean(),
  limit: fc.constantFrom(mostSwept, mostSwept, 3),
};

const usual: fc.Arbitrary<Step>[] = [
  fc.record({ ...step('submit'), jobs: fc.array(draft, { minLength: 1, maxLength: 4 }), backwards: fc.boolean() }),
  claiming.map((claim) => ({ do: 'claim' as const, ...claim })),
  fc.record(
    { ...step('finish'), picks: fc.array(pick, { minLength: 1, maxLength: 3 }), how: ending, next: claiming },
    { requiredKeys: ['do', 'picks', 'how'] },
  ),
];
const seldom: fc.Arbitrary<Step>[] = [
  fc.record({
    ...step('submit badly'),
    pick,
    how: fc.constantFrom('again' as const, 'conflict' as const, 'unknown' as const, 'circle' as const),
  }),
  fc.record({ ...step('start', 'report'), pick }),
  fc.record({ ...step('release'), pick }),
  fc.record({ ...step('cancel', 'cancel', 'refuse'), pick }),
  fc.record({ ...step('cancel run'), run: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ ...step('decide'), agents: fc.constantFrom(0, 2, 3, 4, 5), outdated: fc.boolean() }),
  // Often enough for a job that nobody is to take any more.
  fc.record({ ...step('bury'), agent, times: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ ...step('close', 'abandon'), agent }),
  fc.record({ ...step('drain'), agent, on: fc.boolean() }),
  fc.record({
    ...step('limit'),
    kind: fc.constantFrom('agent' as const, 'actor' as const, 'source' as const),
    which: fc.nat({ max: 1 }),
    max: fc.constantFrom(0, 1, 2, null),
  }),
  fc.record({ ...step('away'), ms: fc.constantFrom(5_001, 20_000) }),
  fc.record({
    ...step('fire'),
    name: fc.nat({ max: 1 }),
    jobs: fc.array(draft, { maxLength: 2 }),
    how: fc.constantFrom('well' as const, 'well' as const, 'late' as const, 'twice' as const),
  }),
  fc.record({ ...step('unschedule'), name: fc.nat({ max: 1 }) }),
  fc.record(step('prune')),
  fc.record(step('new policy')),
  fc.record(step('reopen')),
];

export interface History {
  /** Whether jobs have several sources, or all the same. */
  isShared: boolean;
  steps: Step[];
}

/** Of what is seldom a few kinds in one history, so that they meet. */
export const history: fc.Arbitrary<History> = fc
  .tuple(fc.boolean(), fc.subarray(seldom, { minLength: 1, maxLength: 4 }))
  .chain(([isShared, some]) => {
    const kinds = [
      ...usual.map((arbitrary) => ({ weight: 4, arbitrary })),
      { weight: 2, arbitrary: fc.record(passing) },
      ...some.map((arbitrary) => ({ weight: 3, arbitrary })),
    ];
    const steps = fc.array(fc.oneof(...kinds), { minLength: 1, maxLength: 60, size: 'max' });
    return fc.record({ isShared: fc.constant(isShared), steps });
  });
