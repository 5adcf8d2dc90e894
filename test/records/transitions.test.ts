// Which state of a job may follow which.

import { expect, test } from 'vitest';
import { isFinal } from '../../src/records/outcome.ts';
import { legalMoves } from '../../src/records/transitions.ts';
import { jobStates, openStates } from '../../src/records/words.ts';

test('the table, whole', () => {
  const rows = jobStates.map((from) =>
    `${from} → ${jobStates.filter((to) => legalMoves[from].includes(to)).join(' ')}`.trim(),
  );
  expect(rows).toEqual([
    'created → scheduled error',
    'scheduled → scheduled planned error',
    'planned → scheduled running error',
    'running → scheduled error ok',
    'error →',
    'ok →',
  ]);
});

test('a state is open or final', () => {
  expect(jobStates.filter((state) => !isFinal(state))).toEqual(openStates);
});

test('any open state can end in error, and only final ones lead nowhere', () => {
  for (const state of jobStates) {
    expect(legalMoves[state].includes('error')).toBe(!isFinal(state));
    expect(jobStates.some((to) => legalMoves[state].includes(to))).toBe(!isFinal(state));
  }
});

test('a job runs only after it has arrived, and succeeds only after it has run', () => {
  expect(jobStates.filter((from) => legalMoves[from].includes('running'))).toEqual(['planned']);
  expect(jobStates.filter((from) => legalMoves[from].includes('ok'))).toEqual(['running']);
  expect(jobStates.filter((from) => legalMoves[from].includes('created'))).toEqual([]);
});
