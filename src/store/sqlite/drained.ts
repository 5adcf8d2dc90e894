// An agent that is drained gets no more of the jobs that come from everywhere.

import type { Database } from './database.ts';

export function isDrained(db: Database, agent: string): boolean {
  return db.row('select 1 from draining where agent = ?', agent) !== undefined;
}

/** The lanes out of which it still gets jobs. */
export function openLanes(lanes: readonly string[], isDrained: boolean): readonly string[] {
  return isDrained ? lanes.filter((lane) => lane !== '') : lanes;
}
