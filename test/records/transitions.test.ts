// Which state of a job may follow which.

import { expect, test } from 'vitest';
import { isFinal } from '../../src/records/outcome.ts';
import { isLegalMove } from '../../src/records/transitions.ts';
import { jobStates } from '../../src/records/words.ts';

test('the table, whole', () => {
  const rows = jobStates.map((from) => `${from} → ${jobStates.filter((to) => isLegalMove(from, to)).join(' ')}`.trim());
  expect(rows).toEqual([
    'created → scheduled error',
    'scheduled → scheduled planned error',
    'planned → scheduled running error',
    'running → scheduled error ok',
    'error →',
    'ok →',
  ]);
});

test('any open state can end in error, and only final ones lead nowhere', () => {
  for (const state of jobStates) {
    expect(isLegalMove(state, 'error')).toBe(!isFinal(state));
    expect(jobStates.some((to) => isLegalMove(state, to))).toBe(!isFinal(state));
  }
});

test('a job runs only after it has arrived, and succeeds only after it has run', () => {
  expect(jobStates.filter((from) => isLegalMove(from, 'running'))).toEqual(['planned']);
  expect(jobStates.filter((from) => isLegalMove(from, 'ok'))).toEqual(['running']);
  expect(jobStates.filter((from) => isLegalMove(from, 'created'))).toEqual([]);
});
