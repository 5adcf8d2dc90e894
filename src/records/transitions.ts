// The legal moves of a job's state, as data: the contract suite of stores and the docs of the records read this table.

import type { JobState } from './words.ts';

export const legalMoves: Readonly<Record<JobState, readonly JobState[]>> = {
  created: ['scheduled', 'error'],
  scheduled: ['planned', 'scheduled', 'error'],
  planned: ['running', 'scheduled', 'error'],
  running: ['ok', 'error', 'scheduled'],
  ok: [],
  error: [],
};
