// Runners on Redis: a hash of those that told of themselves.

import type { RunnerStore, SeenRunner } from '../../parts/runners.ts';
import type { Core } from '../core.ts';

export function runnerStore({ connection, functions, own }: Core): RunnerStore {
  return {
    async tellRunner(runner) {
      await functions.act('hr_runner', runner.id, JSON.stringify(runner));
    },

    async removeRunner(id) {
      await functions.act('hr_runner', id, '');
    },

    async runners() {
      const texts = (await connection.send('HVALS', `${own}runners`)) as string[];
      const seen = texts.map((text) => JSON.parse(text) as SeenRunner);
      return seen.sort((a, b) => b.seenAt - a.seenAt || (a.id < b.id ? -1 : 1));
    },
  };
}
