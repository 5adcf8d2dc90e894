// Time on Redis: what is due, and what has been kept long enough. The clock is that of the server.

import type { TimeStore } from '../../parts/time.ts';
import type { Core } from '../core.ts';
import { pieceSize } from '../functions.ts';

export function timeStore({ functions, retention }: Core): TimeStore {
  return {
    async now() {
      const [now] = (await functions.read('hr_due', 0, 0)) as (string | number)[];
      return Number(now);
    },

    async sweep(limit) {
      const { ok, error } = retention;
      const answer = await functions.tell('hr_sweep', limit, ok.ageMs, ok.count, error.ageMs, error.count);
      const [moved, retired, next, now, grace] = answer as [number, number, string, number, number];
      const most = Math.min(limit, pieceSize);
      return {
        moved,
        retired,
        more: moved >= most || retired >= most,
        nextDue: next === '' ? null : Number(next),
        now,
        grace: grace === 1,
      };
    },

    async prune(states, before, limit) {
      let pruned = 0;
      for (const state of states) {
        let stayed = 0;
        let isMore = true;
        while (isMore && pruned < limit) {
          const most = Math.min(limit - pruned, pieceSize);
          const answer = await functions.tell('hr_prune', state, before, most, stayed);
          const [gone, more, kept] = answer as [number, number, number];
          pruned += gone;
          stayed += kept;
          isMore = more === 1;
        }
      }
      return pruned;
    },
  };
}
