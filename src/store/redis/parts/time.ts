// Time on Redis: what is due, and what has been kept long enough. The clock is that of the server.

import type { SweepResult, TimeStore } from '../../parts/time.ts';
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
      const sweepPiece = async (most: number): Promise<SweepResult> => {
        const answer = await functions.tell('hr_sweep', most, ok.ageMs, ok.count, error.ageMs, error.count);
        const [moved, retired, next, now, grace] = answer as [number, number, string, number, number];
        const more = moved >= most || retired >= most;
        return { moved, retired, more, nextDue: next === '' ? null : Number(next), now, grace: grace === 1 };
      };
      const first = await sweepPiece(Math.min(limit, pieceSize));
      if (!first.more || limit <= pieceSize) return first;
      // There is plenty: the other pieces are sent at once, so that what ends is retired as fast as it ends.
      const rest: Promise<SweepResult>[] = [];
      for (let left = limit - pieceSize; left > 0; left -= pieceSize) rest.push(sweepPiece(Math.min(left, pieceSize)));
      return [first, ...(await Promise.all(rest))].reduce((before, piece) => ({
        ...piece,
        moved: before.moved + piece.moved,
        retired: before.retired + piece.retired,
      }));
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
