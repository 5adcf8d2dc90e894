// Runners of the file: those that told of themselves.

import { type RunnerPresence, type RunnerStore, runnerKeptMs } from '../../parts/runners.ts';
import type { Core } from '../core.ts';

export function runnerStore(core: Core): RunnerStore {
  const { db } = core;
  return {
    async tellRunner(runner) {
      const now = core.now();
      db.write(() => {
        db.sql('insert or replace into runner(id, seen_ms, about) values (?, ?, ?)').run(
          runner.id,
          now,
          JSON.stringify(runner),
        );
        db.sql('delete from runner where seen_ms < ?').run(now - runnerKeptMs);
      });
    },

    async removeRunner(id) {
      db.write(() => db.sql('delete from runner where id = ?').run(id));
    },

    async runners() {
      return db
        .look(() => db.rows('select about, seen_ms from runner order by seen_ms desc, id'))
        .map(([about, seenAt]) => ({ ...(JSON.parse(String(about)) as RunnerPresence), seenAt: Number(seenAt) }));
    },
  };
}
